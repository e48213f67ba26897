"""People who may sign in, as the database keeps them: accounts, and the interests that they declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from registry.core.people import TIES_LAST, Person, Role, roles_of, written_roles
from registry.core.typed import is_storable
from registry.errors import NotFound
from registry.store.desk_tables import AccountRow, DeclarationRow
from registry.store.leaf import moment_of, written


@dataclass(frozen=True, slots=True)
class Account:
    """An account with all that is kept of it. What signs its person in is not in its `repr`, nor fit for any page.

    `password` is an Argon2id hash, or empty; `secret` the encrypted secret of one-time codes; `step` the last of them
    that was used; `recovery` the hashes of unused recovery codes; `invitation` the hash of a one-time link.
    """

    handle: str
    name: str
    roles: frozenset[Role]
    lab: str | None
    created: datetime
    created_by: str
    disabled: datetime | None
    invited_until: datetime | None
    step: int = field(repr=False)
    password: str = field(repr=False)
    secret: str | None = field(repr=False)
    recovery: tuple[str, ...] = field(repr=False)
    invitation: str | None = field(repr=False)

    @property
    def has_codes(self) -> bool:
        """Whether one-time codes are set up."""
        return self.secret is not None

    def person(self, ties: Iterable[str] = ()) -> Person:
        """The person that it is for, with these ties and the lab that they represent."""
        own = {self.lab} if self.lab else set()
        return Person(self.handle, self.name, self.roles, self.lab, frozenset(ties) | own)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a person declared of their interests at a time: the labs that they are tied to, and in their own words."""

    n: int
    handle: str
    time: datetime
    labs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie to a lab that counts. `ended` is when it was declared no more, None while it is declared."""

    lab: str
    ended: datetime | None

    @property
    def until(self) -> datetime | None:
        """Until when it counts; None while it is declared."""
        return self.ended + TIES_LAST if self.ended else None


def account(session: Session, handle: str) -> Account | None:
    """The account of that handle, disabled ones too."""
    return _first(session, col(AccountRow.handle) == handle) if is_storable(handle) else None


def account_invited(session: Session, invitation: str) -> Account | None:
    """The account that a one-time link of this hash was made for."""
    return _first(session, col(AccountRow.invitation) == invitation)


def accounts(session: Session) -> tuple[Account, ...]:
    """Every account, by handle."""
    return tuple(
        _account(row._asdict()) for row in session.execute(_ACCOUNTS.order_by(col(AccountRow.handle)))
    )


def person(session: Session, handle: str, now: datetime | None = None) -> Person | None:
    """Who acts under that handle, with the ties that count now; without a moment, all that they ever declared.

    None where there is no such account, or it is disabled.
    """
    found = account(session, handle)
    if found is None or found.disabled is not None:
        return None
    return found.person(tie.lab for tie in ties(declarations(session, handle), now))


def add_account(
    session: Session,
    handle: str,
    *,
    name: str,
    roles: frozenset[Role],
    lab: str | None,
    now: datetime,
    created_by: str,
) -> None:
    """Add an account that nobody can sign in to yet."""
    row = {
        "handle": handle,
        "name": name,
        "roles": written_roles(roles),
        "lab": lab,
        "password": "",
        "secret": None,
        "step": 0,
        "recovery": "",
        "invitation": None,
        "invited_until": None,
        "created": written(now),
        "created_by": created_by,
        "disabled": None,
    }
    session.execute(insert(AccountRow), [row])


def set_name(session: Session, handle: str, name: str) -> None:
    """Give an account another name. Raises NotFound, as all of these do."""
    _set(session, handle, name=name)


def set_roles(session: Session, handle: str, roles: frozenset[Role], *, lab: str | None) -> None:
    """Give an account these roles instead of those that it has."""
    _set(session, handle, roles=written_roles(roles), lab=lab)


def set_password(session: Session, handle: str, password: str) -> None:
    """Set the hash of an account's password; empty: nobody can sign in."""
    _set(session, handle, password=password)


def set_codes(
    session: Session, handle: str, secret: str | None, *, step: int, recovery: Sequence[str]
) -> None:
    """Set the encrypted secret of one-time codes (None: no codes), the step used last, and hashes of recovery codes."""
    _set(session, handle, secret=secret, step=step, recovery=" ".join(recovery))


