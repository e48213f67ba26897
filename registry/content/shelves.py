"""Who is there: the labs, documents and clause ids that texts may refer to, as far as they could be read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from registry.content.places import Place, Sort
from registry.content.readings import Reading
from registry.content.report import Mentioned, hint
from registry.core.records import JOINT, Version, natural_key
from registry.core.standard import Standard

_IN_DOCUMENTS = (Sort.DOCUMENT, Sort.DOCUMENT_QUESTIONS, Sort.VERSION)


@dataclass
class Shelf:
    """The texts of one document.

    `murky` are those of its versions that could not be read whole; `nameless` says that a clause lacks a readable id.
    """

    owner: str
    slug: str
    document: Reading | None = None
    has_document: bool = False
    versions: list[tuple[Reading, Version]] = field(default_factory=list)
    labels: list[Place] = field(default_factory=list)
    murky: list[str] = field(default_factory=list)
    nameless: bool = False

    @property
    def name(self) -> str:
        """How a reference from any lab's file names it."""
        return f"{JOINT}/{self.slug}" if self.owner == JOINT else self.slug

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the clauses of all versions, as far as known, once all versions are here."""
        return frozenset(clause.id for _, version in self.versions for clause in version.clauses if clause.id)

    def may_have(self, clause: str) -> bool:
        """Whether a version has the clause, or is so broken that it might: its text holds that word, or is lost."""
        lost = not self.versions and "" in self.murky
        return lost or clause in self.ids or self.may_hide(clause)

    def may_hide(self, clause: str) -> bool:
        """Whether a clause that could not be read may be this one, its id standing in the text at least."""
        word = re.compile(rf"(?<![\w-]){re.escape(clause)}(?![\w-])")
        return self.nameless or any(word.search(text) for text in self.murky)

    @cached_property
    def ordered(self) -> bool:
        """Whether it can be told which version comes before which, once all are here."""
        return len(self.versions) == len(self.labels) and all(
            any(mention.sort is Mentioned.DATED for mention in reading.mentions)
            for reading, _ in self.versions
        )

    def sort(self) -> None:
        """Put the versions in their order, where it is known."""
        if self.ordered:
            self.versions.sort(key=lambda pair: (pair[1].date, natural_key(pair[1].label)))


class Shelves:
    """All that texts may refer to.

    `unread` are places whose texts could not be had, `unplaced` paths that hold nothing, both with what remains of
    their texts: an id in these is not held against those that refer to it.
    """

    def __init__(
        self, readings: Mapping[str, Reading], unread: Mapping[Place, str], unplaced: Mapping[str, str]
    ) -> None:
        self.labs: dict[str, bool] = {}
        self.conduct: dict[str, set[str]] = defaultdict(set)
        self.standards: dict[str, Standard | None] = {}
        self.documents: dict[tuple[str, str], Shelf] = {}
        self._unplaced = frozenset(unplaced)
        for reading in readings.values():
            self._put(reading.place, reading, reading.text)
        for place, text in unread.items():
            self._put(place, None, text)
        self._add_misplaced(unplaced)
        for shelf in self.documents.values():
            shelf.sort()

    def shelf(self, owner: str, slug: str) -> Shelf | None:
        """The document of that owner and slug, or None."""
        return self.documents.get((owner, slug))

    def wrong_reference(self, reference: str, lab: str) -> str | None:
        """What is wrong with a clause reference in a file of the lab; None where nothing is known to be."""
        parts = reference.split("/")
        owner, rest = (JOINT, parts[1:]) if parts[0] == JOINT else (lab, parts)
        if len(rest) != 2:
            return f"{reference!r} is no clause reference: <document>/<clause id> or joint/<document>/<clause id>"
        shelf = self.shelf(owner, rest[0])
        if shelf is None:
            return f"{reference!r} refers to no document{hint('/'.join(parts[:-1]), self.names(lab))}"
        if shelf.may_have(rest[1]):
            return None
        near = hint(rest[1], sorted(shelf.ids))
        return f"{reference!r} refers to no clause of any version of {shelf.name}{near}"

    def names(self, lab: str) -> list[str]:
        """The documents that a file of the lab can refer to, by name."""
        return [shelf.name for (owner, _), shelf in self.documents.items() if owner in (lab, JOINT)]

    def may_be_lost(self, target: str, lab: str) -> bool:
        """Whether what a file of the lab names may lie in a folder that could not be read."""
        first, second = [*target.split("/"), ""][:2]
        folders = ("labs", "standards", *(f"labs/{name}" for name in (first, f"{first}/{second}")))
        own = (f"labs/{lab}/{name}" for name in (first, "conduct"))
        return not self._unplaced.isdisjoint((*folders, *own))

    def _put(self, place: Place, reading: Reading | None, text: str) -> None:
        if place.owner and place.owner != JOINT:
            self.labs[place.owner] = self.labs.get(place.owner, False) or place.sort is Sort.LAB
        if place.sort is Sort.CONDUCT:
            self.conduct[place.owner].add(place.name)
        elif place.sort is Sort.STANDARD:
            record = reading.record if reading and reading.whole else None
            self.standards[place.name] = record if isinstance(record, Standard) else None
        elif place.sort in _IN_DOCUMENTS:
            self._shelve(place, reading, text)

    def _shelve(self, place: Place, reading: Reading | None, text: str) -> None:
        shelf = self.documents.setdefault((place.owner, place.document), Shelf(place.owner, place.document))
        if place.sort is Sort.DOCUMENT:
            shelf.document, shelf.has_document = reading, True
        elif place.sort is Sort.VERSION:
            shelf.labels.append(place)
            record = reading.record if reading else None
            if reading is not None and isinstance(record, Version):
                shelf.versions.append((reading, record))
                shelf.nameless |= any(not clause.id for clause in record.clauses)
                shelf.murky.extend(() if reading.whole else (text,))
            else:
                shelf.murky.append(text)

    def _add_misplaced(self, unplaced: Mapping[str, str]) -> None:
        """A file that is nothing in a document's folder may be a version under a wrong name."""
        for path, text in unplaced.items():
            parts = path.split("/")
            shelf = self.shelf(parts[1], parts[2]) if len(parts) == 4 else None
            if shelf is not None:
                shelf.murky.append(text)
