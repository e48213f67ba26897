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

from registry.store.leaf import Leaf, leaf_hash, text_hash
from registry.store.tables import EntryRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the ledger that does not follow from the rest of it, and the revision it was found at."""

    revision: int
    message: str

    def __str__(self) -> str:
        return f"revision {self.revision}: {self.message}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One revision as its rows have it: the columns of `revision`, and those of its entries by path."""

    revision: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]


def recorded(session: Session) -> Iterator[Recorded]:
    """Every revision with its entries, oldest first, as the rows have them; little of it in memory at a time.

    Entries without a revision come under one whose columns other than `n` are missing.
    """
    rows = session.execute(_in_order(RevisionRow, col(RevisionRow.n)))
    entries = session.execute(_in_order(EntryRow, col(EntryRow.revision)))
    merged = heapq.merge(
        ((int(row.n), row._asdict()) for row in rows),
        ((int(row.revision), row._asdict()) for row in entries),
        key=itemgetter(0),
    )
    for n, group in groupby(merged, key=itemgetter(0)):
        found = [row for _, row in group]
        revision = next((row for row in found if "n" in row), {"n": n})
        own = (row for row in found if "path" in row)
        yield Recorded(revision, tuple(sorted(own, key=lambda entry: str(entry["path"]))))


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
        yield Fault(n, f"there are entries but no revision (first: {found.entries[0]['path']})")
        return
    before = {"n": 0, "hash": None, "time": "", **(last.revision if last else {})}
    for message in (*_link_faults(found.revision, before), *_leaf_faults(found.revision, found.entries)):
        yield Fault(n, message)
    for entry in found.entries:
        wrong = _text_fault(entry)
        if wrong:
            yield Fault(n, f"{entry['path']}: {wrong}")


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
        return "its text is missing"
    try:
        raw = bytes.fromhex(str(salt))
    except ValueError:
        raw = b""
    same = raw.hex() == salt and text_hash(text, salt=raw) == digest
    return None if same else "its text, salt and hash do not belong together"


def _in_order(model: type[RevisionRow | EntryRow], key: Any) -> Select[Any]:
    columns = [col(getattr(model, name)) for name in model.model_fields]
    return select(*columns).order_by(key).execution_options(yield_per=500)
