"""Who keeps this record: what each person may do, which interests they declared, and everything they did. Public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from registry.core.people import Role, in_order
from registry.errors import NotFound
from registry.store import doings, people
from registry.store.doings import LISTED, Contribution, Tally
from registry.store.engine import Session
from registry.store.people import Account, Declaration, Tie
from registry.web.access import public
from registry.web.backstage import backstage, is_open, now
from registry.web.context import parameter, view
from registry.web.forms import positive
from registry.web.queries import reads

blueprint = Blueprint("people", __name__, url_prefix="/about/people")


@dataclass(frozen=True, slots=True)
class Profile:
    """What everybody may know of an account: nothing that signs in, nothing of when."""

    handle: str
    name: str
    roles: tuple[Role, ...]
    lab: str | None
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, account: Account) -> Profile:
        """The public side of an account."""
        return cls(
            account.handle,
            account.name,
            in_order(account.roles),
            account.lab,
            account.created,
            account.disabled,
        )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list, with what they declared last and what they did in numbers.

    `former` are ties that they declare no more and that still count.
    """

    handle: str
    profile: Profile | None
    declaration: Declaration | None
    tally: Tally
    former: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody with an account, those who left, and names in the ledger without; `is_open`: one can sign in."""

    is_open: bool
    active: tuple[PersonLine, ...]
    former: tuple[PersonLine, ...]
    nameless: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person, or a name in the ledger; `declared` are the interests over time, each until the one before it."""

    line: PersonLine
    declared: tuple[tuple[Declaration, datetime | None], ...]
    contributions: tuple[Contribution, ...]
    older: int | None


@blueprint.get("/")
@public
def index() -> Response:
    """Everybody who keeps the record or did."""
    view()
    lines = _lines()
    page = PeoplePage(
        is_open=is_open(),
        active=tuple(line for line in lines if line.profile and not line.profile.until),
        former=tuple(line for line in lines if line.profile and line.profile.until),
        nameless=tuple(line for line in lines if not line.profile),
    )
    return _answer(render_template("people/index.html", page=page, roles=tuple(Role)))


@blueprint.get("/<handle>/")
@public
@reads("before")
def show(handle: str) -> Response:
    """One person: roles, interests, and what they wrote and reviewed."""
    view()
    before = positive("before") if parameter("before") else None
    if not is_open():
        raise NotFound("person", handle)
    with backstage().database.reading() as session:
        line = next((line for line in _read(session) if line.handle == handle), None)
        if line is None:
            raise NotFound("person", handle)
        declared = people.declarations(session, handle)
        found = doings.contributions(session, handle, before=before, limit=LISTED + 1)
    listed = found[:LISTED]
    page = PersonPage(
        line=line,
        declared=_over_time(declared),
        contributions=listed,
        older=listed[-1].n if len(found) > LISTED else None,
    )
    return _answer(render_template("people/show.html", page=page))


def _lines() -> tuple[PersonLine, ...]:
    if not is_open():
        return ()
    with backstage().database.reading() as session:
        return _read(session)


def _read(session: Session) -> tuple[PersonLine, ...]:
    """Everybody, by handle: those with an account, and those who only stand in the ledger.

    Whoever was invited and has neither accepted nor done anything is nobody's business yet.
    """
    tallies = doings.tallies(session)
    said: dict[str, list[Declaration]] = {}
    for item in people.declarations(session):
        said.setdefault(item.handle, []).append(item)
    in_ledger = doings.names(session)
    known = {
        account.handle: Profile.of(account)
        for account in people.accounts(session)
        if account.password or account.handle in said.keys() | tallies.keys() | in_ledger
    }
    names = sorted(known.keys() | in_ledger)
    return tuple(
        PersonLine(
            name,
            known.get(name),
            next(iter(said.get(name, ())), None),
            tallies.get(name, Tally()),
            tuple(tie for tie in people.ties(said.get(name, ()), now()) if tie.ended),
        )
        for name in names
    )


def _over_time(declared: tuple[Declaration, ...]) -> tuple[tuple[Declaration, datetime | None], ...]:
    """Each declaration with the moment until which it held, the newest first."""
    ends = (None, *(item.time for item in declared))
    return tuple(zip(declared, ends, strict=False))


def _answer(html: str) -> Response:
    """A page that moves without the ledger's head, so that it is not kept with the pages that do not."""
    response = make_response(html)
    response.headers["Cache-Control"] = "public, max-age=60"
    response.add_etag()
    response.make_conditional(request)
    return response
