"""The place and the first text of a record that is yet to be written, from what a person typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from registry.content.composing import compose, take_apart
from registry.content.places import MAX_NAME, Place, Sort, check_label, document_path, lab_path, place_of
from registry.content.structure import Value
from registry.content.succession import next_version
from registry.core.dates import PartialDate
from registry.core.records import JOINT
from registry.errors import BadValue

_FOLDERS = {Sort.CONDUCT: "conduct", Sort.DISCLOSURE: "disclosures", Sort.REPLY: "replies"}


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a new record is to stand, and the text that it starts with."""

    place: Place
    text: str


def slug_of(words: str) -> str:
    """The slug of a few words: `Halt Policy (2nd)` → `halt-policy-2nd`. Raises BadValue where nothing is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not slug:
        raise BadValue(f"{words[:80]!r} gives no name for an address; write letters a to z or digits")
    return slug


def new_lab(name: str, *, slug: str = "") -> Beginning:
    """A lab of that name. Raises BadValue, as all of these do, for what gives no place."""
    return _begun(Sort.LAB, lab_path(slug_of(slug or name)), {"name": name})


def new_document(owner: str, title: str, *, slug: str = "") -> Beginning:
    """A document of the lab, or with the owner `joint` a joint one."""
    return _begun(Sort.DOCUMENT, document_path(owner, slug_of(slug or title)), {"title": title})


def new_version(owner: str, document: str, label: str, *, before: str = "") -> Beginning:
    """A version of the document; `before` is the text of the version that it follows, whose clauses it starts with.

    Raises BadValue also for a version before that no form can show.
    """
    label = label.strip()
    try:
        check_label(label)
    except ValueError as error:
        raise BadValue(str(error)) from None
    place = _placed(Sort.VERSION, f"labs/{owner}/{document}/{label}.md")
    return Beginning(place, compose(place, next_version(take_apart(place, before)) if before else {}))


def new_entry(sort: Sort, lab: str, date: str, words: str) -> Beginning:
    """Conduct, a disclosure or a reply of that date; `words` say in its name what it is about."""
    try:
        day = PartialDate.parse(date.strip()).text
    except ValueError as error:
        raise BadValue(f"the date: {error}") from None
    room = MAX_NAME - len(f"{day}-.md")
    slug = slug_of(words)[:room].rstrip("-")
    return _begun(sort, f"labs/{lab}/{_FOLDERS[sort]}/{day}-{slug}.md", {"date": day})


def new_standard(title: str, *, name: str = "") -> Beginning:
    """A standard, with the version 1.0 and the usual grades."""
    grades: list[Value] = [
        {"name": name, "value": value}
        for name, value in zip("ABCDF", ("80", "65", "50", "35", "0"), strict=True)
    ]
    start: dict[str, Value] = {"version": "1.0", "title": title, "aggregate": "arithmetic", "grades": grades}
    return _begun(Sort.STANDARD, f"standards/{slug_of(name or title)}.yaml", start)


def present(path: str, texts: Mapping[str, str]) -> Beginning:
    """A record as it stands among these texts, to be changed. Raises BadValue for one that is not there."""
    try:
        place = place_of(path)
    except ValueError as error:
        raise BadValue(str(error)) from None
    if path not in texts:
        raise BadValue(f"{path!r} is not on record; choose one that is")
    return Beginning(place, texts[path])


def new_questions(owner: str, document: str = "") -> Beginning:
    """Open questions of a lab or, with the owner `joint`, of one of the joint documents."""
    if owner == JOINT:
        return _begun(Sort.DOCUMENT_QUESTIONS, f"labs/{JOINT}/{document}/open-questions.md", {})
    return _begun(Sort.LAB_QUESTIONS, f"labs/{owner}/open-questions.md", {})


def _begun(sort: Sort, path: str, value: dict[str, Value]) -> Beginning:
    place = _placed(sort, path)
    return Beginning(place, compose(place, value))


def _placed(sort: Sort, path: str) -> Place:
    try:
        place = place_of(path)
    except ValueError as error:
        raise BadValue(str(error)) from None
    if place.sort is not sort:
        raise BadValue(f"{path} would hold {place.sort}; choose another name")
    return place
