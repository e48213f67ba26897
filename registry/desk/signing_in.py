"""Signing in: a password and, where codes are set up, one of them. Guessing is slow and tells nothing.

An unknown name, a wrong password and a disabled account get the same answer after the same work. The password is
checked outside any transaction, for that takes long; the one that opens the session sees that it is still the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from registry.core.buckets import Bucket
from registry.core.sitting import ORDINARY
from registry.desk import codes, passwords
from registry.desk.sealing import seal, unseal
from registry.desk.throttling import Tries
from registry.desk.tracing import traced
from registry.store import people, sessions, throttles
from registry.store.engine import Database, Session
from registry.store.events import Outcome, trace
from registry.store.keyring import Keyring
from registry.store.people import Account

CODE_WAITS = timedelta(minutes=5)
"""How long the right password waits for the code that belongs to it."""

UNKNOWN_NAMES = Bucket(holds=100, per_hour=100)
"""Failed tries under names that nobody has, as many as are written down."""

_PURPOSE = "sign in"
_UNKNOWN = "unknown names"
_PLAUSIBLE = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who knocks, from where and when. `token` is the hash of a new session's; `replaces` of the one it follows."""

    address: str
    now: datetime
    token: str = field(repr=False)
    replaces: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who is in: their session is open."""

    handle: str


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password was right, and a code is needed as well; `ticket` is to be handed in with it."""

    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotAdmitted:
    """Something was wrong, and nobody learns what. `over` says that one has to begin with the password again."""

    over: bool = False


def give_password(
    database: Database, keyring: Keyring, *, handle: str, password: str, visit: Visit
) -> Admitted | CodeWanted | NotAdmitted:
    """Sign somebody in by their password, or ask for the code that their account needs as well.

    Raises TooMany, having looked at nothing, where too much was tried lately.
    """
    name = handle.strip().lower()
    tries = Tries.of(keyring, name, visit.address)
    with database.reading() as session:
        tries.refuse_hurry(session, visit.now)  # so that a flood of tries keeps no writer waiting
    with database.writing() as session:
        counted = tries.count(session, visit.now)
        known = people.account(session, name) if _PLAUSIBLE.fullmatch(name) else None
    right = passwords.matches(known.password if known else "", password)
    renewed = passwords.hash_password(password) if right and known and _is_outdated(known) else None
    with database.writing() as session:
        account = _unchanged(session, known) if right else None
        if account is None:
            return _refused(session, known, tries, visit)
        if renewed:
            people.set_password(session, account.handle, renewed)
        if account.has_codes:
            trace(session, actor="", action="give password", subject=account.handle, now=visit.now)
            return CodeWanted(_ticket(keyring, account.handle, renewed or account.password, visit.now))
        tries.forgive(session, counted, visit.now)
        return _admitted(session, account, tries, visit, how="password")


def give_code(
    database: Database, keyring: Keyring, *, ticket: str, code: str, visit: Visit
) -> Admitted | NotAdmitted:
    """Sign somebody in who has given their password, by a one-time code or a recovery code.

    Raises TooMany as `give_password` does.
    """
    values = unseal(keyring, _PURPOSE, ticket, now=visit.now)
    if values is None:
        return NotAdmitted(over=True)
    tries = Tries.of(keyring, values["handle"], visit.address)
    with database.writing() as session:
        counted = tries.count(session, visit.now)
        account = people.account(session, values["handle"])
        if account is None or account.disabled or _fingerprint(account.password) != values["password"]:
            return _refused(session, account, tries, visit)
        how = _use_code(session, keyring, account, code, visit.now)
        if how is None:
            return _refused(session, account, tries, visit)
        tries.forgive(session, counted, visit.now, steps=2)
        return _admitted(session, account, tries, visit, how=how)


def sign_out(database: Database, handle: str, *, token: str, now: datetime) -> None:
    """End the session of that hash, which is this person's."""
    with traced(database, actor=handle, action="sign out", subject=handle, now=now) as session:
        sessions.close_session(session, token)


def open_for(session: Session, handle: str, visit: Visit) -> None:
    """Open a visitor's session as somebody who has proved that they are that person; the one that it follows ends."""
    sessions.purge_sessions(
        session, created_before=visit.now - ORDINARY.longest, seen_before=visit.now - ORDINARY.idle
    )
    sessions.close_session(session, visit.replaces)
    sessions.open_session(session, visit.token, handle, visit.now)


def _use_code(session: Session, keyring: Keyring, account: Account, code: str, now: datetime) -> str | None:
    """Use up a code of this account, in words which kind; None for one that is wrong or was used before."""
    left = codes.without_used(account.recovery, account.handle, code)
    if left is not None:
        people.set_recovery(session, account.handle, left)
        return f"recovery code; {len(left)} left"
    if account.secret is None:
        return None
    secret = codes.read_secret(keyring, account.secret)
    step = codes.step_of(secret, code, after=account.step, now=now)
    if step is None:
        return None
    people.set_step(session, account.handle, step)
    return "one-time code"


def _admitted(session: Session, account: Account, tries: Tries, visit: Visit, *, how: str) -> Admitted:
    tries.remember(session, visit.now)
    open_for(session, account.handle, visit)
    trace(session, actor=account.handle, action="sign in", subject=account.handle, now=visit.now, detail=how)
    return Admitted(account.handle)


def _refused(session: Session, account: Account | None, tries: Tries, visit: Visit) -> NotAdmitted:
    """Write down a failed try: the name where there is such an account, for what else was typed may be a password.

    Of the other names only so many are written down: there is no end of them, and nothing ever leaves the trace.
    """
    if account is None and not _is_worth_writing(session, visit.now):
        return NotAdmitted()
    last = tries.wait(session, visit.now) is not None
    trace(
        session,
        actor="",
        action="sign in",
        subject=account.handle if account else "unknown name",
        now=visit.now,
        outcome=Outcome.REFUSED,
        detail="further tries wait" if last else "",
    )
    return NotAdmitted()


def _is_worth_writing(session: Session, now: datetime) -> bool:
    full = UNKNOWN_NAMES.wait(throttles.level(session, _UNKNOWN, UNKNOWN_NAMES, now))
    if full is None:
        throttles.pour(session, _UNKNOWN, UNKNOWN_NAMES, now)
    return full is None


def _unchanged(session: Session, known: Account | None) -> Account | None:
    """The account as it is now, if it is enabled and has still the password that was checked."""
    account = people.account(session, known.handle) if known else None
    if account is None or known is None or account.disabled or account.password != known.password:
        return None
    return account


def _is_outdated(account: Account) -> bool:
    return passwords.is_outdated(account.password)


def _ticket(keyring: Keyring, handle: str, password: str, now: datetime) -> str:
    values = {"handle": handle, "password": _fingerprint(password)}
    return seal(keyring, _PURPOSE, values, until=now + CODE_WAITS)


def _fingerprint(password: str) -> str:
    return sha256(password.encode("utf-8")).hexdigest()
