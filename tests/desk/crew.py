"""People for tests of the desk, made with as few words as the test is about."""

from __future__ import annotations

from collections.abc import Iterable

from registry.core.people import Person, Role
from registry.store import people
from registry.store.engine import Database
from tests.store.revisions import NOON


def hire(
    database: Database, handle: str, *roles: Role, ties: Iterable[str] = (), lab: str | None = None
) -> Person:
    """Somebody with an account, these roles (an editor's without any) and ties to these labs."""
    with database.writing() as session:
        wanted = frozenset(roles or (Role.EDITOR,))
        people.add_account(
            session, handle, name=handle.title(), roles=wanted, lab=lab, now=NOON, created_by="operator"
        )
        people.declare(session, handle, ties, "", NOON)
        found = people.person(session, handle)
    assert found is not None
    return found


def set_roles(database: Database, handle: str, *roles: Role) -> None:
    """Give somebody other roles."""
    with database.writing() as session:
        people.set_roles(session, handle, frozenset(roles), lab=None)