def set_step(session: Session, handle: str, step: int) -> None:
    """Remember the one-time code that was used last."""
    _set(session, handle, step=step)


def set_recovery(session: Session, handle: str, recovery: Sequence[str]) -> None:
    """Set the hashes of the recovery codes that are left."""
    _set(session, handle, recovery=" ".join(recovery))


def set_invitation(
    session: Session, handle: str, invitation: str | None, *, until: datetime | None = None
) -> None:
    """Set the hash of the one-time link of an account and how long it holds; None: it has none."""
    _set(session, handle, invitation=invitation, invited_until=written(until) if until else None)


def set_disabled(session: Session, handle: str, since: datetime | None) -> None:
    """Disable an account from a moment on, or enable it (None)."""
    _set(session, handle, disabled=written(since) if since else None)


def declare(session: Session, handle: str, labs: Iterable[str], text: str, now: datetime) -> Declaration:
    """Add what a person declares; it holds from now on, and what they declared before stays on record."""
    n = (session.execute(select(func.max(col(DeclarationRow.n)))).scalar_one() or 0) + 1
    made = Declaration(n, handle, moment_of(written(now)), tuple(sorted(set(labs))), text)
    row = {"n": n, "handle": handle, "time": written(now), "labs": " ".join(made.labs), "text": text}
    session.execute(insert(DeclarationRow), [row])
    return made


def declared(session: Session, handle: str, at: datetime | None = None) -> Declaration | None:
    """What a person's declaration said at a moment, or says now; None where they had made none."""
    query = _DECLARATIONS.where(col(DeclarationRow.handle) == handle)
    if at is not None:
        query = query.where(col(DeclarationRow.time) <= written(at))
    newest = query.order_by(col(DeclarationRow.n).desc()).limit(1)
    found = session.execute(newest).first() if is_storable(handle) else None
    return _declaration(found._asdict()) if found else None


def declarations(session: Session, handle: str | None = None) -> tuple[Declaration, ...]:
    """Everything that a person declared, or that anybody did, newest first."""
    query = _DECLARATIONS.order_by(col(DeclarationRow.n).desc())
    if handle is not None:
        if not is_storable(handle):
            return ()
        query = query.where(col(DeclarationRow.handle) == handle)
    return tuple(_declaration(row._asdict()) for row in session.execute(query))


def ties(said: Iterable[Declaration], now: datetime | None) -> tuple[Tie, ...]:
    """The ties that count at a moment by what one person has declared, newest first; in the order of their labs.

    Without a moment, all that they ever declared. What they have declared since the moment counts too: a deed can have
    waited for its turn behind a declaration.
    """
    found: dict[str, datetime | None] = {}
    ended: datetime | None = None
    for item in said:
        if now is None or ended is None or now - ended < TIES_LAST:
            for lab in item.labs:
                found.setdefault(lab, ended)
        ended = item.time
    return tuple(Tie(lab, found[lab]) for lab in sorted(found))


_ACCOUNTS = select(*AccountRow.__table__.columns)  # type: ignore[attr-defined]  # made by the library from the class
_DECLARATIONS = select(
    col(DeclarationRow.n),
    col(DeclarationRow.handle),
    col(DeclarationRow.time),
    col(DeclarationRow.labs),
    col(DeclarationRow.text),
)


def _first(session: Session, condition: Any) -> Account | None:
    found = session.execute(_ACCOUNTS.where(condition)).first()
    return _account(found._asdict()) if found else None


def _set(session: Session, handle: str, **values: object) -> None:
    query = update(AccountRow).where(col(AccountRow.handle) == handle).values(**values)
    done: Any = session.execute(query) if is_storable(handle) else None
    if done is None or not done.rowcount:
        raise NotFound("account", handle)


def _account(row: Mapping[str, Any]) -> Account:
    return Account(
        **{
            **row,
            "roles": roles_of(row["roles"].split()),
            "recovery": tuple(row["recovery"].split()),
            "created": moment_of(row["created"]),
            "disabled": moment_of(row["disabled"]) if row["disabled"] else None,
            "invited_until": moment_of(row["invited_until"]) if row["invited_until"] else None,
        }
    )


def _declaration(row: Mapping[str, Any]) -> Declaration:
    return Declaration(**{**row, "time": moment_of(row["time"]), "labs": tuple(row["labs"].split())})
