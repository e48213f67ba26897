"""A process to be killed: it hands in and accepts without end, and keeps a journal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from registry.core.people import Person
from registry.desk.drafting import put_text
from registry.desk.projecting import project
from registry.desk.reverting import revert
from registry.publish.search import SearchIndex
from registry.store import submissions
from registry.store.engine import Database
from registry.store.submissions import Submission
from tests.content.sample import OTHER_LAB, QUESTIONS, TEXTS
from tests.desk.desks import desk_at
from tests.processes import die_at_step
from tests.store.revisions import NOON

Line = dict[str, Any]


class Journal:
    """What was tried and what was acknowledged, one line each, on disk before anything else happens."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def write(self, **line: Any) -> None:
        """Add a line and wait for the disk."""
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    @staticmethod
    def read(path: Path) -> list[Line]:
        """The lines that were written whole."""
        whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
        return [json.loads(line) for line in whole.splitlines()]


class Work:
    """One submission after the other: begun, edited, handed in and accepted; every fifth undoes the one before."""

    def __init__(self, url: str, folder: Path) -> None:
        self.desk = desk_at(Database(url))
        self.index = SearchIndex(folder / "index")
        lines = Journal.read(folder / "journal")
        self.journal = Journal(folder / "journal")
        self.acked = {(line["cycle"], line["deed"]): line for line in lines if line["what"] == "ack"}
        self.first = max((line["cycle"] for line in lines), default=1)

    def go_on(self) -> None:
        """Until somebody kills it."""
        for cycle in count(self.first):
            author, reviewer = self._people(cycle)
            draft = self._do(cycle, "begin", partial(self._begin, cycle, author))
            if cycle % 5:
                path, wanted = _change(cycle)
                save = partial(put_text, self.desk.database, author, draft["id"], path, wanted, now=NOON)
                draft = self._do(cycle, "edit", partial(save, edition=draft["edition"]))
            found = self._do(cycle, "submit", partial(self._submit, author, draft["id"]))
            self._do(cycle, "approve", partial(self._approve, reviewer, found))

    def _do(self, cycle: int, deed: str, act: Callable[[], Submission]) -> Line:
        """The deed's acknowledgement, from the journal where it is there already."""
        if (cycle, deed) not in self.acked:
            self.journal.write(what="try", cycle=cycle, deed=deed)
            made = act()
            line = {
                "cycle": cycle,
                "deed": deed,
                "id": made.id,
                "edition": made.edition,
                "hash": made.content_hash,
            }
            line |= {"state": made.state.value, "revision": made.revision, "changes": made.changes}
            self.journal.write(what="ack", **line)
            self.acked[cycle, deed] = line
        return self.acked[cycle, deed]

    def _begin(self, cycle: int, author: Person) -> Submission:
        nonce = f"cycle {cycle}"
        if cycle % 5 == 0:
            last = self.acked[cycle - 1, "approve"]["revision"]
            return revert(self.desk.database, author, last, nonce=nonce, now=NOON)
        return self.desk.begin({_change(cycle)[0]: "- Not yet?\n"}, by=author, nonce=nonce)

    def _submit(self, author: Person, name: str) -> Submission:
        with self.desk.database.reading() as session:
            draft = submissions.submission(session, name)
        return self.desk.submit(draft, by=author)

    def _approve(self, reviewer: Person, found: Line) -> Submission:
        with self.desk.database.reading() as session:
            seen = submissions.submission(session, found["id"])
        follow = partial(project, self.desk.database, self.desk.source, index=self.index)
        return self.desk.approve(
            seen, by=reviewer, edition=found["edition"], content_hash=found["hash"], follow=follow
        ).submission

    def _people(self, cycle: int) -> tuple[Person, Person]:
        desk = self.desk
        return (desk.ada, desk.bob)[cycle % 2], (desk.grace, desk.hedy)[cycle % 3 == 0]


def _change(cycle: int) -> tuple[str, str]:
    """What a submission proposes: a question, a lab's words, or a record that is new."""
    if cycle % 5 == 1:
        front = "date: 2026-01-02\nsource: {url: 'https://acme.example/x', read: primary}"
        return (
            f"labs/acme/disclosures/2026-01-02-told-{cycle}.md",
            f"---\n{front}\n---\n\nAcme told it {cycle} times.\n",
        )
    if cycle % 5 == 2:
        return OTHER_LAB, f"{TEXTS[OTHER_LAB]}\nIt moved {cycle} times.\n"
    return QUESTIONS, f"- Who asked {cycle} times?\n"


def work(url: str, folder: str, step: int | None, ready: Connection) -> None:
    """The process that is killed: at a step, or from outside once it has said that it is ready."""
    found = Work(url, Path(folder))
    ready.send(None)
    if step is not None:
        die_at_step(step)
    found.go_on()
