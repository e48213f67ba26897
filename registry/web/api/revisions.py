"""The revisions of this record, as the API tells of them: what a mirror needs to follow it."""

from __future__ import annotations

import json
from typing import TypedDict

from registry.desk.recounting import Amendment, RevisionKind, Told
from registry.web.api.operations import A_PAGE, PREFIX, Stretch, operation
from registry.web.api.parameters import AFTER, BEFORE, LIMIT, PAGE, PATH, REVISION_KIND
from registry.web.context import View
from registry.web.forms import pages_of
from registry.web.heads import whole
from registry.web.revisions import chronicle, story


class TouchedJson(TypedDict):
    """A record that a revision touched, and the hash of its new text; null where the record ended."""

    path: str
    hash: str | None


class RevisionJson(TypedDict):
    """An accepted set of changes of this record: ours, never a lab's. `hash` covers the leaf, `prev` the one before."""

    revision: int
    time: str
    kind: RevisionKind
    author: str
    reviewers: list[str]
    reason: str
    prev: str | None
    hash: str
    records: list[TouchedJson]


class WholeRevisionJson(RevisionJson):
    """A revision with the very text whose hash is its hash (docs/content-format.md, The ledger's bytes)."""

    leaf: str


class TextJson(TypedDict):
    """A record's whole new text; null where the record ended or its text was removed by law."""

    path: str
    hash: str | None
    text: str | None


class RootJson(TypedDict):
    """What this registry holds now, and where each list of it stands."""

    name: str
    licence: str
    hash: str
    time: str | None
    lists: dict[str, str]


@operation("/", group="This record", answers=RootJson)
def root(here: View) -> RootJson:
    """Which revision stands, and where everything is."""
    lists = (
        *(
            "labs",
            "documents",
            "joint",
            "clauses",
            "changes",
            "topics",
            "decisions",
            "conduct",
            "disclosures",
        ),
        *("replies", "deadlines", "standards", "records", "revisions", "corrections"),
    )
    return {
        "name": "Lab Safety Registry",
        "licence": "CC-BY-4.0",
        "hash": here.snapshot.hash,
        "time": here.snapshot.time.isoformat() if here.snapshot.time else None,
        "lists": {name: whole(f"{PREFIX}/{name}/") for name in lists},
    }


@operation(
    "/revisions/",
    group="This record",
    answers=RevisionJson,
    listed=True,
    divided=True,
    parameters=(AFTER, BEFORE, REVISION_KIND, PATH, LIMIT),
)
def revisions(
    _: View, since: int | None, before: int | None, kind: str | None, path: str | None, limit: int | None
) -> Stretch:
    """Revisions, newest first, each with the paths of the records that it touched."""
    return _stretch(since, before, RevisionKind(kind) if kind else None, path, limit)


@operation(
    "/corrections/",
    group="This record",
    answers=RevisionJson,
    listed=True,
    divided=True,
    parameters=(AFTER, BEFORE, PATH, LIMIT),
)
def corrections(
    _: View, since: int | None, before: int | None, path: str | None, limit: int | None
) -> Stretch:
    """The revisions in which we put right what we had got wrong, newest first."""
    return _stretch(since, before, RevisionKind.CORRECTION, path, limit)


@operation(
    "/revisions/<int(max=999999999):number>/", group="This record", answers=WholeRevisionJson, parameters=()
)
def revision(_: View, number: int) -> WholeRevisionJson:
    """One revision with the bytes that its hash covers."""
    told = story(number, start=0, limit=1).told
    return {**_revision_json(told), "leaf": told.revision.leaf}


@operation(
    "/revisions/<int(max=999999999):number>/texts/",
    group="This record",
    answers=TextJson,
    listed=True,
    divided=True,
    parameters=(LIMIT, PAGE),
)
def texts(_: View, number: int, limit: int | None, page: int | None) -> Stretch:
    """The whole texts of the records that a revision touched, by path."""
    size, asked = limit or A_PAGE, page or 1
    found = story(number, start=(asked - 1) * size, limit=size)
    pages = pages_of(found.changed, size=size, number=asked)
    more = {"page": asked + 1} if asked < pages else None
    return Stretch([_text_json(each) for each in found.amendments], more, found.changed)


def _stretch(
    since: int | None, before: int | None, kind: RevisionKind | None, path: str | None, limit: int | None
) -> Stretch:
    log, size = chronicle(), limit or A_PAGE
    found = log.revisions(before=before, limit=size + 1, kind=kind, path=path) if log else ()
    later = [told for told in found if told.revision.n > (since or 0)]
    shown = later[:size]
    more = {"before": shown[-1].revision.n} if len(later) > size else None
    return Stretch([_revision_json(told) for told in shown], more)


def _revision_json(told: Told) -> RevisionJson:
    revision = told.revision
    return {
        "revision": revision.n,
        "time": revision.time.isoformat(),
        "kind": revision.kind,
        "author": revision.author,
        "reviewers": list(revision.reviewers),
        "reason": revision.reason,
        "prev": revision.prev,
        "hash": revision.hash,
        "records": json.loads(revision.leaf)["changes"],
    }


def _text_json(amendment: Amendment) -> TextJson:
    return {"path": amendment.path, "hash": amendment.hash, "text": amendment.after}
