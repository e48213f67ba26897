"""Accounts: an administrator makes them and says what they may do; only their person ever knows a password.

Whatever takes something away from an account ends its sessions in the same transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from registry.core.lookalikes import skeleton
from registry.core.names import handle_of, name_of
from registry.core.people import Role, roles_of
from registry.desk.tracing import traced
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.store import doings, people, sessions
from registry.store.engine import Database, Session
from registry.store.people import Account

INVITED_FOR = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link for an account's person, known to nobody else once it was handed over."""

    handle: str
    until: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as somebody asks for it, in the words that they typed."""

    handle: str
    name: str
    roles: Collection[str]
    lab: str = ""


def add(
    database: Database,
    wanted: Wanted,
    *,
    labs: Collection[str],
    operator: str,
    actor: str,
    now: datetime,
) -> Invitation:
    """Make an account and the invitation by which its person sets up the rest.

    `labs` are the labs on record; `operator` is the name that imports are recorded under. Raises BadValue for what
    cannot be, Conflict for a handle that somebody has or had.
    """
    with traced(
        database,
        actor=actor,
        action="add account",
        subject=wanted.handle,
        now=now,
        detail=_asked(wanted.roles, wanted.lab),
    ) as session:
        handle = _free_handle(session, wanted.handle, labs=labs, operator=operator)
        roles, lab = _roles(wanted.roles, wanted.lab, labs=labs)
        name = name_of(wanted.name)
        _refuse_alike(session, handle, (handle, name))
        people.add_account(session, handle, name=name, roles=roles, lab=lab, now=now, created_by=actor)
        return _invite(session, handle, now=now)


def change_roles(
    database: Database,
    handle: str,
    *,
    roles: Collection[str],
    lab: str = "",
    labs: Collection[str],
    actor: str,
    now: datetime,
) -> None:
    """Give an account other roles. Raises NotFound, BadValue, and Refused for the last administrator."""
    with traced(
        database, actor=actor, action="change roles", subject=handle, now=now, detail=_asked(roles, lab)
    ) as session:
        account = _account(session, handle)
        found, place = _roles(roles, lab, labs=labs)
        if (found, place) == (account.roles, account.lab):
            raise BadValue("the account has these roles already; choose others, or leave it as it is")
        if Role.ADMINISTRATOR not in found:
            _refuse_last_administrator(session, account)
        people.set_roles(session, handle, found, lab=place)
        sessions.close_sessions_of(session, handle)


def disable(database: Database, handle: str, *, actor: str, now: datetime) -> None:
    """Let nobody sign in to an account any more; what its person did stays. Raises NotFound, Refused, Conflict."""
    with traced(database, actor=actor, action="disable account", subject=handle, now=now) as session:
        account = _account(session, handle)
        if account.disabled:
            raise Conflict(f"the account {handle} is disabled already")
        _refuse_last_administrator(session, account)
        people.set_disabled(session, handle, now)
        people.set_invitation(session, handle, None)
        sessions.close_sessions_of(session, handle)


def enable(database: Database, handle: str, *, actor: str, now: datetime) -> None:
    """Let a disabled account's person sign in again. Raises NotFound, Conflict."""
    with traced(database, actor=actor, action="enable account", subject=handle, now=now) as session:
        if not _account(session, handle).disabled:
            raise Conflict(f"the account {handle} is enabled already")
        people.set_disabled(session, handle, None)


def invite_again(database: Database, handle: str, *, actor: str, now: datetime) -> Invitation:
    """Let an account's person begin anew: password and codes are gone. Raises NotFound, Conflict, Refused."""
    with traced(database, actor=actor, action="invite again", subject=handle, now=now) as session:
        account = _account(session, handle)
        if account.disabled:
            raise Conflict(f"the account {handle} is disabled; enable it first")
        people.set_password(session, handle, "")
        people.set_codes(session, handle, None, step=0, recovery=())
        sessions.close_sessions_of(session, handle)
        return _invite(session, handle, now=now)


def invited(session: Session, token: str, *, now: datetime) -> Account | None:
    """The account that an invitation is for, None where it was used, has run out or never was."""
    account = people.account_invited(session, _hash(token))
    if account is None or account.disabled or account.invited_until is None or now > account.invited_until:
        return None
    return account


def rename(database: Database, handle: str, name: str, *, now: datetime) -> None:
    """Let a person call themselves otherwise; the handle stays. Raises BadValue, also for what passes for another."""
    with traced(database, actor=handle, action="change name", subject=handle, now=now) as session:
        chosen = name_of(name)
        _refuse_alike(session, handle, (chosen,))
        people.set_name(session, handle, chosen)


def _free_handle(session: Session, text: str, *, labs: Collection[str], operator: str) -> str:
    handle = handle_of(text)
    if handle in labs or handle == operator.casefold():
        raise BadValue(f"{handle!r} is the name of somebody else on this site; choose another handle")
    if people.account(session, handle) is not None or handle in doings.names(session):
        raise Conflict(f"the handle {handle!r} is taken, and no handle is given away twice; choose another")
    return handle


def _refuse_alike(session: Session, handle: str, names: Iterable[str]) -> None:
    """Raise BadValue for a name that readers could take for somebody else's, whoever still or no longer works here.

    It does not say whose: that somebody was invited is nobody's business yet.
    """
    others = [account for account in people.accounts(session) if account.handle != handle]
    taken = {skeleton(text) for account in others for text in (account.handle, account.name)}
    taken |= {skeleton(text) for text in doings.names(session) if text != handle}
    for name in names:
        if skeleton(name) in taken:
            raise BadValue(
                f"{name!r} can be taken for the name of somebody else on this site; add what tells the two apart"
            )


def _roles(words: Iterable[str], lab: str, *, labs: Collection[str]) -> tuple[frozenset[Role], str | None]:
    try:
        roles = roles_of(words)
    except ValueError as error:
        raise BadValue(str(error)) from None
    if Role.REPRESENTATIVE not in roles:
        if lab:
            raise BadValue("only a representative belongs to a lab; others declare what ties them to one")
        return roles, None
    if lab not in labs:
        raise BadValue("a representative speaks for one lab on record; name it by its slug")
    return roles, lab


def _asked(roles: Iterable[str], lab: str) -> str:
    return f"{', '.join(roles)}{f' of {lab}' if lab else ''}"


def _account(session: Session, handle: str) -> Account:
    account = people.account(session, handle)
    if account is None:
        raise NotFound("account", handle)
    return account


def _refuse_last_administrator(session: Session, account: Account) -> None:
    """Raise Refused where nobody else could make accounts any more."""
    if not _administers(account):
        return
    if not any(_administers(other) for other in people.accounts(session) if other.handle != account.handle):
        raise Refused(
            "This is the last administrator who can sign in; make another one first, who has accepted the invitation"
        )


def _administers(account: Account) -> bool:
    """Whether somebody can make accounts: codes, without which they cannot, are set up together with a password."""
    return Role.ADMINISTRATOR in account.roles and account.disabled is None and account.has_codes


def _invite(session: Session, handle: str, *, now: datetime) -> Invitation:
    token = secrets.token_urlsafe(32)
    until = now + INVITED_FOR
    people.set_invitation(session, handle, _hash(token), until=until)
    return Invitation(handle, until, token)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
