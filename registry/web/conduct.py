"""The page of one conduct entry: what happened, who says so, and which promises it bears on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.catalog import Catalog
from registry.core.records import Clause, Conduct, Document, Lab
from registry.core.replies import replies_to_conduct
from registry.core.vocabulary import Topic
from registry.web.access import public
from registry.web.context import view
from registry.web.finding import find_conduct
from registry.web.replies import ShownReply, shown

blueprint = Blueprint("conduct", __name__)


@dataclass(frozen=True)
class ConductPage:
    """Everything that a conduct entry's page shows."""

    lab: Lab
    entry: Conduct
    clauses: tuple[tuple[Document, Clause], ...]
    topics: tuple[Topic, ...]
    replies: tuple[ShownReply, ...]


@blueprint.get("/labs/<lab>/conduct/<name>/")
@public
def show(lab: str, name: str) -> str:
    """One conduct entry."""
    here = view()
    owner = here.catalog.lab(lab)
    page = _page(here.catalog, owner, find_conduct(owner, name), here.as_of)
    return render_template("conduct/show.html", page=page)


def _page(catalog: Catalog, lab: Lab, entry: Conduct, on: date) -> ConductPage:
    found = (catalog.referenced(lab.slug, name) for name in entry.about if "/" in name)
    topics = catalog.vocabulary.topic_by_id
    return ConductPage(
        lab=lab,
        entry=entry,
        clauses=tuple(pair for pair in found if pair),
        topics=tuple(topics[name] for name in entry.about if name in topics),
        replies=shown(replies_to_conduct(catalog, entry, on)),
    )
