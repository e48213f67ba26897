"""Path ↔ what it is: which paths a catalogue has, and which record each one holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from registry.content.values import SLUG
from registry.core.records import JOINT

MAX_NAME = 100
"""The longest name of a folder or file, short enough for every file system."""

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DATED = re.compile(r"(?P<date>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)-(?P<words>[a-z0-9]+(?:-[a-z0-9]+)*)")
_OTHER_FORMS = (".json", ".pdf", ".csv", ".xlsx", ".atom", ".svg", ".ics")
_RESERVED_LABELS = ("document", "open-questions")


class Sort(StrEnum):
    """The kinds of text that a catalogue is made of."""

    LAB = "lab"
    LAB_QUESTIONS = "a lab's open questions"
    CONDUCT = "conduct"
    DISCLOSURE = "disclosure"
    REPLY = "reply"
    DOCUMENT = "document"
    DOCUMENT_QUESTIONS = "a joint document's open questions"
    VERSION = "version"
    VOCABULARY = "vocabulary"
    STANDARD = "standard"


QUESTIONS = (Sort.LAB_QUESTIONS, Sort.DOCUMENT_QUESTIONS)
"""The kinds of text without front matter."""

PURE_YAML = (Sort.STANDARD, Sort.VOCABULARY)
"""The kinds of text that are YAML from end to end."""

_DATED_FOLDERS = {"conduct": Sort.CONDUCT, "disclosures": Sort.DISCLOSURE, "replies": Sort.REPLY}


@dataclass(frozen=True, slots=True)
class Place:
    """What a path holds. `owner` is a lab or `joint`; `name` a label, a standard's id or a dated name."""

    path: str
    sort: Sort
    owner: str = ""
    document: str = ""
    name: str = ""


VOCABULARY_PATH = "standards/vocabulary.yaml"


def lab_path(lab: str) -> str:
    """The path of a lab's own record."""
    return f"labs/{lab}/lab.md"


def document_path(owner: str, document: str) -> str:
    """The path of a document's own record; the owner is a lab or `joint`."""
    return f"labs/{owner}/{document}/document.md"


def date_in_name(name: str) -> str:
    """The date that a dated file's name begins with, as written."""
    match = _DATED.fullmatch(name)
    return match["date"] if match else ""


def place_of(path: str) -> Place:
    """What the path holds. Raises ValueError, saying what is expected, for one that no catalogue has."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        raise ValueError(
            "the path leaves the catalogue; paths are like labs/<lab>/lab.md, without `..` or a leading `/`"
        )
    if any(len(part) > MAX_NAME for part in parts):
        raise ValueError(f"a name in the path is longer than {MAX_NAME} characters; shorten it")
    if parts[0] == "standards":
        return _in_standards(path, parts[1:])
    if parts[0] == "labs" and len(parts) > 2:
        return _in_labs(path, parts[1], parts[2:])
    raise ValueError(
        "not a file of the catalogue; it holds labs/<lab>/…, labs/joint/<document>/… and standards/<id>.yaml"
    )


def _in_standards(path: str, rest: list[str]) -> Place:
    expected = "standards/ holds vocabulary.yaml and standards, one file <id>.yaml each"
    if len(rest) != 1 or not rest[0].endswith(".yaml"):
        raise ValueError(f"not expected here; {expected}")
    name = rest[0].removesuffix(".yaml")
    if path == VOCABULARY_PATH:
        return Place(path, Sort.VOCABULARY)
    _checked(SLUG, name, f"{expected}, the id in small letters, digits and single hyphens")
    return Place(path, Sort.STANDARD, name=name)


def _in_labs(path: str, owner: str, rest: list[str]) -> Place:
    _checked(SLUG, owner, "a lab's folder has its slug as name: small letters, digits and single hyphens")
    if len(rest) == 1:
        return _directly_in_lab(path, owner, rest[0])
    if len(rest) > 2:
        raise ValueError("too deep; files stand in labs/<lab>/ or in one folder below it")
    folder, file = rest
    if folder in _DATED_FOLDERS and owner != JOINT:
        stem = _stem(file, f"{folder}/ holds files <date>-<words>.md")
        _checked(
            _DATED, stem, f"{folder}/ holds files <date>-<words>.md, such as 2025-05-22-report-published.md"
        )
        return Place(path, _DATED_FOLDERS[folder], owner=owner, name=stem)
    if folder in _DATED_FOLDERS:
        raise ValueError(
            f"joint/ has no {folder}/; what is on record about a lab stands in that lab's folder"
        )
    _checked(
        SLUG, folder, "a document's folder has its slug as name: small letters, digits and single hyphens"
    )
    return _in_document(path, owner, folder, file)


def _directly_in_lab(path: str, owner: str, file: str) -> Place:
    if owner == JOINT:
        raise ValueError("joint/ is not a lab; it holds only folders of documents")
    if file == "lab.md":
        return Place(path, Sort.LAB, owner=owner)
    if file == "open-questions.md":
        return Place(path, Sort.LAB_QUESTIONS, owner=owner)
    raise ValueError(
        "not expected here; a lab's folder holds lab.md, open-questions.md, and folders of documents, "
        "conduct/, disclosures/ and replies/"
    )


def _in_document(path: str, owner: str, document: str, file: str) -> Place:
    if file == "document.md":
        return Place(path, Sort.DOCUMENT, owner=owner, document=document)
    if file == "open-questions.md" and owner == JOINT:
        return Place(path, Sort.DOCUMENT_QUESTIONS, owner=owner, document=document)
    label = _stem(file, "a document's folder holds document.md and versions, one file <label>.md each")
    if label.casefold() in _RESERVED_LABELS:
        where = "in the lab's own folder" if label.casefold() == "open-questions" else "as document.md"
        raise ValueError(
            f"a version cannot be called {label!r}; such a file stands {where}, in small letters"
        )
    check_label(label)
    return Place(path, Sort.VERSION, owner=owner, document=document, name=label)


def check_label(label: str) -> None:
    """Raises ValueError, saying what would be right, for a label that no version can have."""
    expected = "a version's label has letters, digits, `.`, `_` and `-`, and begins with a letter or digit"
    _checked(_LABEL, label, expected)
    if ".." in label:
        raise ValueError(
            f"the label {label!r} has two dots in a row, which stand between versions in addresses"
        )
    if label.casefold().endswith(_OTHER_FORMS):
        raise ValueError(
            f"the label {label!r} looks like a page's other form; no label ends in {' '.join(_OTHER_FORMS)}"
        )


def _stem(file: str, expected: str) -> str:
    if not file.endswith(".md"):
        raise ValueError(f"not expected here; {expected}")
    return file.removesuffix(".md")


def _checked(shape: re.Pattern[str], name: str, expected: str) -> None:
    if not shape.fullmatch(name):
        raise ValueError(f"{name!r} does not fit; {expected}")
