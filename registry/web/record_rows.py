"""What the buttons at the rows of a record's form do where no script does it: add, remove, move, copy.

Such a button sends the whole form with `do`: a verb, a colon and the name of a row or of a list of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.content.structure import Record, Value, as_list, as_mapping, as_text, rows_of
from registry.content.succession import carried_on, unexplained
from registry.web.record_forms import MAX_ROWS, Posted

_ON_CLAUSE_BEFORE = ("copy", "note", "unread")


@dataclass(frozen=True, slots=True)
class Done:
    """The value after a button was pressed, and the address that the next page opens and leads to; empty for none.

    `blank` is the address of a list that is to show one more row, still empty.
    """

    value: Record
    focus: str = ""
    blank: str = ""


def press(posted: Posted, do: str, *, before: Mapping[str, Value]) -> Done:
    """Do what a button says; one that says nothing known changes nothing.

    `before` is the value of the version before, empty where there is none.
    """
    verb, _, name = do.partition(":")
    if verb in _ON_CLAUSE_BEFORE:
        return _told(posted.value, before, verb, name)
    address = posted.address(name)
    if address is None:
        return Done(posted.value)
    if verb == "add":
        return Done(posted.value, focus=address, blank=address)
    if verb == "show":
        return Done(posted.value, focus=address)
    holder, _, number = address.rpartition(".")
    if not number.isdigit():
        return Done(posted.value)
    if verb == "remove":
        return _removed(posted.value, holder, int(number), before)
    if verb in ("up", "down"):
        return _moved(posted.value, holder, int(number), -1 if verb == "up" else 1)
    return Done(posted.value)


def _moved(value: Record, holder: str, number: int, step: int) -> Done:
    rows = list(_rows(value, holder))
    to = min(max(number + step, 0), len(rows) - 1)
    rows.insert(to, rows.pop(number))
    return Done(_with(value, holder.split("."), rows), focus=f"{holder}.{to}")


def _removed(value: Record, holder: str, number: int, before: Mapping[str, Value]) -> Done:
    """The value without the row. A clause of the version before becomes a note that wants its reason."""
    rows = list(_rows(value, holder))
    gone = as_mapping(rows.pop(number))
    after = _with(value, holder.split("."), rows)
    if holder != "clauses":
        return Done(after, focus=holder)
    names = (as_text(gone.get("was")), as_text(gone.get("id")))
    dropped = [name for name in unexplained(before, after) if name in names]
    if not dropped:
        return Done(after, focus=holder)
    notes: list[Value] = [*rows_of(after, "removed"), *({"id": name, "why": ""} for name in dropped)]
    return Done({**after, "removed": notes}, focus=f"removed.{len(notes) - 1}")


def _told(value: Record, before: Mapping[str, Value], verb: str, name: str) -> Done:
    """The value in which something is said of a clause of the version before of which nothing was said."""
    if name not in unexplained(before, value):
        return Done(value)
    if verb == "copy":
        return _copied(value, before, name)
    if verb == "note":
        notes: list[Value] = [*rows_of(value, "removed"), {"id": name, "why": ""}]
        return Done({**value, "removed": notes}, focus=f"removed.{len(notes) - 1}")
    return Done({**value, "unconfirmed": [*as_list(value.get("unconfirmed")), name]}, focus="unconfirmed")


def _copied(value: Record, before: Mapping[str, Value], chosen: str) -> Done:
    """The value with a clause of the version before, behind the one that it followed there."""
    earlier = rows_of(before, "clauses")
    names = [as_text(clause.get("id")) for clause in earlier]
    clauses = rows_of(value, "clauses")
    present = [as_text(clause.get("id")) for clause in clauses]
    if chosen not in names or len(clauses) >= MAX_ROWS:
        return Done(value)
    place = 0
    for name in names[: names.index(chosen)]:
        if name in present:
            place = present.index(name) + 1
    clauses.insert(place, carried_on(earlier[names.index(chosen)]))
    return Done({**value, "clauses": clauses}, focus=f"clauses.{place}")


def _rows(value: Value, address: str) -> Sequence[Value]:
    for step in address.split("."):
        value = as_list(value)[int(step)] if step.isdigit() else as_mapping(value).get(step, "")
    return as_list(value)


def _with(value: Record, steps: Sequence[str], rows: Sequence[Value]) -> Record:
    """The value with other rows at an address."""
    inner = _replaced(value, steps, rows)
    return as_mapping(inner)


def _replaced(value: Value, steps: Sequence[str], rows: Sequence[Value]) -> Value:
    if not steps:
        return rows
    step, rest = steps[0], steps[1:]
    if step.isdigit():
        items = as_list(value)
        items[int(step)] = _replaced(items[int(step)], rest, rows)
        return items
    keys = as_mapping(value)
    keys[step] = _replaced(keys.get(step, ""), rest, rows)
    return keys
