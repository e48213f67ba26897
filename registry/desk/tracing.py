"""Deeds that leave a trace: done in one transaction together with their entry, or refused with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from registry.errors import RegistryError
from registry.store.engine import Database, Session
from registry.store.events import Outcome, trace


@contextmanager
def traced(
    database: Database, *, actor: str, action: str, subject: str, now: datetime, detail: str = ""
) -> Iterator[Session]:
    """A writing session for one deed. It and its entry are kept together; an error leaves the entry of a refusal.

    What the error says goes into that entry, so it must not repeat a secret.
    """
    with (
        refusals_traced(database, actor=actor, action=action, subject=subject, now=now),
        database.writing() as session,
    ):
        yield session
        trace(session, actor=actor, action=action, subject=subject, now=now, detail=detail)


@contextmanager
def refusals_traced(
    database: Database, *, actor: str, action: str, subject: str, now: datetime
) -> Iterator[None]:
    """Leave the entry of a refusal where an error ends the deed, whether or not it had got to its transaction."""
    try:
        yield
    except RegistryError as error:
        with database.writing() as session:
            trace(
                session,
                actor=actor,
                action=action,
                subject=subject,
                now=now,
                outcome=Outcome.REFUSED,
                detail=str(error),
            )
        raise
