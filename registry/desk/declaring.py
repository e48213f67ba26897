"""Declaring interests: a person says for themselves which labs they are tied to. Public, and never taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from unicodedata import normalize

from registry.core.typed import passage
from registry.desk.tracing import traced
from registry.errors import BadValue, NotFound
from registry.store import people
from registry.store.engine import Database
from registry.store.people import Declaration

LONGEST = 2000
"""Characters of a declaration's text."""


def declare(
    database: Database, handle: str, *, ties: Iterable[str], text: str, labs: Collection[str], now: datetime
) -> Declaration:
    """Declare somebody's own interests: the labs they are tied to, among those on record, and in their own words.

    What they declared before stays on record; the same again adds nothing. Raises BadValue.
    """
    with traced(database, actor=handle, action="declare interests", subject=handle, now=now) as session:
        if people.person(session, handle) is None:
            raise NotFound("account", handle)
        chosen, words = _labs(ties, labs), normalize("NFC", passage(text, "the text", most=LONGEST))
        last = people.declared(session, handle)
        if last is not None and (set(last.labs), last.text) == (chosen, words):
            return last
        return people.declare(session, handle, chosen, words, now)


def _labs(ties: Iterable[str], labs: Collection[str]) -> set[str]:
    chosen = set(ties)
    unknown = chosen - set(labs)
    if unknown:
        raise BadValue(f"{min(unknown)[:60]!r} is not a lab on record")
    return chosen
