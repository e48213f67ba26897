"""Where a proposal begins: a few words on what it is, from which the record's first text is made."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from registry.content.beginnings import Beginning
from registry.core.typed import line
from registry.desk import drafting
from registry.desk.catalogue import Edition
from registry.errors import BadValue, Conflict, Refused
from registry.store import ledger
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import to
from registry.web.fields import field
from registry.web.record_offers import Option
from registry.web.starts import STARTS, Given, Start
from registry.web.submissions import PROPOSING
from registry.web.visible import own_submission, somebody

blueprint = Blueprint("beginnings", __name__)

MAX_ANSWER = 500
"""The most characters that an answer has."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """A start form with what was typed; `into` is the submission that the record joins, if any."""

    what: str
    start: Start
    options: Mapping[str, tuple[Option, ...]]
    given: Given
    nonce: str
    into: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MorePage:
    """All ways to begin that the person has."""

    starts: tuple[tuple[str, Start], ...]
    into: str


@blueprint.get("/desk/new/")
@requires(*PROPOSING)
def more() -> str:
    """All ways to begin."""
    person, into = somebody(), request.args.get("into", "")
    starts = tuple((what, start) for what, start in STARTS.items() if person.has(*start.roles))
    return render_template("beginnings/more.html", page=MorePage(starts, into))


@blueprint.get("/desk/new/<what>/")
@requires(*PROPOSING)
def show(what: str) -> str:
    """A start form, filled in as far as the address says."""
    start = _start(what)
    return _page(what, start, {ask.name: request.args.get(ask.name, "") for ask in start.asks}, request.args)


@blueprint.post("/desk/new/<what>/")
@requires(*PROPOSING)
def begin(what: str) -> Response | tuple[str, int]:
    """Begin a submission with the record, or add the record to one."""
    start = _start(what)
    given = {ask.name: field(ask.name).strip() for ask in start.asks}
    try:
        _refuse_gaps(start, given)
        edition = backstage().editions.current()
        made = start.begun(given, edition)
        name = _put(start, made, edition, into=field("into"), nonce=field("nonce"))
    except (BadValue, Conflict) as error:
        return _page(what, start, given, request.form, problem=str(error)), 400
    return redirect(to("editor.show", name=name, path=made.place.path), code=303)


def _refuse_gaps(start: Start, given: Given) -> None:
    missing = [ask.label for ask in start.asks if not given[ask.name]]
    if missing:
        raise BadValue(f"Fill in: {', '.join(missing)}")
    for ask in start.asks:
        line(given[ask.name], ask.label, most=MAX_ANSWER)


def _put(start: Start, made: Beginning, edition: Edition, *, into: str, nonce: str) -> str:
    """Store the record's first text. One form begins one submission, however often it is sent.

    A revision made since the edition that the text was made from leaves it stale: it is shown what came in between.
    """
    here, person = backstage(), somebody()
    path = made.place.path
    with here.database.reading() as session:
        earlier = ledger.history(session, path)
    base = max((item.revision for item in earlier if item.revision <= edition.revision.n), default=0)
    if into:
        found = own_submission(into)
        if found.proposal(path) is None:
            drafting.put_text(
                here.database, person, into, path, made.text, edition=found.edition, now=now(), base=base
            )
        return into
    begun = drafting.begin(
        here.database,
        person,
        kind=start.kind,
        proposals={path: made.text},
        bases={path: base},
        nonce=nonce,
        now=now(),
    )
    return begun.id


def _page(what: str, start: Start, given: Given, sent: Mapping[str, str], *, problem: str = "") -> str:
    catalog = backstage().editions.current().catalog
    options = {ask.name: ask.options(catalog) for ask in start.asks}
    nonce = sent.get("nonce") or secrets.token_urlsafe(16)
    page = StartPage(what, start, options, given, nonce, sent.get("into", ""), problem)
    return render_template("beginnings/show.html", page=page)


def _start(what: str) -> Start:
    start = STARTS.get(what)
    if start is None:
        raise NoRoute
    if not somebody().has(*start.roles):
        raise Refused(f"This is for: {', '.join(sorted(start.roles))}")
    return start
