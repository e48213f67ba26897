"""The records that everything is made of, as the API tells of them: what a mirror fetches anew to stay in step."""

from __future__ import annotations

from typing import Any, TypedDict

from registry.content.places import Place, Sort, place_of
from registry.core.records import JOINT
from registry.desk.recounting import Touch
from registry.web.api.operations import PREFIX, Listing, operation
from registry.web.api.parameters import LIMIT, PAGE, REVISION, TOUCHED_AFTER
from registry.web.context import View
from registry.web.heads import whole
from registry.web.revisions import chronicle


class TouchJson(TypedDict):
    """A record, the newest revision that touched it and the hash of the text that it has since.

    `told_at` is where the API tells what it says. Both are null where the record ended.
    """

    path: str
    revision: int
    hash: str | None
    told_at: str | None


@operation(
    "/records/",
    group="This record",
    answers=TouchJson,
    listed=True,
    parameters=(TOUCHED_AFTER, REVISION, LIMIT, PAGE),
)
def records(here: View, since: int | None) -> Listing[Any]:
    """Everything changed since a revision, each record once; since the beginning where none is named."""
    log = chronicle()
    found = log.touches(since=since or 0, until=here.snapshot.revision) if log else ()
    return Listing(found, _touch_json)


def _touch_json(touch: Touch) -> TouchJson:
    return {
        "path": touch.path,
        "revision": touch.revision,
        "hash": touch.hash,
        "told_at": _told_at(touch.path) if touch.hash else None,
    }


def _told_at(path: str) -> str | None:
    """Where a record is told of; None for a path that an earlier format of the catalogue had."""
    try:
        return whole(PREFIX + _address(place_of(path)))
    except ValueError:
        return None


def _address(place: Place) -> str:
    owner = f"/{JOINT}" if place.owner == JOINT else f"/labs/{place.owner}"
    match place.sort:
        case Sort.LAB | Sort.LAB_QUESTIONS:
            return f"{owner}/"
        case Sort.CONDUCT:
            return f"{owner}/conduct/{place.name}/"
        case Sort.DISCLOSURE:
            return f"{owner}/disclosures/{place.name}/"
        case Sort.REPLY:
            return f"/replies/?lab={place.owner}"
        case Sort.DOCUMENT | Sort.DOCUMENT_QUESTIONS:
            return f"{owner}/{place.document}/"
        case Sort.VERSION:
            return f"{owner}/{place.document}/{place.name}/"
        case Sort.VOCABULARY:
            return "/vocabulary/"
        case Sort.STANDARD:
            return f"/standards/{place.name}/"
