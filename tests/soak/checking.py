"""What must be so after a process was killed: all that was acknowledged is there, once, and nothing by half."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import text

from registry.desk.projecting import project
from registry.desk.verifying import verify
from registry.publish.search import SearchIndex
from registry.store import ledger, submissions
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.events import events
from registry.store.submissions import State
from tests.desk.desks import Desk, desk_at
from tests.soak.killed import Journal, Line


def check(url: str, folder: str, report: Connection) -> None:
    """Send everything that is wrong, and how long it took to be whole again."""
    desk = desk_at(Database(url))
    wrong = [*_wrong_with_database(desk), *_wrong_with_journal(desk, Journal.read(Path(folder) / "journal"))]
    began = time.monotonic()
    index = SearchIndex(Path(folder) / "index")
    project(desk.database, desk.source, index=index)
    took = time.monotonic() - began
    wrong += verify(desk.database, desk.source, index=index).findings
    report.send((wrong, took))


def _wrong_with_database(desk: Desk) -> Iterator[str]:
    """Half of something: a state, an approval, a trace and a revision are there together, once, or not at all."""
    with desk.database.reading() as session:
        if desk.database.is_sqlite:
            for pragma, sound in (("integrity_check", ["ok"]), ("foreign_key_check", [])):
                found = list(session.execute(text(f"PRAGMA {pragma}")).scalars())
                yield from [f"{pragma}: {found}"] if found != sound else []
        yield from (str(fault) for fault in faults(recorded(session)))
        revisions = {item.n: item for item in ledger.revisions(session) if item.n > 1}
        accepted = submissions.in_state(session, State.ACCEPTED, limit=10**6)
        if sorted(item.revision or 0 for item in accepted) != sorted(revisions):
            yield "accepted submissions and revisions are not one for one"
        for item in accepted:
            whole = submissions.submission(session, item.id)
            revision = revisions.get(item.revision or 0)
            given = [(approval.edition, approval.content_hash) for approval in whole.approvals]
            if given != [(item.edition, item.content_hash)] or revision is None:
                yield f"{item.id}: accepted, but not as its approval says"
                continue
            if (revision.author, revision.reviewer) != (item.author, item.decided_by):
                yield f"{item.id}: accepted by others than revision {revision.n} says"
            entered = {entry.path: entry.text for entry in ledger.entries(session, revision.n)}
            if entered != whole.changes:
                yield f"{item.id}: revision {revision.n} holds other texts"
        told = Counter(
            event.subject for event in events(session, limit=10**6) if event.action == "accept submission"
        )
        if told != Counter(item.id for item in accepted):
            yield "the trace and the accepted submissions differ"


def _wrong_with_journal(desk: Desk, lines: list[Line]) -> Iterator[str]:
    """What was acknowledged and is not there, or is otherwise."""
    with desk.database.reading() as session:
        begun: dict[int, set[str]] = {}
        for line in (line for line in lines if line["what"] == "ack"):
            begun.setdefault(line["cycle"], set()).add(line["id"])
            found = submissions.submission(session, line["id"])
            if (found.edition, found.content_hash) != (line["edition"], line["hash"]) and line[
                "deed"
            ] != "begin":
                yield f"acknowledged, and gone: {line}"
            if line["deed"] == "submit" and found.state not in (State.SUBMITTED, State.ACCEPTED):
                yield f"acknowledged as handed in, and {found.state.value}: {line}"
            if line["deed"] == "approve":
                entered = {entry.path: entry.text for entry in ledger.entries(session, line["revision"])}
                if found.revision != line["revision"] or entered != line["changes"]:
                    yield f"acknowledged as accepted, and otherwise: {line}"
        cycles = {line["cycle"] for line in lines}
        total = len(submissions.of_author(session, "ada", limit=10**6)) + len(
            submissions.of_author(session, "bob", limit=10**6)
        )
        if any(len(names) > 1 for names in begun.values()) or not len(begun) <= total <= len(cycles):
            yield f"{total} submissions of {len(cycles)} tried and {len(begun)} acknowledged"
