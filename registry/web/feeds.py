"""Feeds: what labs changed, with the filters of its page, and apart from it what we corrected in this record."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response

from registry.desk.recounting import RevisionKind, Told
from registry.publish.feeds import Entry, Feed, atom, json_feed
from registry.web.access import public
from registry.web.addresses import document_url, version_url
from registry.web.changes import FILTERED, asked, described, filters_asked
from registry.web.context import to, view
from registry.web.grouping import VersionChanges, by_version
from registry.web.heads import whole
from registry.web.queries import reads
from registry.web.revisions import revisions_page
from registry.web.words import owner_name

blueprint = Blueprint("feeds", __name__)

ENTRIES = 50
"""Entries of a feed, the newest."""

_PARTIAL = ("topic", "direction", "announced")
"""Filters that leave a part of a version's changes: an entry with a part is another than that with all."""


@blueprint.get("/changes.atom")
@public
@reads(*FILTERED)
def changes() -> Response:
    """The newest of the changes asked for, an entry a version; its links are relative without a base."""
    return _atom(_changes("feeds.changes"))


@blueprint.get("/changes.feed.json")
@public
@reads(*FILTERED)
def changes_json() -> Response:
    """The same as a JSON Feed."""
    return _json(_changes("feeds.changes_json"))


@blueprint.get("/corrections.atom")
@public
@reads("before")
def corrections() -> Response:
    """The newest corrections of this record, an entry a revision: ours, never a lab's."""
    return _atom(_corrections("feeds.corrections"))


@blueprint.get("/corrections.feed.json")
@public
@reads("before")
def corrections_json() -> Response:
    """The same as a JSON Feed."""
    return _json(_corrections("feeds.corrections_json"))


def _changes(endpoint: str) -> Feed:
    filters = filters_asked()
    part = {name: filters.query[name] for name in _PARTIAL if name in filters.query}
    found = islice(by_version(asked(filters)), ENTRIES)
    words = described(view().catalog, filters)
    return Feed(
        key=f"changes{_query({**filters.query, **view().parameters})}",
        title=f"Changes of AI labs’ safety policies{f': {words}' if words else ''}",
        subtitle="What labs added, removed, strengthened or weakened, found by comparing versions. "
        "Corrections of this record are a feed of their own.",
        url=whole(to(endpoint, **filters.query)),
        page=whole(to("changes.index", **filters.query)),
        entries=tuple(_version(group, part) for group in found),
        made=view().snapshot.time,
    )


def _query(parameters: Mapping[str, str]) -> str:
    return f"?{urlencode(parameters)}" if parameters else ""


def _version(group: VersionChanges, part: Mapping[str, str]) -> Entry:
    document, version = group.document, group.version
    return Entry(
        key=group.key + _query(part),
        title=f"{owner_name(document)}: {document.title}, {version.name if version else 'withdrawn'}: {group.memo}",
        url=whole(version_url(document, version) if version else document_url(document)),
        at=group.date.first,
        summary=group.memo,
        lines=tuple(f"{change.direction.value}: {change.clause.text}" for change in group.losses_first),
    )


def _corrections(endpoint: str) -> Feed:
    page = revisions_page(kind=RevisionKind.CORRECTION)
    return Feed(
        key="corrections",
        title="Corrections of the Lab Safety Registry",
        subtitle="What this registry had got wrong, and the revisions that put it right. No lab’s doing.",
        url=whole(to(endpoint)),
        page=whole(to("corrections.index")),
        entries=tuple(_correction(told) for told in page.revisions),
        made=view().snapshot.time,
    )


def _correction(told: Told) -> Entry:
    revision = told.revision
    return Entry(
        key=f"revision {revision.n}",
        title=f"Correction, revision {revision.n}: {revision.reason}",
        url=whole(to("revisions.show", number=revision.n)),
        at=revision.time,
        summary=revision.reason,
    )


def _atom(feed: Feed) -> Response:
    return Response(atom(feed), mimetype="application/atom+xml")


def _json(feed: Feed) -> Response:
    return Response(json_feed(feed), mimetype="application/feed+json")
