"""Tables: what a page shows, by its address and filters, as CSV for programs and as a workbook for spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, request

from registry.core.catalog import Catalog
from registry.core.standard import Standard
from registry.publish.citations import SITE
from registry.publish.comparisons import comparison
from registry.publish.tables.changes import CHANGES
from registry.publish.tables.clauses import CLAUSES, holdings
from registry.publish.tables.conduct import CONDUCT, conduct_of
from registry.publish.tables.csv_file import csv_bytes
from registry.publish.tables.deadlines import DEADLINES
from registry.publish.tables.decisions import DECISIONS, named
from registry.publish.tables.scores import COMPARISON, CRITERIA, SCORES, Total, results, totals
from registry.publish.tables.scores import compared as compared_rows
from registry.publish.tables.table import Sheet
from registry.publish.tables.workbook import workbook
from registry.web import scores
from registry.web.access import public
from registry.web.changes import FILTERED, asked, filters_asked
from registry.web.context import to, view
from registry.web.deadlines import asked as deadlines_asked
from registry.web.forms import choice, choices
from registry.web.heads import whole
from registry.web.permanent import own_parameters, permanent_address
from registry.web.queries import reads

blueprint = Blueprint("tables", __name__)

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS = "<any(csv, xlsx):form>"

_IN_A_NAME = re.compile(r"[a-z0-9-]{1,150}")


@blueprint.app_template_global()
def table_links(name: str, **values: str | None) -> list[tuple[str, str]]:
    """The forms of one of these tables, to stand among a page's other forms."""
    return [
        (f"Table ({form.upper()})", to(f"tables.{name}", form=form, **values)) for form in ("csv", "xlsx")
    ]


@blueprint.get(f"/changes.{_FORMS}")
@public
@reads(*FILTERED)
def changes(form: str) -> Response:
    """The changes asked for."""
    return _answer(form, "changes", CHANGES.filled(asked(filters_asked())))


@blueprint.get(f"/topics.{_FORMS}")
@public
def clauses(form: str) -> Response:
    """Every clause that any lab holds."""
    seen = view()
    return _answer(form, "clauses", CLAUSES.filled(holdings(seen.catalog, seen.catalog.labs, seen.as_of)))


@blueprint.get(f"/topics/<name:topic>.{_FORMS}")
@public
@reads("strength", "aspect")
def topic(topic: str, form: str) -> Response:
    """All labs' clauses of one topic that pass the page's filters."""
    seen = view()
    found = seen.catalog.topic(topic)
    strength = choice("strength", [term.id for term in seen.catalog.vocabulary.facets["strength"]])
    aspect = choice("aspect", [term.id for term in found.aspects])
    held = (
        tenure
        for tenure in holdings(seen.catalog, seen.catalog.labs, seen.as_of)
        if tenure.clause.topic == topic
        and seen.catalog.vocabulary.reaches("strength", tenure.clause.strength, strength)
        and (aspect is None or aspect in tenure.clause.aspects)
    )
    return _answer(form, topic, CLAUSES.filled(held))


@blueprint.get(f"/labs/<name:lab>.{_FORMS}")
@public
def lab(lab: str, form: str) -> Response:
    """What one lab is committed to; in a workbook also its conduct."""
    seen = view()
    held = CLAUSES.filled(holdings(seen.catalog, [lab], seen.as_of))
    return _answer(form, lab, held, CONDUCT.filled(conduct_of(seen.catalog, [lab], seen.as_of)))


@blueprint.get(f"/conduct.{_FORMS}")
@public
@reads("lab")
def conduct(form: str) -> Response:
    """Everything on record about whether promises were kept, of all labs or of one."""
    seen = view()
    only = choice("lab", seen.catalog.labs)
    labs = [only] if only else seen.catalog.labs
    return _answer(form, "conduct", CONDUCT.filled(conduct_of(seen.catalog, labs, seen.as_of)))


