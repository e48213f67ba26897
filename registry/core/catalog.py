"""All records as one immutable value, with what is derived from them computed once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from registry.core import compare
from registry.core.compare import Change
from registry.core.history import Tenure
from registry.core.holders import Holder, holders
from registry.core.links import Links
from registry.core.records import (
    JOINT,
    Act,
    Announced,
    Clause,
    Direction,
    Document,
    Lab,
    Version,
    natural_key,
)
from registry.core.standard import Standard
from registry.core.vocabulary import Topic, Vocabulary
from registry.errors import NotFound

T = TypeVar("T")

_LASTING = ("holders", "_changes_of")


class TopicState(StrEnum):
    """What is on record about a lab and a topic on a date."""

    HELD = "held"
    PAST = "past"
    NOTHING_FOUND = "nothing-found"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, eq=False, repr=False)
class Catalog:
    """The whole record at one revision. Mappings are by slug, in the slugs' order."""

    vocabulary: Vocabulary
    labs: Mapping[str, Lab]
    joint: Mapping[str, Document]
    standards: Mapping[str, Standard]

    def take_over(self, earlier: Catalog) -> None:
        """Keep what an earlier catalogue worked out from records that are the very same in this one."""
        if self.vocabulary is earlier.vocabulary:
            known = {
                **earlier._earlier,
                **vars(earlier),
            }  # where nobody asked the earlier one, what it took over
            self._earlier.update({name: known[name] for name in _LASTING if name in known})

    @cached_property
    def _earlier(self) -> dict[str, Any]:
        """What was taken over and not looked at yet, by the name of the attribute that will."""
        return {}

    # -- finding one thing ---------------------------------------------------------------------------------

    def lab(self, slug: str) -> Lab:
        """The lab of that slug. Raises NotFound, naming the nearest one."""
        return _find("lab", slug, self.labs)

    def document(self, owner: str, slug: str) -> Document:
        """A document of a lab, or of `joint`. Raises NotFound, naming the nearest one."""
        documents = self.joint if owner == JOINT else self.lab(owner).document_by_slug
        return _find("document", slug, documents)

    def standard(self, name: str | None) -> Standard:
        """The standard of that id, the first one without an id. Raises NotFound, naming the nearest one."""
        return _find("standard", name or next(iter(self.standards), "any"), self.standards)

    def topic(self, name: str) -> Topic:
        """The topic of that id. Raises NotFound, naming the nearest one."""
        return _find("topic", name, self.vocabulary.topic_by_id)

    def referenced(self, lab: str, reference: str) -> tuple[Document, Clause] | None:
        """The document and the newest text of the clause that a reference in a lab's files names, or None."""
        owner, _, rest = (
            reference.partition("/") if reference.startswith(f"{JOINT}/") else (lab, "", reference)
        )
        slug, _, name = rest.partition("/")
        documents = self.joint if owner == JOINT else self.labs[lab].document_by_slug
        document = documents.get(slug)
        for version in reversed(document.versions if document else ()):
            if document and name in version.clause_by_id:
                return document, version.clause_by_id[name]
        return None

    # -- documents and changes -----------------------------------------------------------------------------

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every document: the labs' own in the order of labs, then the joint ones."""
        own = [document for lab in self.labs.values() for document in lab.documents]
        return (*own, *self.joint.values())

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change of every document, newest first, then by owner, document, version and clause."""
        by_document = sorted(self._changes_of.values(), key=lambda item: (item[0].owner, item[0].slug))
        found = [change for _, changes in by_document for change in changes]
        found.sort(key=lambda change: change.date.first, reverse=True)
        return tuple(found)

    @cached_property
    def _changes_of(self) -> Mapping[str, tuple[Document, tuple[Change, ...]]]:
        """Every document with its changes by version and clause, by path."""
        known = self._earlier.pop("_changes_of", {})
        found = {}
        for document in self.documents:
            earlier = known.get(document.path)
            if earlier is None or earlier[0] is not document:
                changes = compare.changes(document, vocabulary=self.vocabulary)
                earlier = document, tuple(sorted(changes, key=_change_order))
            found[document.path] = earlier
        return found

    # -- holdings ------------------------------------------------------------------------------------------

    @cached_property
    def holders(self) -> Mapping[str, Holder]:
        """Each lab with the joint documents, and what it held from when to when."""
        return holders(self.labs, self.joint, self._earlier.pop("holders", {}))

    @cached_property
    def tenures(self) -> Mapping[str, tuple[Tenure, ...]]:
        """Every span in which each lab held a clause, by lab."""
        return {slug: holder.tenures for slug, holder in self.holders.items()}

    def holdings(self, lab: str, on: date) -> tuple[Tenure, ...]:
        """What a lab is committed to on a day. Raises NotFound for an unknown lab."""
        self.lab(lab)
        return self.holders[lab].holdings(on)

    @cached_property
    def links(self) -> Mapping[str, Links]:
        """Which clauses are one promise, by lab."""
        return {slug: holder.links for slug, holder in self.holders.items()}

    @cached_property
    def first_held(self) -> Mapping[tuple[str, str], date]:
        """The first day on which a lab held a clause of a topic, by both, where it ever did."""
        by_lab = {slug: holder.first_held for slug, holder in self.holders.items()}
        return {(slug, topic): day for slug, found in by_lab.items() for topic, day in found.items()}

    def is_assessed(self, lab: str, topic: str, on: date) -> bool:
        """Whether the lab held a clause of the topic by that day, or nothing was found having looked on any day."""
        return self.assessed_from(lab, topic) <= on

    def assessed_from(self, lab: str, topic: str) -> date:
        """The day from which a topic counts as looked into, `date.max` where it never does."""
        if any(entry.topic == topic for entry in self.lab(lab).nothing_found):
            return date.min
        return self.first_held.get((lab, topic), date.max)

    def topic_state(self, lab: str, topic: str, on: date) -> TopicState:
        """What is on record about a lab and a topic: held, removed, nothing found (having looked), or not assessed."""
        if any(tenure.clause.topic == topic for tenure in self.holdings(lab, on)):
            return TopicState.HELD
        return self.unheld_state(lab, topic, on)

    def unheld_state(self, lab: str, topic: str, on: date) -> TopicState:
        """The same for a topic of which it is known that the lab holds no clause on that day."""
        first = self.first_held.get((lab, topic))
        if first is not None and first <= on:
            return TopicState.PAST
        return TopicState.NOTHING_FOUND if self.is_assessed(lab, topic, on) else TopicState.NOT_ASSESSED


def select_changes(
    changes: Iterable[Change],
    *,
    lab: str | None = None,
    document: str | None = None,
    topic: str | None = None,
    direction: Direction | None = None,
    announced: Announced | None = None,
    since: date | None = None,
    until: date | None = None,
    unchanged: bool = False,
) -> Iterator[Change]:
    """Those changes that meet every filter given, in the order given.

    `lab` is a slug or `joint`; `document` is `<lab>/<slug>`; `since` and `until` are inclusive. `announced` leaves only
    losses of which the lab's own announcement told so much. Unchanged clauses are left out unless `unchanged` is set,
    whatever direction is asked for.
    """
    for change in changes:
        owner = change.document.owner
        if lab not in (None, owner) or document not in (None, f"{owner}/{change.document.slug}"):
            continue
        if topic not in (None, change.clause.topic) or direction not in (None, change.direction):
            continue
        if announced not in (None, change.announced):
            continue
        if (since and change.date.first < since) or (until and change.date.first > until):
            continue
        if change.direction is Direction.UNCHANGED and not unchanged:
            continue
        yield change


def promises(held: Iterable[Tenure]) -> Iterator[Tenure]:
    """Those held clauses whose act is a promise."""
    return (tenure for tenure in held if tenure.clause.act is Act.PROMISE)


def _change_order(change: Change) -> tuple[object, ...]:
    label = change.to_version.label if change.to_version else ""
    return (natural_key(label), change.clause.id)


def find_version(document: Document, label: str) -> Version:
    """The version of that label. Raises NotFound, naming the nearest one."""
    return _find("version", label, document.version_by_label)


def _find(kind: str, name: str, among: Mapping[str, T]) -> T:
    found = among.get(name)
    if found is None:
        nearest = get_close_matches(name[:200], among, n=1)  # the time that it takes grows with the name
        raise NotFound(kind, name, nearest=nearest[0] if nearest else None)
    return found
