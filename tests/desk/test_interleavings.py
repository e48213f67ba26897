"""Any interleaving of edits in files, accepted changes, imports and exports keeps to one simple model."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from registry.content.folder import read_folder, write_folder
from registry.desk.exporting import export_folder
from registry.desk.meeting import Take
from registry.errors import Conflict
from registry.store import ledger
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.content.sample import QUESTIONS, TEXTS
from tests.desk.folders import accept, folder, read_in, texts

PATHS = st.sampled_from([QUESTIONS, "labs/bolt/open-questions.md"])
TEXT = st.none() | st.sampled_from(["- Why?\n", "- When?\n", "- Who?\r\n"])
TAKE = st.none() | st.sampled_from(Take)


class FilesAndLedger(RuleBasedStateMachine):
    """`files` and `held` are what both should hold; `since` what the ledger held from when they were last equal."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="registry-"))
        self.path = folder(self.home / "files")
        self.database = Database(f"sqlite:///{self.home / 'registry.db'}")
        upgrade(self.database)
        read_in(self.database, self.path)
        self.files: dict[str, str] = dict(TEXTS)
        self.held: dict[str, str] = dict(TEXTS)
        self.since: dict[str, list[str | None]] = {}
        self.count = 1

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.database.close()
        shutil.rmtree(self.home)

    @rule(path=PATHS, text=TEXT)
    def somebody_edits_a_file(self, path: str, text: str | None) -> None:
        """In the folder, nothing else knows."""
        put(self.files, path, text)
        write_folder(self.path, self.files)

    @rule(path=PATHS, text=TEXT)
    def an_editor_s_change_is_accepted(self, path: str, text: str | None) -> None:
        """A revision, unless nothing differs."""
        self.count += self.held.get(path) != text
        self.hold(path, text)
        accept(self.database, {path: text})

    @rule(take=TAKE)
    def files_are_imported(self, take: Take | None) -> None:
        """What only the files moved enters; what both moved enters or stays as the taker says, or all is refused."""
        ours, theirs, both = self.moved()
        if both and take is None:
            with pytest.raises(Conflict) as caught:
                read_in(self.database, self.path)
            assert set(caught.value.paths) == both
            return
        done = read_in(self.database, self.path, take=take)
        entering = ours | (both if take is Take.FILE else set())
        assert set(done.kept) == theirs | (both - entering)
        assert (done.revision is not None) == bool(entering)
        self.count += bool(entering)
        for path in entering:
            self.hold(path, self.files.get(path))
        self.settle()

    @rule(take=st.sampled_from([None, Take.LEDGER]))
    def the_ledger_is_exported(self, take: Take | None) -> None:
        """The files become the ledger's texts, unless that would undo what was written in them."""
        ours, _, both = self.moved()
        if (ours or both) and take is None:
            with pytest.raises(Conflict) as caught:
                export_folder(self.database, self.path)
            assert set(caught.value.paths) == (both or ours)
            return
        export_folder(self.database, self.path, take=take)
        self.files = dict(self.held)
        self.settle()

    @precondition(lambda self: self.count > 1)
    @rule(data=st.data())
    def the_past_is_asked_for(self, data: st.DataObject) -> None:
        """The first revision is what it was, whatever came after."""
        n = data.draw(st.integers(1, self.count))
        with self.database.reading() as session:
            assert ledger.texts_at(session, 1) == dict(sorted(TEXTS.items()))
            assert ledger.revision(session, n).n == n

    @invariant()
    def both_sides_are_as_the_model_says(self) -> None:
        """Texts, count and chain."""
        assert read_folder(self.path) == self.files
        assert texts(self.database) == dict(sorted(self.held.items()))
        with self.database.reading() as session:
            assert ledger.head_number(session) == self.count
            assert list(faults(recorded(session))) == []

    def hold(self, path: str, text: str | None) -> None:
        """The ledger holds another text from here on."""
        self.since.setdefault(path, [self.held.get(path)]).append(text)
        put(self.held, path, text)

    def moved(self) -> tuple[set[str], set[str], set[str]]:
        """The paths that only the files, only the ledger, and both have moved."""
        differ = {path for path in self.files | self.held if self.files.get(path) != self.held.get(path)}
        past = {path: self.since.get(path, [self.held.get(path)]) for path in differ}
        theirs = {path for path in differ if self.files.get(path) in past[path]}
        ours = {path for path in differ - theirs if self.held.get(path) == past[path][0]}
        return ours, theirs, differ - ours - theirs

    def settle(self) -> None:
        """Where both sides are equal now, that is what they are measured against from here on."""
        for path in list(self.since):
            if self.files.get(path) == self.held.get(path):
                del self.since[path]


def put(texts_by_path: dict[str, str], path: str, text: str | None) -> None:
    """Set or remove a text."""
    texts_by_path.pop(path, None)
    if text is not None:
        texts_by_path[path] = text


TestFilesAndLedger = FilesAndLedger.TestCase
TestFilesAndLedger.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