@blueprint.get(f"/deadlines.{_FORMS}")
@public
@reads("lab", "topic")
def deadlines(form: str) -> Response:
    """The promises with a date that pass the page's filters."""
    return _answer(form, "deadlines", DEADLINES.filled(deadlines_asked().deadlines))


@blueprint.get(f"/decisions.{_FORMS}")
@public
@reads("decision")
def decisions(form: str) -> Response:
    """Who decides what, of all decisions or one."""
    seen = view()
    chosen = choice("decision", seen.catalog.vocabulary.decision_by_id)
    return _answer(form, "decisions", DECISIONS.filled(named(seen.catalog, seen.as_of, decision=chosen)))


@blueprint.get(f"/standards.{_FORMS}")
@public
def standards(form: str) -> Response:
    """The totals of all labs under every standard."""
    seen = view()
    found = (each for name in seen.catalog.standards for each in _totals(seen.catalog, name, seen.as_of))
    return _answer(form, "scores", SCORES.filled(found))


@blueprint.get(f"/standards/<name:standard>.{_FORMS}")
@public
def standard(standard: str, form: str) -> Response:
    """What every lab got for each criterion of a standard; in a workbook also the totals."""
    seen = view()
    found = seen.catalog.standard(standard)
    cards = scores.scorecards(seen.catalog, standard, seen.as_of)
    sheets = CRITERIA.filled(results(cards)), SCORES.filled(_totals(seen.catalog, standard, seen.as_of))
    return _answer(form, standard, *sheets, under=found)


@blueprint.get(f"/standards/<standard>/<name:lab>.{_FORMS}")
@public
def scorecard(standard: str, lab: str, form: str) -> Response:
    """What one lab got for each criterion of a standard."""
    seen = view()
    card = scores.scorecard(seen.catalog, standard, lab, seen.as_of)
    return _answer(form, f"{lab}-{standard}", CRITERIA.filled(results([card])), under=card.standard)


@blueprint.get(f"/compare.{_FORMS}")
@public
@reads("labs", "standard")
def compared(form: str) -> Response:
    """Two to six labs side by side under a standard, criterion by criterion."""
    seen = view()
    under = seen.catalog.standard(choice("standard", seen.catalog.standards))
    found = comparison(seen.catalog, choices("labs", seen.catalog.labs), under, seen.as_of)
    return _answer(form, f"comparison-{under.id}", COMPARISON.filled(compared_rows(found)), under=under)


def _totals(catalog: Catalog, standard: str, on: date) -> Iterator[Total]:
    return totals(scores.scorecards(catalog, standard, on), scores.ranking(catalog, standard, on))


def _answer(form: str, name: str, *sheets: Sheet, under: Standard | None = None) -> Response:
    """The first sheet as CSV, or all of them as a workbook. Names are slugs of the catalogue's: safe in a header."""
    if form == "csv":
        response = Response(csv_bytes(sheets[0]), mimetype="text/csv")
    else:
        response = Response(workbook(sheets, _facts(under)), mimetype=_WORKBOOK)
    response.headers["Content-Disposition"] = f'inline; filename="{_file(name)}.{form}"'
    return response


def _file(name: str) -> str:
    """What a table is called where it is kept: what was filtered for, the day and the revision tell it from others."""
    seen = view()
    values = (value.replace(",", "-") for _, value in own_parameters())
    chosen = (value for value in values if _IN_A_NAME.fullmatch(value) and value not in name)
    return "-".join((name, *chosen, seen.as_of.isoformat(), f"r{seen.snapshot.revision}"))


def _facts(under: Standard | None) -> list[tuple[str, str]]:
    """What a workbook's notes say of where it comes from."""
    seen = view()
    facts = [
        ("From", SITE),
        ("As of", seen.as_of.isoformat()),
        ("Revision", str(seen.snapshot.revision)),
        ("Its hash", seen.snapshot.hash),
        ("Licence", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
        ("Stays at", whole(permanent_address(request.path, own_parameters()))),
    ]
    if under:
        facts.insert(3, ("Standard", f"{under.title}, version {under.version}"))
    return facts
