"""The ledger checked against itself: every hash, link and leaf recomputed from the rows."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from registry.store.leaf import Leaf, leaf_hash, removal_hash, text_hash
from registry.store.tables import EntryRow, RemovalRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the ledger that does not follow from the rest of it, and the revision it was found at."""

    revision: int
    message: str

    def __str__(self) -> str:
        return f"revision {self.revision}: {self.message}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One revision as its rows have it: the columns of `revision`, those of its entries by path, and of removals."""

    revision: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
    removals: tuple[Mapping[str, Any], ...] = ()


def recorded(session: Session, *, start: int = 1, end: int | None = None) -> Iterator[Recorded]:
    """Revisions with their entries, oldest first, as the rows have them; little of them in memory at a time.

    All of them, or those numbered from `start` to `end`. Entries without a revision come under one whose columns
    other than `n` are missing.
    """
    keys: dict[type[_Row], Any] = {
        RevisionRow: col(RevisionRow.n),
        EntryRow: col(EntryRow.revision),
        RemovalRow: col(RemovalRow.revision),
    }
    merged = heapq.merge(
        *(_rows(session, model, key, start, end) for model, key in keys.items()), key=itemgetter(0)
    )
    for n, group in groupby(merged, key=itemgetter(0)):
        found: dict[type[_Row], list[Mapping[str, Any]]] = {model: [] for model in keys}
        for _, model, row in group:
            found[model].append(row)
        revision = next(iter(found[RevisionRow]), {"n": n})
        yield Recorded(revision, _by_path(found[EntryRow]), _by_path(found[RemovalRow]))


def faults(revisions: Iterable[Recorded]) -> Iterator[Fault]:
    """Every fault of a ledger whose revisions are given oldest first; none in one that nobody has touched.

    What a chain cannot show from within is that its newest revisions are missing, or that all of it was
    rewritten: that takes a hash kept elsewhere.
    """
    last: Recorded | None = None
    for found in revisions:
        yield from faults_of(found, last=last)
        last = found


def faults_of(found: Recorded, *, last: Recorded | None) -> Iterator[Fault]:
    """Every fault of one revision, given the one before it."""
    n = int(found.revision["n"])
    if "hash" not in found.revision:
        first = (*found.entries, *found.removals)[0]["path"]
        yield Fault(n, f"there are entries but no revision (first: {first})")
        return
    before = {"n": 0, "hash": None, "time": "", **(last.revision if last else {})}
    for message in (*_link_faults(found.revision, before), *_leaf_faults(found.revision, found.entries)):
        yield Fault(n, message)
    removed = {removal["path"]: removal for removal in found.removals}
    for entry in found.entries:
        removal = removed.pop(entry["path"], None)
        wrong = _removal_fault(removal, entry) if removal else _text_fault(entry)
        if wrong:
            yield Fault(n, f"{entry['path']}: {wrong}")
    for path in removed:
        yield Fault(n, f"{path}: a text is recorded as removed that the revision never had")


def _link_faults(row: Mapping[str, Any], last: Mapping[str, Any]) -> Iterator[str]:
    if row["n"] != last["n"] + 1:
        yield f"it follows revision {last['n']}; revisions between them are missing"
    if row["prev"] != last["hash"]:
        yield f"its link is not the hash of revision {last['n']}"
    if str(row["time"]) < str(last["time"]):
        yield f"its time {row['time']} is before that of revision {last['n']}"


def _leaf_faults(row: Mapping[str, Any], entries: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    leaf = str(row["leaf"]).encode("utf-8", "surrogatepass")
    if leaf_hash(leaf) != row["hash"]:
        yield "its hash is not that of its leaf"
    own = Leaf(
        **{name: row[name] for name in ("n", "time", "author", "reviewer", "kind", "reason", "prev")},
        changes={entry["path"]: entry["hash"] for entry in entries},
    )
    if own.encode() != leaf:
        yield "its columns or its entries are not what its leaf says"


def _text_fault(entry: Mapping[str, Any]) -> str | None:
    text, salt, digest = entry["text"], entry["salt"], entry["hash"]
    if digest is None:
        return None if text is None and salt is None else "it was deleted, yet holds a text or a salt"
    if text is None:
        return "its text is missing, and no removal by law is on record"
    try:
        raw = bytes.fromhex(str(salt))
    except ValueError:
        raw = b""
    same = raw.hex() == salt and text_hash(text, salt=raw) == digest
    return None if same else "its text, salt and hash do not belong together"


def _removal_fault(removal: Mapping[str, Any], entry: Mapping[str, Any]) -> str | None:
    if entry["text"] is not None or entry["salt"] is not None:
        return "its text is recorded as removed by law, yet a text or a salt is there"
    said = {name: removal[name] for name in ("revision", "path", "time", "actor", "ordered")}
    if entry["hash"] is None or removal_hash(digest=entry["hash"], **said) != removal["hash"]:
        return "the record of its removal by law is not what it was"
    return None


_Row = RevisionRow | EntryRow | RemovalRow


def _rows(
    session: Session, model: type[_Row], key: Any, start: int, end: int | None
) -> Iterator[tuple[int, type[_Row], Mapping[str, Any]]]:
    for row in session.execute(_in_order(model, key, start, end)):
        values = row._asdict()
        yield int(values[key.key]), model, values


def _in_order(model: type[_Row], key: Any, start: int, end: int | None) -> Select[Any]:
    query = select(*(col(getattr(model, name)) for name in model.model_fields)).order_by(key)
    if start > 1:
        query = query.where(key >= start)
    if end is not None:
        query = query.where(key <= end)
    return query.execution_options(yield_per=500)


def _by_path(rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(sorted(rows, key=lambda row: str(row["path"])))
