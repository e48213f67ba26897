"""Search for other programs: what somebody may be about to type, a query as a feed, and how a browser asks us."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, render_template

from registry.core.dates import PartialDate
from registry.publish.feeds import Entry, Feed, atom, json_feed
from registry.publish.search import Hit, Order
from registry.web.access import public
from registry.web.caching import fleeting
from registry.web.context import parameter, to, view
from registry.web.heads import base, based, whole
from registry.web.queries import reads
from registry.web.search import ASKED, KIND_TITLES, answer, asked_for, followed, placed, standing

blueprint = Blueprint("opensearch", __name__)

ENTRIES = 50
"""Entries of a feed, the newest."""


@blueprint.get("/search/suggest.json")
@public
@fleeting
@reads("q")
def suggest() -> Response:
    """Labs, topics, documents and clauses that are called as was typed so far."""
    here, typed = view(), parameter("q")
    index, revision = followed()
    found = index.suggest(typed, revision=revision)
    listed = [
        {
            "kind": KIND_TITLES[item.kind],
            "title": item.title,
            "context": item.context,
            "path": placed(item.path, here),
        }
        for item in found
    ]
    return jsonify({"query": typed, "suggestions": listed})


@blueprint.get("/search.atom")
@public
@reads(*ASKED)
def feed() -> Response:
    """The newest of what a search finds, so that a reader can be told when anything new matches."""
    return Response(atom(_feed("opensearch.feed")), mimetype="application/atom+xml")


@blueprint.get("/search.feed.json")
@public
@reads(*ASKED)
def feed_json() -> Response:
    """The same as a JSON Feed."""
    return Response(json_feed(_feed("opensearch.feed_json")), mimetype="application/feed+json")


@blueprint.get("/opensearch.xml")
@public
@fleeting
@reads(timeless=True)
def description() -> Response:
    """How a browser that adds the site as a search engine asks it. Addresses in it must be whole ones."""
    written = render_template("search/opensearch.xml", base=base())
    return based(Response(written, mimetype="application/opensearchdescription+xml"))


def _feed(endpoint: str) -> Feed:
    here = view()
    asked = replace(asked_for(here), order=Order.DATE, page=1)
    found = [hit for hit in answer(asked, here, limit=ENTRIES).hits if hit.entry.date]
    words = asked.text or "everything"
    narrowed = {name: value for name, value in asked.query.items() if name != "order"}
    return Feed(
        key=f"search {sorted(narrowed.items())} {sorted(here.parameters.items())}",
        title=f"Search: {words}",
        subtitle="What labs promised and did that matches this search, the newest first.",
        url=whole(to(endpoint, **narrowed)),
        page=whole(to("search.show", **narrowed)),
        entries=tuple(_entry(hit) for hit in found),
        made=here.snapshot.time,
    )


def _entry(hit: Hit) -> Entry:
    """A hit; when it changes it bears a later date, and is a new entry."""
    entry = hit.entry
    said = "".join(piece.text for piece in hit.snippet.pieces)
    label = f"{hit.snippet.label}: " if hit.snippet.label else ""
    about = ", ".join((KIND_TITLES[entry.kind], *entry.context))
    return Entry(
        key=f"search {entry.key} {entry.date}",
        title=f"{entry.title} ({about})",
        url=whole(entry.path),
        at=PartialDate.parse(entry.date).first,
        summary=f"{standing(hit)}. {label}{said}",
    )
