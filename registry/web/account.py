"""One's own account: name, password, one-time codes, sessions, and what one declares of one's interests."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request

from registry.core.people import Role
from registry.core.records import Lab
from registry.desk import accounts, codes, declaring, setting_up
from registry.desk.codes import Enrolment
from registry.desk.passwords import LEAST, LEAST_WITH_CODES, MOST, typed_twice
from registry.errors import BadValue, NotFound
from registry.store import people, sessions
from registry.store.people import Account, Declaration, Tie
from registry.store.sessions import SessionFound
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import head, to
from registry.web.entrance import show_recovery
from registry.web.sessions import enter, knock, session_hash
from registry.web.visible import somebody

blueprint = Blueprint("account", __name__, url_prefix="/account")


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What a person finds about themselves. `own` is this session; `ties`, `text` and `name` are what forms hold.

    `former` are ties that are declared no more and still count.
    """

    account: Account
    sessions: tuple[SessionFound, ...]
    own: str
    declarations: tuple[Declaration, ...]
    labs: tuple[Lab, ...]
    ties: frozenset[str]
    former: tuple[Tie, ...]
    text: str
    name: str
    problem: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """What a new password must be."""

    least: int
    most: int
    handle: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CodesPage:
    """A secret to set up on a phone. `needed` says that a role waits for it."""

    account: Account
    enrolment: Enrolment
    needed: bool
    problem: str = ""


@blueprint.get("/")
@requires(*Role, codeless=True)
def show() -> Response:
    """What stands in one's account."""
    return _show()


@blueprint.post("/name/")
@requires(*Role, codeless=True)
def rename() -> Response:
    """Take another name."""
    name = request.form.get("name", "")
    try:
        accounts.rename(backstage().database, somebody().handle, name, now=now())
    except BadValue as error:
        return _show(problem=str(error), about="name", name=name)
    return _done("name")


@blueprint.post("/declaration/")
@requires(*Role, codeless=True)
def declare() -> Response:
    """Declare one's interests."""
    ties, text = request.form.getlist("lab"), request.form.get("text", "")
    try:
        declaring.declare(
            backstage().database, somebody().handle, ties=ties, text=text, labs=head().catalog.labs, now=now()
        )
    except BadValue as error:
        return _show(problem=str(error), about="declaration", ties=frozenset(ties), text=text)
    return _done("declaration")


@blueprint.post("/sessions/end/")
@requires(*Role, codeless=True)
def end_sessions() -> Response:
    """End one's sessions in other browsers."""
    setting_up.end_other_sessions(backstage().database, somebody().handle, token=session_hash(), now=now())
    return _done("sessions")


@blueprint.get("/password/")
@requires(*Role, codeless=True, fresh=True)
def password() -> Response:
    """Ask for a new password."""
    return _ask_for_password()


@blueprint.post("/password/")
@requires(*Role, codeless=True, fresh=True)
def change_password() -> Response:
    """Take a new password; every other session ends."""
    sent, installation = request.form, backstage()
    try:
        chosen = typed_twice(sent.get("password", ""), sent.get("again", ""))
        setting_up.change_password(
            installation.database,
            installation.keyring,
            somebody().handle,
            chosen,
            visit=knock(),
        )
    except BadValue as error:
        return _ask_for_password(problem=str(error))
    enter()
    return _done("password")


@blueprint.get("/codes/")
@requires(*Role, codeless=True, fresh=True)
def show_codes() -> Response:
    """Show a secret to set up on a phone."""
    return _ask_for_code()


@blueprint.post("/codes/")
@requires(*Role, codeless=True, fresh=True)
def set_up_codes() -> Response:
    """Use one-time codes of that secret from now on; every other session ends."""
    sent, installation = request.form, backstage()
    try:
        done = setting_up.set_up_codes(
            installation.database,
            installation.keyring,
            somebody().handle,
            sealed=sent.get("sealed", ""),
            code=sent.get("code", ""),
            visit=knock(),
        )
    except BadValue as error:
        return _ask_for_code(problem=str(error))
    enter()
    return show_recovery(done.recovery)


@blueprint.post("/codes/recovery/")
@requires(*Role, codeless=True, fresh=True)
def renew_recovery_codes() -> Response:
    """Make new recovery codes; the old ones count no more."""
    done = setting_up.renew_recovery_codes(backstage().database, somebody().handle, now=now())
    return show_recovery(done.recovery)


def _show(
    *,
    problem: str = "",
    about: str = "",
    name: str | None = None,
    ties: frozenset[str] | None = None,
    text: str | None = None,
) -> Response:
    """The account's page, with what was typed where it could not be taken."""
    handle = somebody().handle
    with backstage().database.reading() as session:
        account = _own(people.account(session, handle))
        declared = people.declarations(session, handle)
        open_ones = sessions.sessions_of(session, handle)
    newest = declared[0] if declared else None
    page = AccountPage(
        account=account,
        sessions=open_ones,
        own=session_hash(),
        declarations=declared,
        labs=tuple(sorted(head().catalog.labs.values(), key=lambda lab: lab.name.casefold())),
        ties=frozenset(newest.labs if newest else ()) if ties is None else ties,
        former=tuple(tie for tie in people.ties(declared, now()) if tie.ended),
        text=(newest.text if newest else "") if text is None else text,
        name=account.name if name is None else name,
        problem=problem,
        about=about,
    )
    return make_response(render_template("account/show.html", page=page), 400 if problem else 200)


def _ask_for_password(*, problem: str = "") -> Response:
    handle = somebody().handle
    with backstage().database.reading() as session:
        account = _own(people.account(session, handle))
    page = PasswordPage(LEAST_WITH_CODES if account.has_codes else LEAST, MOST, handle, problem)
    return make_response(render_template("account/password.html", page=page), 400 if problem else 200)


def _ask_for_code(*, problem: str = "") -> Response:
    person, keyring = somebody(), backstage().keyring
    with backstage().database.reading() as session:
        account = _own(people.account(session, person.handle))
    before = request.form.get("sealed", "")
    enrolment = codes.enrol_again(keyring, person.handle, before, now=now())
    enrolment = enrolment or codes.enrol(keyring, person.handle, now=now())
    page = CodesPage(account, enrolment, person.needs_codes, problem)
    return make_response(render_template("account/codes.html", page=page), 400 if problem else 200)


def _own(account: Account | None) -> Account:
    if account is None:
        raise NotFound("account", somebody().handle)
    return account


def _done(part: str) -> Response:
    return make_response(redirect(f"{to('account.show')}#{part}"))
