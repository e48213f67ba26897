"""The way in and out: signing in by password and code, signing out, and the invitation that begins an account."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, render_template, request

from registry.core.people import WITH_CODES, Role
from registry.desk import codes, setting_up, signing_in
from registry.desk.accounts import invited
from registry.desk.codes import Enrolment
from registry.desk.passwords import LEAST, LEAST_WITH_CODES, MOST, typed_twice
from registry.desk.setting_up import Chosen
from registry.desk.signing_in import Admitted, CodeWanted, NotAdmitted
from registry.errors import BadValue, NotFound, TooMany
from registry.store.people import Account
from registry.web.access import public_form, requires
from registry.web.backstage import backstage, now
from registry.web.carrying import Carried, SignInPage, ask_to_continue, carried
from registry.web.context import to
from registry.web.destinations import own_page, own_page_or_desk
from registry.web.sessions import enter, knock, leave, session_hash, signed_in
from registry.web.visible import somebody

WRONG = "The name, the password or both are not right."
WRONG_CODE = "This code is not right, or it was used before. The phone shows a new one every half minute."
TOO_LATE = "That took too long. Begin again with your password."

blueprint = Blueprint("entrance", __name__, url_prefix="/account")


@dataclass(frozen=True, slots=True)
class CodePage:
    """What the page that asks for a code hands on: the password's ticket, where it leads, what it carries."""

    ticket: str = field(repr=False)
    next: str
    carried: Carried | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What an invited person is asked for; `enrolment` only where their role needs one-time codes."""

    account: Account
    enrolment: Enrolment | None
    least: int
    most: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """Recovery codes, shown this once, and where it goes on from here."""

    codes: tuple[str, ...] = field(repr=False)
    next: str


@blueprint.get("/sign-in/")
@public_form
def sign_in() -> Response:
    """Ask for name and password; who is signed in is led on, unless they are to prove it again."""
    person, again = signed_in(), request.args.get("again") == "1"
    target = request.args.get("next", "")
    if person and not again:
        return make_response(redirect(own_page_or_desk(target)))
    page = SignInPage(next=own_page(target) or "", again=bool(person), handle=person.handle if person else "")
    return make_response(render_template("account/sign_in.html", page=page))


@blueprint.post("/sign-in/")
@public_form
def give_password() -> Response:
    """Take name and password; ask for a code where the account has them."""
    handle = request.form.get("handle", "")
    installation = backstage()
    try:
        result = signing_in.give_password(
            installation.database,
            installation.keyring,
            handle=handle,
            password=request.form.get("password", ""),
            visit=knock(),
        )
    except TooMany as error:
        return _ask_later(error)
    if isinstance(result, CodeWanted):
        return _ask_for_code(result.ticket)
    return _answer(result, problem=WRONG)


@blueprint.post("/sign-in/code/")
@public_form
def give_code() -> Response:
    """Take the code that the password needs as well."""
    installation, ticket = backstage(), request.form.get("ticket", "")
    try:
        result = signing_in.give_code(
            installation.database,
            installation.keyring,
            ticket=ticket,
            code=request.form.get("code", ""),
            visit=knock(),
        )
    except TooMany as error:
        return _ask_later(error)
    if isinstance(result, NotAdmitted) and not result.over:
        return _ask_for_code(ticket, problem=WRONG_CODE)
    return _answer(result, problem=TOO_LATE)


@blueprint.post("/sign-out/")
@requires(*Role, codeless=True)
def sign_out() -> Response:
    """End this session."""
    signing_in.sign_out(backstage().database, somebody().handle, token=session_hash(), now=now())
    leave()
    return make_response(redirect(to("entrance.sign_in")))


@blueprint.get("/invitation/<token>/")
@public_form
def invitation(token: str) -> Response:
    """Ask an invited person for their password and, where their role needs it, the first code of their phone."""
    account = _invited(token)
    return _show_invitation(account) if account else _gone()


@blueprint.post("/invitation/<token>/")
@public_form
def accept_invitation(token: str) -> Response:
    """Set up the account of an invited person and sign them in."""
    installation, sent = backstage(), request.form
    account = _invited(token)
    if account is None:
        return _gone()
    try:
        password = typed_twice(sent.get("password", ""), sent.get("again", ""))
        chosen = Chosen(password, sent.get("sealed", ""), sent.get("code", ""))
        done = setting_up.accept_invitation(
            installation.database, installation.keyring, invitation=token, chosen=chosen, visit=knock()
        )
    except BadValue as error:
        return _show_invitation(account, problem=str(error))
    except NotFound:
        return _gone()
    enter()
    return show_recovery(done.recovery) if done.recovery else make_response(redirect(to("desk.home")))


def show_recovery(found: tuple[str, ...]) -> Response:
    """Show recovery codes, which cannot be shown again."""
    page = RecoveryPage(found, to("desk.home"))
    return make_response(render_template("account/recovery.html", page=page))


def _answer(result: Admitted | NotAdmitted, *, problem: str) -> Response:
    if isinstance(result, NotAdmitted):
        return _ask_again(problem, 401)
    enter()
    found = carried()
    if found is not None and own_page(found.target, method="POST"):
        return ask_to_continue(found)
    return make_response(redirect(own_page_or_desk(request.form.get("next", ""))))


def _ask_again(problem: str, status: int) -> Response:
    page = SignInPage(
        next=own_page(request.form.get("next", "")) or "",
        carried=carried(),
        again=signed_in() is not None,
        handle=request.form.get("handle", ""),
        problem=problem,
    )
    return make_response(render_template("account/sign_in.html", page=page), status)


def _ask_later(error: TooMany) -> Response:
    minutes = math.ceil(error.wait.total_seconds() / 60)
    unit = "minute" if minutes == 1 else "minutes"
    problem = (
        f"There were too many tries. The next one counts in {minutes} {unit}; this one was not looked at."
    )
    response = _ask_again(problem, 429)
    response.headers["Retry-After"] = str(math.ceil(error.wait.total_seconds()))
    return response


def _ask_for_code(ticket: str, *, problem: str = "") -> Response:
    page = CodePage(ticket, own_page(request.form.get("next", "")) or "", carried(), problem)
    return make_response(render_template("account/code.html", page=page), 401 if problem else 200)


def _invited(token: str) -> Account | None:
    with backstage().database.reading() as session:
        return invited(session, token, now=now())


def _show_invitation(account: Account, *, problem: str = "") -> Response:
    """The page of an invitation; the picture that was scanned already stays the same."""
    keyring, enrolment = backstage().keyring, None
    needed = not account.roles.isdisjoint(WITH_CODES)
    if needed:
        before = request.form.get("sealed", "")
        enrolment = codes.enrol_again(keyring, account.handle, before, now=now())
        enrolment = enrolment or codes.enrol(keyring, account.handle, now=now())
    page = InvitationPage(account, enrolment, LEAST_WITH_CODES if needed else LEAST, MOST, problem)
    return make_response(render_template("account/invitation.html", page=page), 400 if problem else 200)


def _gone() -> Response:
    return make_response(render_template("account/gone.html"), 404)
