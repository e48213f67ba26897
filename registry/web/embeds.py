"""Embeds: what other sites may show of a lab: badges, a card without scripts, and the code to copy."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from flask import Blueprint, Response, current_app, make_response, render_template

from registry.core.catalog import Catalog, select_changes
from registry.core.records import Lab
from registry.core.scoring import Scorecard
from registry.core.standard import Standard
from registry.publish.badges import Badge, badge
from registry.publish.writing import day, number
from registry.web.access import public
from registry.web.context import View, to, view
from registry.web.forms import choice
from registry.web.grouping import VersionChanges, by_version
from registry.web.heads import whole
from registry.web.queries import reads
from registry.web.scores import scorecard
from registry.web.security import FRAMED

blueprint = Blueprint("embeds", __name__)

CARD_SIZE = 340, 280
"""The width and height that the code gives a card."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A badge: what it is called, where it stands, and the code that shows it on another site."""

    name: str
    address: str
    code: str


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """One lab under one standard as other sites may show it, with the code of the card and of each badge.

    Without `reachable` the code would lead nowhere elsewhere: the settings do not say where this site stands.
    """

    lab: Lab
    standard: Standard
    card: Scorecard
    latest: VersionChanges | None
    labs: tuple[Lab, ...]
    standards: tuple[Standard, ...]
    code: str
    pictures: tuple[Picture, ...]
    reachable: bool


@blueprint.get("/embed/")
@public
@reads("lab", "standard")
def show() -> str:
    """The code to copy, for a lab and a standard."""
    here = view()
    labs = here.catalog.labs
    lab, standard = choice("lab", labs), choice("standard", here.catalog.standards)
    page = _page(
        here,
        here.catalog.lab(lab or next(iter(labs), "")),
        here.catalog.standard(standard),
    )
    asked = (page.lab.name if lab else "", page.standard.title if standard else "")
    return render_template("embeds/show.html", page=page, named=" under ".join(filter(None, asked)))


@blueprint.get("/embed/<standard>/<lab>/")
@public
def card(standard: str, lab: str) -> Response:
    """The card, which any site may put into a frame: it has no script, and its links leave the frame."""
    here = view()
    page = _page(here, here.catalog.lab(lab), here.catalog.standard(standard))
    response = make_response(render_template("embeds/card.html", page=page))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; {FRAMED}"
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/standards/<standard>/<name:lab>.svg")
@public
def grade(standard: str, lab: str) -> Response:
    """A lab's grade under a standard as a badge."""
    here = view()
    found = scorecard(here.catalog, standard, lab, here.as_of)
    return _picture(badge(here.catalog.lab(lab).name, found.standard.title, _graded(found)))


@blueprint.get("/labs/<lab>/last-change.svg")
@public
def last_change(lab: str) -> Response:
    """When and how a lab last changed what it promises, as a badge."""
    here = view()
    latest = _latest(here.catalog, here.catalog.lab(lab), here)
    said = f"{day(latest.date)}: {latest.memo}" if latest else "no change on record"
    return _picture(badge(here.catalog.lab(lab).name, "last change", said))


def _page(here: View, lab: Lab, standard: Standard) -> EmbedPage:
    width, height = CARD_SIZE
    framed = escape(whole(f"/embed/{standard.id}/{lab.slug}/"))
    title = escape(f"{lab.name} under {standard.title}")
    return EmbedPage(
        lab=lab,
        standard=standard,
        card=scorecard(here.catalog, standard.id, lab.slug, here.as_of),
        latest=_latest(here.catalog, lab, here),
        labs=tuple(here.catalog.labs.values()),
        standards=tuple(here.catalog.standards.values()),
        code=f'<iframe src="{framed}" title="{title}" width="{width}" height="{height}" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>',
        pictures=(
            _badge(lab, "Grade", "embeds.grade", standard=standard.id),
            _badge(lab, "Last change", "embeds.last_change"),
        ),
        reachable=bool(current_app.config["BASE_URL"]),
    )


def _badge(lab: Lab, name: str, endpoint: str, **values: str) -> Picture:
    """A badge as of the day that the page shows, and its code, which follows the days.

    What people wrote stands as text in the code, wherever it is put.
    """
    shown = to(endpoint, lab=lab.slug, **values)
    address = shown.partition("?")[0]
    told = escape(f"{name} of {lab.name} in the Lab Safety Registry")
    page, picture = escape(whole(f"/labs/{lab.slug}/")), escape(whole(address))
    return Picture(
        name, shown, f'<a href="{page}"><img src="{picture}" alt="{told}" style="max-width:100%"></a>'
    )


def _graded(card: Scorecard) -> str:
    if card.practice is None:
        return "not founded by then"
    if card.grade is None:
        return "not graded" if card.coverage else "not assessed"
    return f"{card.grade}, {number(card.practice)} of 100"


def _latest(catalog: Catalog, lab: Lab, here: View) -> VersionChanges | None:
    return next(iter(by_version(select_changes(catalog.changes, lab=lab.slug, until=here.as_of))), None)


def _picture(shown: Badge) -> Response:
    return Response(render_template("embeds/badge.svg", badge=shown), mimetype="image/svg+xml")
