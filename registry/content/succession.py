"""A version's form and that of the version before: what the new one starts with, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping

from registry.content.structure import Record, Value, as_list, as_text, rows_of

_OF_ONE_VERSION = (
    "title", "published", "seen", "effective", "source", "announced", "announced_note", "unconfirmed", "removed",
    "body",
)  # fmt: skip
_AGAINST_ONE_BEFORE = ("was", "judged")


def next_version(before: Mapping[str, Value]) -> Record:
    """What the version after this one starts with: its clauses under their names, without what is true of it alone."""
    kept = {key: value for key, value in before.items() if key not in _OF_ONE_VERSION}
    return {**kept, "clauses": [carried_on(clause) for clause in rows_of(before, "clauses")]}


def carried_on(clause: Mapping[str, Value]) -> Record:
    """A clause as the next version starts with it."""
    return {key: value for key, value in clause.items() if key not in _AGAINST_ONE_BEFORE}


def standing(version: Mapping[str, Value]) -> tuple[str, ...]:
    """The names of the clauses that stand in the version, those whose fate in it could not be read included."""
    named = (as_text(clause.get("id")) for clause in rows_of(version, "clauses"))
    carried = (as_text(name) for name in as_list(version.get("unconfirmed")))
    return tuple(dict.fromkeys(name for name in (*named, *carried) if name))


def unexplained(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[str, ...]:
    """The names of clauses of the version before of which the one after says nothing.

    They are in none of its clauses, by `id` or `was`, nor under `removed` or `unconfirmed`. Each wants a note.
    """
    told = {as_text(clause.get(key)) for clause in rows_of(after, "clauses") for key in ("id", "was")}
    told |= {as_text(note.get("id")) for note in rows_of(after, "removed")}
    told |= {as_text(name) for name in as_list(after.get("unconfirmed"))}
    return tuple(name for name in standing(before) if name not in told)
