"""What people set up for themselves: password, one-time codes, recovery codes.

A new password or phone ends their other sessions; new recovery codes leave them. Whoever asks has just proved who they
are, by an invitation or by signing in; the web sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from registry.core.people import WITH_CODES
from registry.desk import codes, passwords
from registry.desk.accounts import invited
from registry.desk.signing_in import Visit, open_for
from registry.desk.throttling import Tries
from registry.desk.tracing import refusals_traced, traced
from registry.errors import BadValue, NotFound
from registry.store import people, sessions
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.keyring import Keyring
from registry.store.people import Account


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose who was invited: a password and, for codes, what the phone shows."""

    password: str = field(repr=False)
    sealed: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SetUp:
    """What was set up, with the recovery codes that are shown this once."""

    handle: str
    recovery: tuple[str, ...] = field(repr=False)


def accept_invitation(
    database: Database, keyring: Keyring, *, invitation: str, chosen: Chosen, visit: Visit
) -> SetUp:
    """Set up an account by its invitation, which is used up, and sign its person in.

    One-time codes are set up where a role needs them; others may do so later. Raises NotFound for an invitation that
    does not hold, and BadValue, with nothing changed, for what cannot be.
    """
    with database.reading() as session:
        known = _invited(session, invitation, visit.now)
    handle, action, now = known.handle, "accept invitation", visit.now
    with_codes = not known.roles.isdisjoint(WITH_CODES)
    recovery: tuple[str, ...] = ()
    with refusals_traced(database, actor=handle, action=action, subject=handle, now=now):
        passwords.refuse_weak(chosen.password, words=_words(known), with_codes=with_codes)
        kept = passwords.hash_password(chosen.password)
        with database.writing() as session:
            _invited(session, invitation, now)
            if with_codes:
                recovery = _keep_codes(session, keyring, handle, chosen.sealed, chosen.code, now)
            people.set_password(session, handle, kept)
            people.set_invitation(session, handle, None)
            _begin_anew(session, keyring, handle, visit)
            trace(session, actor=handle, action=action, subject=handle, now=now)
    return SetUp(handle, recovery)


def change_password(
    database: Database, keyring: Keyring, handle: str, password: str, *, visit: Visit
) -> None:
    """Give somebody another password; their sessions end but for a new one. Raises BadValue."""
    with database.reading() as session:
        known = _enabled(session, handle)
    action = "change password"
    with refusals_traced(database, actor=handle, action=action, subject=handle, now=visit.now):
        passwords.refuse_weak(password, words=_words(known), with_codes=known.has_codes)
        kept = passwords.hash_password(password)
        with database.writing() as session:
            if _enabled(session, handle).password != known.password:
                raise BadValue("The password was changed in another window a moment ago; use that one")
            people.set_password(session, handle, kept)
            _begin_anew(session, keyring, handle, visit)
            trace(session, actor=handle, action=action, subject=handle, now=visit.now)


def set_up_codes(
    database: Database, keyring: Keyring, handle: str, *, sealed: str, code: str, visit: Visit
) -> SetUp:
    """Let somebody sign in with a phone's one-time codes from now on. Raises BadValue for a wrong code."""
    with traced(database, actor=handle, action="set up codes", subject=handle, now=visit.now) as session:
        _enabled(session, handle)
        recovery = _keep_codes(session, keyring, handle, sealed, code, visit.now)
        _begin_anew(session, keyring, handle, visit)
    return SetUp(handle, recovery)


def renew_recovery_codes(database: Database, handle: str, *, now: datetime) -> SetUp:
    """Give somebody new recovery codes; the old ones count no more. Raises BadValue without one-time codes."""
    with traced(database, actor=handle, action="renew recovery codes", subject=handle, now=now) as session:
        if not _enabled(session, handle).has_codes:
            raise BadValue("Recovery codes stand in for one-time codes; set these up first")
        recovery = codes.new_recovery_codes()
        people.set_recovery(session, handle, _hashes(handle, recovery))
    return SetUp(handle, recovery)


def end_other_sessions(database: Database, handle: str, *, token: str, now: datetime) -> int:
    """Sign somebody out everywhere but here. How many sessions ended."""
    with traced(database, actor=handle, action="end other sessions", subject=handle, now=now) as session:
        return sessions.close_sessions_of(session, handle, except_=token)


def _keep_codes(
    session: Session, keyring: Keyring, handle: str, sealed: str, code: str, now: datetime
) -> tuple[str, ...]:
    enrolment = codes.enrol_again(keyring, handle, sealed, now=now)
    if enrolment is None:
        raise BadValue("The picture for your phone was too old; here is a new one to scan instead")
    step = codes.step_of(enrolment.secret, code, after=0, now=now)
    if step is None:
        raise BadValue(
            "This is not the code that the phone shows now for this site; see that its clock is right"
        )
    recovery = codes.new_recovery_codes()
    people.set_codes(
        session,
        handle,
        codes.kept_secret(keyring, enrolment.secret),
        step=step,
        recovery=_hashes(handle, recovery),
    )
    return recovery


def _begin_anew(session: Session, keyring: Keyring, handle: str, visit: Visit) -> None:
    """End every session of a person and open one for the browser that they are in."""
    sessions.close_sessions_of(session, handle)
    open_for(session, handle, visit)
    Tries.of(keyring, handle, visit.address).remember(session, visit.now)


def _invited(session: Session, invitation: str, now: datetime) -> Account:
    account = invited(session, invitation, now=now)
    if account is None:
        raise NotFound("invitation", "that does not hold any more")
    return account


def _enabled(session: Session, handle: str) -> Account:
    account = people.account(session, handle)
    if account is None or account.disabled:
        raise NotFound("account", handle)
    return account


def _hashes(handle: str, recovery: Iterable[str]) -> tuple[str, ...]:
    return tuple(codes.recovery_hash(handle, code) for code in recovery)


def _words(account: Account) -> tuple[str, ...]:
    """What anybody knows of a person, and guesses first."""
    return (account.handle, account.name, account.lab or "")
