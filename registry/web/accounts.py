"""The administrator's pages: who has an account, what each may do, and the links by which people set theirs up."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request

from registry.core.people import WITH_CODES, Role
from registry.core.records import Lab
from registry.desk import accounts
from registry.desk.accounts import Invitation, Wanted
from registry.errors import BadValue, Conflict, NotFound, RegistryError
from registry.store import people
from registry.store.events import Event, events
from registry.store.people import Account
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import head, to
from registry.web.visible import somebody

blueprint = Blueprint("accounts", __name__, url_prefix="/desk/people")

TRACED = 50
"""Entries of the trace on an account's page."""


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Every account, and the form for another one with what was typed where it could not be taken."""

    accounts: tuple[Account, ...]
    labs: tuple[Lab, ...]
    roles: tuple[Role, ...]
    with_codes: frozenset[Role]
    wanted: Wanted
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account, what can be done to it, and what happened to it lately."""

    account: Account
    labs: tuple[Lab, ...]
    roles: tuple[Role, ...]
    with_codes: frozenset[Role]
    chosen: frozenset[str]
    lab: str
    events: tuple[Event, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class InvitedPage:
    """A one-time link, shown this once. `is_whole` says that the site knows its own address."""

    invitation: Invitation
    link: str = field(repr=False)
    is_whole: bool


@blueprint.get("/")
@requires(Role.ADMINISTRATOR)
def index() -> Response:
    """Everybody who has an account."""
    return _show_all(Wanted("", "", ()))


@blueprint.post("/")
@requires(Role.ADMINISTRATOR, fresh=True)
def add() -> Response:
    """Make an account."""
    sent = request.form
    wanted = Wanted(
        sent.get("handle", ""), sent.get("name", ""), tuple(sent.getlist("role")), sent.get("lab", "")
    )
    installation = backstage()
    try:
        invitation = accounts.add(
            installation.database,
            wanted,
            labs=head().catalog.labs,
            operator=installation.settings.operator,
            actor=somebody().handle,
            now=now(),
        )
    except (BadValue, Conflict) as error:
        return _show_all(wanted, error)
    return _show_invitation(invitation)


@blueprint.get("/<handle>/")
@requires(Role.ADMINISTRATOR)
def show(handle: str) -> Response:
    """One account."""
    return _show(handle)


@blueprint.post("/<handle>/roles/")
@requires(Role.ADMINISTRATOR, fresh=True)
def change_roles(handle: str) -> Response:
    """Give an account other roles; its sessions end."""
    roles, lab = tuple(request.form.getlist("role")), request.form.get("lab", "")
    try:
        accounts.change_roles(
            backstage().database,
            handle,
            roles=roles,
            lab=lab,
            labs=head().catalog.labs,
            actor=somebody().handle,
            now=now(),
        )
    except BadValue as error:
        return _show(handle, error, chosen=frozenset(roles), lab=lab)
    return _done(handle)


@blueprint.post("/<handle>/disable/")
@requires(Role.ADMINISTRATOR, fresh=True)
def disable(handle: str) -> Response:
    """Let nobody sign in to an account."""
    accounts.disable(backstage().database, handle, actor=somebody().handle, now=now())
    return _done(handle)


@blueprint.post("/<handle>/enable/")
@requires(Role.ADMINISTRATOR, fresh=True)
def enable(handle: str) -> Response:
    """Let an account's person sign in again."""
    accounts.enable(backstage().database, handle, actor=somebody().handle, now=now())
    return _done(handle)


@blueprint.post("/<handle>/invite/")
@requires(Role.ADMINISTRATOR, fresh=True)
def invite(handle: str) -> Response:
    """Let an account's person begin anew, by a link that is shown this once."""
    return _show_invitation(
        accounts.invite_again(backstage().database, handle, actor=somebody().handle, now=now())
    )


def _show_all(wanted: Wanted, error: RegistryError | None = None) -> Response:
    with backstage().database.reading() as session:
        found = people.accounts(session)
    page = AccountsPage(found, _labs(), tuple(Role), WITH_CODES, wanted, str(error or ""))
    return make_response(render_template("accounts/index.html", page=page), _status(error))


def _show(
    handle: str,
    error: RegistryError | None = None,
    *,
    chosen: frozenset[str] | None = None,
    lab: str | None = None,
) -> Response:
    with backstage().database.reading() as session:
        account = people.account(session, handle)
        happened = events(session, subject=handle, limit=TRACED)
    if account is None:
        raise NotFound("account", handle)
    page = AccountPage(
        account=account,
        labs=_labs(),
        roles=tuple(Role),
        with_codes=WITH_CODES,
        chosen=frozenset(account.roles if chosen is None else chosen),
        lab=(account.lab or "") if lab is None else lab,
        events=happened,
        problem=str(error or ""),
    )
    return make_response(render_template("accounts/show.html", page=page), _status(error))


def _show_invitation(invitation: Invitation) -> Response:
    base: str = current_app.config["BASE_URL"]
    link = base + to("entrance.invitation", token=invitation.token)
    page = InvitedPage(invitation, link, bool(base))
    return make_response(render_template("accounts/invited.html", page=page))


def _labs() -> tuple[Lab, ...]:
    return tuple(sorted(head().catalog.labs.values(), key=lambda lab: lab.name.casefold()))


def _status(error: RegistryError | None) -> int:
    return 200 if error is None else 409 if isinstance(error, Conflict) else 400


def _done(handle: str) -> Response:
    return make_response(redirect(to("accounts.show", handle=handle)))
