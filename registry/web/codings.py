"""Blind second codings at the desk: asking for one, coding, and both coders' values beside each other afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from registry.core.people import STAFF, Person
from registry.core.vocabulary import FACETS
from registry.core.waits import days_between
from registry.desk import asking, coding
from registry.desk.asking import ASKING
from registry.desk.coding import CODING, MAX_REMARK, Sheet
from registry.errors import BadValue, Conflict, Refused
from registry.store import codings
from registry.store.codings import Code, CodedClause, Coding
from registry.store.submissions import Submission
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import head, to, view
from registry.web.fields import field
from registry.web.naming import record_title, records_title
from registry.web.visible import somebody, visible_submission

blueprint = Blueprint("codings", __name__)


@dataclass(frozen=True, slots=True)
class CodingLine:
    """A coding in a list: what it is about, its age in days, and in how many codes both differ once it is finished."""

    coding: Coding
    title: str
    days: int
    codes: int
    differing: int


@dataclass(frozen=True, slots=True)
class CodingsPage:
    """What the reader is to code, and all other codings."""

    mine: tuple[CodingLine, ...]
    others: tuple[CodingLine, ...]


@dataclass(frozen=True, slots=True)
class AskPage:
    """Who could be asked to code a submission."""

    submission: Submission
    title: str
    candidates: tuple[Person, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ClauseForm:
    """A clause to code: where its source stands, what was chosen and remarked so far, and the name of its fields."""

    clause: CodedClause
    title: str
    name: str
    where: str
    source: str
    given: Mapping[str, str]
    remark: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A clause with both coders' values of each facet."""

    clause: CodedClause
    title: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class CodingPage:
    """A coding as its reader may see it: the form for its coder, and once it is finished the values for everybody."""

    sheet: Sheet
    title: str
    is_mine: bool
    forms: tuple[ClauseForm, ...]
    compared: tuple[Compared, ...]
    longest: int
    problem: str = ""

    @property
    def differing(self) -> int:
        """In how many codes both coders differ."""
        return sum(code.first != code.second for code in self.sheet.codes)


@blueprint.get("/desk/codings/")
@requires(*STAFF)
def index() -> str:
    """All codings, one's own to do first."""
    person = somebody()
    with backstage().database.reading() as session:
        lines = [
            _line(
                item,
                {clause.path for clause in codings.clauses(session, item.id)},
                codings.codes(session, item.id) if item.done else (),
            )
            for item in codings.every(session)
        ]
    mine = [line for line in lines if line.coding.coder == person.handle and line.coding.done is None]
    others = [line for line in reversed(lines) if line not in mine]
    return render_template("codings/index.html", page=CodingsPage(tuple(mine), tuple(others)))


@blueprint.get("/desk/codings/ask/")
@requires(*ASKING)
def ask() -> str:
    """Choose who is asked."""
    return _ask_page(visible_submission(request.args.get("submission", "")))


@blueprint.post("/desk/codings/ask/")
@requires(*ASKING)
def send() -> Response | tuple[str, int]:
    """Ask."""
    found = visible_submission(field("submission"))
    here = backstage()
    try:
        asking.ask(here.database, here.editions, somebody(), found.id, coder=field("coder"), now=now())
    except (BadValue, Conflict, Refused) as error:
        return _ask_page(found, problem=str(error)), 409 if isinstance(error, Conflict) else 400
    return redirect(to("submissions.show", name=found.id) + "#coding", 303)


@blueprint.get("/desk/codings/<name>/")
@requires(*STAFF)
def show(name: str) -> str:
    """One coding."""
    return _page(name)


@blueprint.post("/desk/codings/<name>/")
@requires(*CODING)
def save(name: str) -> Response | tuple[str, int]:
    """Keep what was chosen; where the form says so, end the coding too."""
    here, person, vocabulary = backstage(), somebody(), head().catalog.vocabulary
    with here.database.reading() as session:
        clauses = codings.clauses(session, name)
    values = {(*item.key, facet): field(f"{_name(item)}.{facet}") for item in clauses for facet in FACETS}
    remarks = {item.key: field(f"{_name(item)}.remark") for item in clauses}
    try:
        coding.save(
            here.database, person, name, values=values, remarks=remarks, vocabulary=vocabulary, now=now()
        )
        if field("deed") == "finish":
            coding.finish(
                here.database, person, name, values={}, remarks={}, vocabulary=vocabulary, now=now()
            )
    except (BadValue, Conflict) as error:
        page = _page(name, problem=str(error), typed=_Typed(values, remarks))
        return page, 409 if isinstance(error, Conflict) else 400
    return redirect(to("codings.show", name=name), 303)


@blueprint.post("/desk/codings/<name>/back/")
@requires(*CODING)
def hand_back(name: str) -> Response:
    """Give it back."""
    coding.hand_back(backstage().database, somebody(), name, now=now())
    return redirect(to("codings.index"), 303)


def _line(item: Coding, paths: Iterable[str], codes: tuple[Code, ...]) -> CodingLine:
    return CodingLine(
        coding=item,
        title=records_title(paths, head().catalog),
        days=days_between(item.asked, item.done or now()),
        codes=len(codes),
        differing=sum(code.first != code.second for code in codes),
    )


def _ask_page(found: Submission, *, problem: str = "") -> str:
    here = backstage()
    page = AskPage(
        submission=found,
        title=records_title(found.paths, head().catalog),
        candidates=asking.candidates(here.database, here.editions, somebody(), found.id, now=now()),
        problem=problem,
    )
    return render_template("codings/ask.html", page=page)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a refused form held, which its page shows again in place of what is kept."""

    values: Mapping[tuple[str, str, str], str]
    remarks: Mapping[tuple[str, str], str]


def _page(name: str, *, problem: str = "", typed: _Typed | None = None) -> str:
    view()
    person = somebody()
    with backstage().database.reading() as session:
        found = coding.sheet(session, person, name)
    is_mine = found.coding.coder == person.handle
    page = CodingPage(
        sheet=found,
        title=records_title({item.path for item in found.clauses}, head().catalog),
        is_mine=is_mine,
        forms=tuple(_form(item, found, typed) for item in found.clauses)
        if is_mine and not found.codes
        else (),
        compared=tuple(_compared(item, found) for item in found.clauses) if found.codes else (),
        longest=MAX_REMARK,
        problem=problem,
    )
    return render_template("codings/show.html", page=page)


def _form(item: CodedClause, found: Sheet, typed: _Typed | None) -> ClauseForm:
    where, _, source = item.place.partition("\n")
    values = typed.values if typed else found.given
    return ClauseForm(
        clause=item,
        title=record_title(item.path, head().catalog),
        name=_name(item),
        where=where,
        source=source,
        given={facet: values.get((*item.key, facet)) or "" for facet in FACETS},
        remark=typed.remarks.get(item.key, "") if typed else item.remark,
    )


def _compared(item: CodedClause, found: Sheet) -> Compared:
    codes = {code.facet: code for code in found.codes if code.key == item.key}
    return Compared(item, record_title(item.path, head().catalog), tuple(codes[facet] for facet in FACETS))


def _name(item: CodedClause) -> str:
    """What the fields of a clause are called: its place, which no edit of the submission changes."""
    return f"c{item.position}"
