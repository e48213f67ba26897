"""People for tests who can sign in: with a password and, where their role needs it, a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pyotp

from registry.core.people import WITH_CODES, Role
from registry.desk import accounts, codes, setting_up
from registry.desk.accounts import Wanted
from registry.desk.setting_up import Chosen
from registry.desk.signing_in import Admitted, CodeWanted, NotAdmitted, Visit, give_code, give_password
from registry.store import people
from registry.store.engine import Database
from registry.store.events import Event, events
from registry.store.keyring import Keyring
from registry.store.people import Account
from tests.store.revisions import NOON

PASSWORD = "otters knit quiet umbrellas"  # noqa: S105 - nobody's
LABS = frozenset(("acme", "bolt"))
HOME = "192.0.2.7"

_numbers = count()


@dataclass(frozen=True, eq=False)
class Member:
    """Somebody with an account that they have set up. `secret` is in their phone, if they have one."""

    handle: str
    password: str
    secret: str = ""
    recovery: tuple[str, ...] = ()

    def code(self, now: datetime) -> str:
        """What the phone shows at a moment."""
        return pyotp.TOTP(self.secret).at(now)


@dataclass(frozen=True, eq=False)
class House:
    """A database with its keys, and each deed in few words."""

    database: Database
    keyring: Keyring

    def join(self, handle: str, *roles: Role, lab: str = "", now: datetime = NOON) -> Member:
        """An account made by the operator and set up by its person at once; an editor's without a role."""
        found = frozenset(roles or (Role.EDITOR,))
        words = tuple(role.value for role in found)
        wanted = Wanted(handle, handle.title(), words, lab)
        invitation = accounts.add(
            self.database, wanted, labs=LABS, operator="operator", actor="operator", now=now
        )
        secret, sealed, code = "", "", ""
        if found & WITH_CODES:
            enrolment = codes.enrol(self.keyring, handle, now=now)
            secret, sealed = enrolment.secret, enrolment.sealed
            code = pyotp.TOTP(secret).at(now)
        done = setting_up.accept_invitation(
            self.database,
            self.keyring,
            invitation=invitation.token,
            chosen=Chosen(PASSWORD, sealed, code),
            visit=visit(now),
        )
        return Member(handle, PASSWORD, secret, done.recovery)

    def knock(
        self, handle: str, password: str, *, now: datetime = NOON, address: str = HOME, token: str = ""
    ) -> Admitted | CodeWanted | NotAdmitted:
        """A name and a password from an address."""
        return give_password(
            self.database, self.keyring, handle=handle, password=password, visit=visit(now, address, token)
        )

    def answer(
        self, asked: object, code: str, *, now: datetime = NOON, address: str = HOME, token: str = ""
    ) -> Admitted | NotAdmitted:
        """A code for the ticket that the password was answered with."""
        assert isinstance(asked, CodeWanted)
        return give_code(
            self.database, self.keyring, ticket=asked.ticket, code=code, visit=visit(now, address, token)
        )

    def account(self, handle: str) -> Account:
        """The account as the database has it."""
        with self.database.reading() as session:
            found = people.account(session, handle)
        assert found is not None
        return found

    def trace(self) -> tuple[Event, ...]:
        """The whole trace, newest first."""
        with self.database.reading() as session:
            return events(session)


def house(database: Database, folder: Path) -> House:
    """A database with keys of its own."""
    return House(database, Keyring(folder / "keys"))


def visit(now: datetime = NOON, address: str = HOME, token: str = "") -> Visit:
    """Somebody who would get a session of their own."""
    return Visit(address, now, token or f"token {next(_numbers)}")
