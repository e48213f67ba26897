"""Compare: two to six labs side by side under a standard and on topics, what differs first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from registry.core.records import Lab
from registry.core.standard import Standard
from registry.publish.comparisons import MOST, Comparison, comparison
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice, choices

blueprint = Blueprint("compare", __name__)


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What can be chosen, what has been, and the comparison of it, if enough has been."""

    labs: tuple[Lab, ...]
    standards: tuple[Standard, ...]
    chosen: tuple[str, ...]
    standard: str | None
    found: Comparison | None
    most: int = MOST


@blueprint.get("/compare/")
@public
def show() -> str:
    """The form, and below it the comparison where labs have been chosen."""
    seen = view()
    labs = choices("labs", seen.catalog.labs)
    name = choice("standard", seen.catalog.standards) or next(iter(seen.catalog.standards), None)
    found = None
    if len(labs) > 1 and name:
        found = comparison(seen.catalog, labs, seen.catalog.standard(name), seen.as_of)
    page = ComparePage(
        labs=tuple(seen.catalog.labs.values()),
        standards=tuple(seen.catalog.standards.values()),
        chosen=labs,
        standard=name,
        found=found,
    )
    return render_template("compare/show.html", page=page)
