"""Changes put together as pages show them: by the version that made them, and counted by direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from registry.core.compare import Change
from registry.core.dates import PartialDate
from registry.core.records import Direction, Document, Version
from registry.publish.explain import memo


@dataclass(frozen=True)
class VersionChanges:
    """What one version (or the withdrawal of its document) changed, by direction."""

    document: Document
    version: Version | None
    before: Version | None
    date: PartialDate
    changes: tuple[Change, ...]

    @property
    def counts(self) -> tuple[tuple[Direction, int], ...]:
        """How many changes of each direction, in the order of Direction, without the empty ones."""
        return count_directions(self.changes)

    @property
    def memo(self) -> str:
        """The changes counted in one line of plain words."""
        return memo(self.changes)

    @property
    def key(self) -> str:
        """Names the group for good: the path of the version's text, or for a withdrawal the document's."""
        return self.version.path if self.version else f"{self.document.path}#withdrawn"


def by_version(changes: Iterable[Change]) -> Iterable[VersionChanges]:
    """Changes grouped by the version that made them, in the order given."""
    for _, group in groupby(changes, key=lambda change: (change.document.path, change.to_version)):
        members = tuple(group)
        first = members[0]
        yield VersionChanges(first.document, first.to_version, first.from_version, first.date, members)


def count_directions(changes: Iterable[Change]) -> tuple[tuple[Direction, int], ...]:
    """How many changes of each direction, in the order of Direction, without the empty ones."""
    found = [change.direction for change in changes]
    return tuple((direction, found.count(direction)) for direction in Direction if direction in found)
