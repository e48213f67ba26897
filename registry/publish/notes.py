"""The sources of a report as numbered notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.records import Conduct, Document, Source, Version
from registry.publish import writing


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered source, and what it was the source of where it was first cited."""

    number: int
    source: Source
    title: str


@dataclass(frozen=True, slots=True)
class Notes:
    """All sources of a report, numbered in the order in which they are cited."""

    notes: tuple[Note, ...]

    def number(self, source: Source) -> int:
        """The number of a source's note."""
        return next(note.number for note in self.notes if note.source == source)


def numbered(cited: Iterable[tuple[Source, str]]) -> Notes:
    """Notes on what is cited, in the order in which it is, each source once with the first title it had."""
    titles: dict[Source, str] = {}
    for source, title in cited:
        titles.setdefault(source, title)
    return Notes(tuple(Note(number, *item) for number, item in enumerate(titles.items(), start=1)))


def text_source(catalog: Catalog, document: Document, version: Version) -> tuple[Source, str]:
    """What a version's text was read from, and its title as a note."""
    owner = writing.owner_name(catalog, document)
    return version.source, f"{owner}: {document.title}, {version.name} ({writing.day(version.date)})"


def conduct_sources(entries: Iterable[Conduct]) -> Iterator[tuple[Source, str]]:
    """The sources of conduct entries, each with its title as a note."""
    for entry in entries:
        title = f"On record for {writing.day(entry.date)}: {writing.brief(entry.statement, 90)}"
        yield from ((source, title) for source in entry.sources)
