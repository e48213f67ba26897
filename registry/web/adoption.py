"""Adoption: which lab promised something first, who followed, who dropped it; for a topic and each of its aspects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from markupsafe import Markup

from registry.core.adoption import Adopter, adopters
from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.history import Tenure
from registry.core.records import Lab
from registry.core.vocabulary import Term, Topic
from registry.publish.adoption_chart import Lane, adoption
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice
from registry.web.queries import reads

blueprint = Blueprint("adoption", __name__)


@dataclass(frozen=True, slots=True)
class Adoption:
    """Those who adopted a promise about a topic, or about one `aspect` of it, in the order in which they began."""

    aspect: Term | None
    adopters: tuple[Adopter, ...]

    @property
    def first(self) -> tuple[Adopter, ...]:
        """Who began on the first day; several where they signed together."""
        return tuple(item for item in self.adopters if item.first.start == self.adopters[0].first.start)

    @property
    def holding(self) -> int:
        """How many hold such a promise on the day."""
        return sum(item.ended is None for item in self.adopters)

    @property
    def owning(self) -> int:
        """How many hold one in a document of their own."""
        return sum(item.first_own is not None and item.own_ended is None for item in self.adopters)

    @property
    def dropped(self) -> tuple[Adopter, ...]:
        """Those who took back the last that they held."""
        return tuple(item for item in self.adopters if item.dropped)

    @property
    def ended(self) -> tuple[Adopter, ...]:
        """Those who hold none any more because it was fulfilled, ran out or no longer binds them."""
        return tuple(item for item in self.adopters if item.ended and not item.dropped)


@dataclass(frozen=True, slots=True)
class AdoptionPage:
    """One topic, or one aspect of it, as a chart and a table; and all aspects of the topic in a line each."""

    topic: Topic
    shown: Adoption
    chart: Markup | None
    never: tuple[Lab, ...]
    aspects: tuple[Adoption, ...]


def adoption_page(catalog: Catalog, topic: Topic, on: date, *, aspect: str | None = None) -> AdoptionPage:
    """Who adopted a topic, or an aspect of it, by a day; `never` are labs that had not."""
    tenures = {
        slug: [tenure for tenure in held if tenure.clause.topic == topic.id]
        for slug, held in catalog.tenures.items()
    }

    def of(term: Term | None) -> Adoption:
        found = adopters(tenures, topic=topic.id, aspect=term.id if term else None, until=on)
        return Adoption(term, found)

    shown = of(topic.aspect(aspect) if aspect else None)
    among = {item.lab for item in shown.adopters}
    return AdoptionPage(
        topic=topic,
        shown=shown,
        chart=_chart(catalog, shown, on) if shown.adopters else None,
        never=tuple(lab for slug, lab in catalog.labs.items() if slug not in among),
        aspects=tuple(of(term) for term in topic.aspects),
    )


def began(tenure: Tenure) -> PartialDate | date:
    """When a lab began to hold a clause: the version's date as it was written, or the day on which the lab joined."""
    written = tenure.standing.holder.date
    return written if written.first == tenure.start else tenure.start


def _chart(catalog: Catalog, shown: Adoption, on: date) -> Markup:
    lanes = [Lane(catalog.labs[item.lab].name, item.own, item.joint, item.dropped) for item in shown.adopters]
    return adoption(lanes, until=on)


@blueprint.get("/topics/<topic>/adoption/")
@public
@reads("aspect")
def show(topic: str) -> str:
    """Who had such a clause first, who followed, who dropped it."""
    seen = view()
    found = seen.catalog.topic(topic)
    aspect = choice("aspect", [term.id for term in found.aspects])
    page = adoption_page(seen.catalog, found, seen.as_of, aspect=aspect)
    return render_template("adoption/show.html", page=page, began=began)
