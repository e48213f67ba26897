"""Giving the log a new key, where the old one is lost, stolen or old: traced, and vouched for by the old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.desk.tracing import traced
from registry.store.engine import Database
from registry.store.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Renewal:
    """The new key as others are to know it, and the note that both keys signed; empty where nothing was signed."""

    key: str
    note: str


def renew_key(database: Database, keyring: Keyring, origin: str, *, actor: str, now: datetime) -> Renewal:
    """Let another key sign the log from now on. The log goes on: what was signed stays a beginning of it.

    Raises DatabaseError, and nothing happens, where the memory of what was signed is not what it was.
    """
    with traced(database, actor=actor, action="renew log key", subject=origin, now=now):
        note = keyring.renew()
    return Renewal(keyring.verifier_key(origin), note)
