"""Checks between texts: what one names must exist in another, and no two may claim one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from registry.content.places import Sort, document_path, lab_path
from registry.content.readings import Reading
from registry.content.report import Mention, Mentioned, hint
from registry.content.shelves import Shelf, Shelves
from registry.core.records import JOINT, Document, Version
from registry.errors import Problem

_OF_VERSION_BEFORE = (Mentioned.WAS, Mentioned.JUDGED, Mentioned.UNCONFIRMED, Mentioned.REMOVED)
_GONE = (Mentioned.UNCONFIRMED, Mentioned.REMOVED)
_ELSEWHERE = (
    *(Mentioned.CONTINUES, Mentioned.CONDUCT_ABOUT, Mentioned.REPLY_ABOUT, Mentioned.LAB),
    *(Mentioned.JOINED_CLAUSE, Mentioned.SUPERSEDED_BY),
)


def check_references(readings: Mapping[str, Reading], shelves: Shelves) -> Iterator[Problem]:
    """Every mistake that shows only when texts are held beside each other."""
    yield from _missing_files(shelves)
    for reading in readings.values():
        for mention in reading.mentions:
            wrong = _wrong_mention(mention, reading, shelves) if mention.sort in _ELSEWHERE else None
            if wrong is not None and not shelves.may_be_lost(mention.target, reading.place.owner):
                yield Problem(reading.place.path, mention.line, f"`{mention.sort.key}`: {wrong}")
    for shelf in shelves.documents.values():
        yield from _clashing_labels(shelf)
        yield from _after_withdrawal(shelf)
        yield from _against_version_before(shelf)
    yield from _claimed_names(readings.values(), shelves)


def _missing_files(shelves: Shelves) -> Iterator[Problem]:
    for lab, there in shelves.labs.items():
        if not there:
            yield Problem(
                lab_path(lab),
                1,
                "the file is missing; every lab's folder has a lab.md with at least its `name`",
            )
    for (owner, slug), shelf in shelves.documents.items():
        if not shelf.has_document:
            path = document_path(owner, slug)
            yield Problem(
                path,
                1,
                "the file is missing; a document's folder has a document.md with `title` and `kind`",
            )


def _wrong_mention(mention: Mention, reading: Reading, shelves: Shelves) -> str | None:
    """What is wrong with a mention that is about one thing elsewhere, or None."""
    place, target = reading.place, mention.target
    match mention.sort:
        case Mentioned.CONTINUES:
            own = JOINT + "/" + place.document if place.owner == JOINT else place.document
            if target.rpartition("/")[0] == own:
                return f"{target!r} is of this document; write `was` with the id in the version before"
            return shelves.wrong_reference(target, place.owner)
        case Mentioned.CONDUCT_ABOUT:
            return shelves.wrong_reference(target, place.owner) if "/" in target else None
        case Mentioned.REPLY_ABOUT:
            return _wrong_reply(target, place.owner, shelves)
        case Mentioned.LAB:
            known = target in shelves.labs
            return None if known else f"{target!r} is not a lab of the catalogue{hint(target, shelves.labs)}"
        case Mentioned.JOINED_CLAUSE:
            shelf = shelves.documents[place.owner, place.document]
            if shelf.may_have(target):
                return None
            return (
                f"{target!r} is not a clause of any version of this document{hint(target, sorted(shelf.ids))}"
            )
        case Mentioned.SUPERSEDED_BY:
            return _wrong_successor(target, reading, shelves)
        case _:
            return None


def _wrong_reply(target: str, lab: str, shelves: Shelves) -> str | None:
    first, slash, rest = target.partition("/")
    if not slash:
        names = shelves.conduct[lab]
        if target.removesuffix(".md") in names:
            return None
        return f"{target!r} is not the name of a conduct file of this lab{hint(target, sorted(names))}"
    if first not in shelves.standards or shelves.shelf(lab, first) is not None:
        return shelves.wrong_reference(target, lab)
    standard = shelves.standards[first]
    if standard is None or standard.criterion(rest) is not None:
        return None
    known = [criterion.id for criterion in standard.criteria]
    return f"{rest!r} is not a criterion of {first}{hint(rest, known)}"


def _wrong_successor(target: str, reading: Reading, shelves: Shelves) -> str | None:
    place = reading.place
    owner, slug = (
        (JOINT, target.removeprefix("joint/")) if target.startswith("joint/") else (place.owner, target)
    )
    if owner == JOINT and not target.startswith("joint/"):
        return f"{target!r} is not written in full; a joint document is joint/<document>"
    if (owner, slug) == (place.owner, place.document):
        return "a document is not superseded by itself"
    if shelves.shelf(owner, slug) is not None:
        return None
    return f"{target!r} is no document{hint(target, shelves.names(place.owner))}"


def _clashing_labels(shelf: Shelf) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place in sorted(shelf.labels, key=lambda place: place.path):
        earlier = seen.setdefault(place.name.casefold(), place.name)
        if earlier != place.name:
            message = (
                f"the label {place.name!r} clashes with {earlier!r}: only capitals set them apart; rename one"
            )
            yield Problem(place.path, 1, message)


def _after_withdrawal(shelf: Shelf) -> Iterator[Problem]:
    document = shelf.document.record if shelf.document and not shelf.document.problems else None
    if not isinstance(document, Document) or document.withdrawn is None:
        return
    for reading, version in shelf.versions:
        line = next((mention.line for mention in reading.mentions if mention.sort is Mentioned.DATED), None)
        if line is not None and version.date.first > document.withdrawn.date.last:
            message = f"dated {version.date}, but document.md says that it was withdrawn on {document.withdrawn.date}"
            yield Problem(version.path, line, message)


def _against_version_before(shelf: Shelf) -> Iterator[Problem]:
    """Ids that must be found in the version before; where the order is not known, in any other version."""
    for position, (reading, version) in enumerate(shelf.versions):
        mentions = [mention for mention in reading.mentions if mention.sort in _OF_VERSION_BEFORE]
        if not mentions:
            continue
        if shelf.ordered:
            others = [shelf.versions[position - 1][1]] if position else []
            where = f"the version before ({others[0].label})" if others else ""
        else:
            others = [other for _, other in shelf.versions if other is not version]
            where = "any other version"
        known, continued = _present(others), _continued(version)
        alone = len(shelf.labels) == 1 or (shelf.ordered and position == 0)
        unsure = not others and not alone
        for mention in mentions:
            if mention.sort in _GONE and mention.target in continued:
                message = f"{mention.target!r} is also a clause of this version, or goes on as one; it cannot be both"
            elif mention.target in known or unsure or shelf.may_hide(mention.target):
                continue
            elif alone:
                message = f"there is no version before this one that could have {mention.target!r}"
            else:
                message = f"no clause {mention.target!r} in {where}{hint(mention.target, sorted(known))}"
            yield Problem(version.path, mention.line, f"`{mention.sort.key}`: {message}")


def _present(versions: Iterable[Version]) -> set[str]:
    """The ids of the clauses of versions, and of those that they carry on unread."""
    return {name for version in versions for name in (*version.clause_by_id, *version.unconfirmed)}


def _continued(version: Version) -> set[str]:
    return {name for clause in version.clauses for name in (clause.id, clause.was) if name}


def _claimed_names(readings: Iterable[Reading], shelves: Shelves) -> Iterator[Problem]:
    """An earlier slug leads to one place: it must not be in use, nor claimed twice."""
    claims: dict[tuple[str, str], str] = defaultdict(str)
    claimed = [
        (reading.place, mention)
        for reading in readings
        for mention in reading.mentions
        if mention.sort is Mentioned.FORMERLY
    ]
    for place, mention in sorted(claimed, key=lambda pair: pair[0].path):
        is_lab = place.sort is Sort.LAB
        scope = "" if is_lab else place.owner
        used = (
            (mention.target in shelves.labs or mention.target == JOINT)
            if is_lab
            else (shelves.shelf(place.owner, mention.target) is not None)
        )
        earlier = claims[scope, mention.target]
        if used or earlier:
            taken = f"claimed by {earlier} too" if earlier else "in use now"
            yield Problem(place.path, mention.line, f"`formerly`: the name {mention.target!r} is {taken}")
        claims[scope, mention.target] = place.path
