"""Files become revisions: only what changed, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.content.folder import read_all
from registry.desk import importing
from registry.desk.meeting import Take
from registry.errors import Conflict, ProblemsFound
from registry.store import ledger
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from tests.content.sample import LAB, OTHER_LAB, QUESTIONS, REPLY, TEXTS
from tests.desk.folders import NOON, accept, files, folder, head, read_in, texts

OTHER = TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")
ANOTHER = TEXTS[OTHER_LAB].replace("Bolt", "Bolt Research")


def test_a_folder_becomes_one_revision(database: Database, tmp_path: Path) -> None:
    """Its texts byte for byte, by the operator, as an import, reviewed by nobody."""
    done = read_in(database, folder(tmp_path / "files"))
    assert texts(database) == dict(sorted(TEXTS.items()))
    assert done.revision is not None
    assert (done.revision.n, done.revision.author, done.revision.reviewer) == (1, "operator", None)
    assert (done.revision.kind, done.revision.time) == (RevisionKind.IMPORT, NOON)
    assert (set(done.added), done.changed, done.deleted, done.kept) == (set(TEXTS), (), (), ())


def test_a_second_import_makes_no_revision(database: Database, tmp_path: Path) -> None:
    """Nothing has changed, so nothing is written."""
    read_in(database, folder(tmp_path / "files"))
    assert read_in(database, tmp_path / "files").revision is None
    assert head(database) == 1


def test_only_what_changed_enters_the_next_revision(database: Database, tmp_path: Path) -> None:
    """A changed file, a new one and one that is gone: three entries."""
    read_in(database, folder(tmp_path / "files", {REPLY: None}))
    changes = {OTHER_LAB: OTHER, QUESTIONS: None}
    done = read_in(database, folder(tmp_path / "files", changes))
    assert (done.added, done.changed, done.deleted) == ((REPLY,), (OTHER_LAB,), (QUESTIONS,))
    with database.reading() as session:
        assert [entry.path for entry in ledger.entries(session, 2)] == sorted([REPLY, OTHER_LAB, QUESTIONS])
    assert texts(database) == files(tmp_path / "files")


def test_a_file_set_back_is_a_change_like_any_other(database: Database, tmp_path: Path) -> None:
    """A folder that the ledger knows may return to an earlier text."""
    for text in (TEXTS[OTHER_LAB], OTHER, TEXTS[OTHER_LAB]):
        assert read_in(database, folder(tmp_path / "files", {OTHER_LAB: text})).revision is not None
    assert texts(database)[OTHER_LAB] == TEXTS[OTHER_LAB]
    assert head(database) == 3


def test_a_broken_tree_changes_nothing(database: Database, tmp_path: Path) -> None:
    """Every mistake is raised at once: those in texts, between texts, and files that cannot be read at all."""
    read_in(database, folder(tmp_path / "files"))
    before = texts(database)
    folder(tmp_path / "files", {LAB: "---\nnme: Acme\n---\n", "standards/caution.yaml": "title: Only\n"})
    (tmp_path / "files" / "labs" / "bolt" / "lab.md").write_bytes(b"---\nname: \xff\n---\n")
    with pytest.raises(ProblemsFound) as caught:
        read_in(database, tmp_path / "files")
    assert {LAB, OTHER_LAB, "standards/caution.yaml"} <= {problem.path for problem in caught.value.problems}
    assert (texts(database), head(database)) == (before, 1)


def test_what_the_ledger_alone_changed_is_kept(database: Database, tmp_path: Path) -> None:
    """Files that are behind are told of, not imported, however often; what else changed still enters."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER, REPLY: None})
    done = read_in(database, tmp_path / "files")
    assert (done.revision, done.kept) == (None, tuple(sorted([OTHER_LAB, REPLY])))
    done = read_in(database, folder(tmp_path / "files", {QUESTIONS: "- Anything?\n"}))
    assert (done.changed, done.kept) == ((QUESTIONS,), tuple(sorted([OTHER_LAB, REPLY])))
    assert texts(database)[OTHER_LAB] == OTHER


def test_where_both_have_moved_the_difference_is_shown(database: Database, tmp_path: Path) -> None:
    """Nothing is changed, not even where there is no conflict; the message holds both texts' difference."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    folder(tmp_path / "files", {OTHER_LAB: ANOTHER, QUESTIONS: "- Anything?\n"})
    with pytest.raises(Conflict) as caught:
        read_in(database, tmp_path / "files")
    assert caught.value.paths == (OTHER_LAB,)
    assert "-name: Bolt Labs" in str(caught.value)
    assert "+name: Bolt Research" in str(caught.value)
    assert "--take file or --take ledger" in str(caught.value)
    assert head(database) == 2


def test_a_conflict_is_settled_by_taking_a_side(database: Database, tmp_path: Path) -> None:
    """Taking the ledger leaves its text and takes the rest of the files; taking the file replaces it."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    folder(tmp_path / "files", {OTHER_LAB: ANOTHER, QUESTIONS: "- Anything?\n"})
    done = read_in(database, tmp_path / "files", take=Take.LEDGER)
    assert (done.changed, done.kept) == ((QUESTIONS,), (OTHER_LAB,))
    assert texts(database)[OTHER_LAB] == OTHER
    done = read_in(database, tmp_path / "files", take=Take.FILE)
    assert done.changed == (OTHER_LAB,)
    assert texts(database) == files(tmp_path / "files")


def test_the_same_change_on_both_sides_is_no_conflict(database: Database, tmp_path: Path) -> None:
    """The texts are equal again; from then on that is what both are measured against."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    assert read_in(database, folder(tmp_path / "files", {OTHER_LAB: OTHER})).kept == ()
    accept(database, {OTHER_LAB: ANOTHER})
    assert read_in(database, tmp_path / "files").kept == (OTHER_LAB,)


def test_a_file_deleted_in_one_place_and_changed_in_the_other_is_a_conflict(
    database: Database, tmp_path: Path
) -> None:
    """Deleting is moving, too."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {REPLY: None, QUESTIONS: "- Anything?\n"})
    folder(tmp_path / "files", {REPLY: TEXTS[REPLY] + "\nMore.\n", QUESTIONS: None})
    with pytest.raises(Conflict) as caught:
        read_in(database, tmp_path / "files")
    assert set(caught.value.paths) == {REPLY, QUESTIONS}


def test_a_file_that_followed_part_of_the_way_is_behind(database: Database, tmp_path: Path) -> None:
    """A checkout brought to a later revision by other means than an export is not taken for edited."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    accept(database, {OTHER_LAB: ANOTHER})
    done = read_in(database, folder(tmp_path / "files", {OTHER_LAB: OTHER}))
    assert (done.revision, done.kept) == (None, (OTHER_LAB,))


def test_an_unknown_folder_that_is_behind_undoes_nothing(database: Database, tmp_path: Path) -> None:
    """An older checkout elsewhere neither sets texts back nor deletes what it does not have yet."""
    read_in(database, folder(tmp_path / "files", {REPLY: None}))
    read_in(database, folder(tmp_path / "files", {OTHER_LAB: OTHER}))
    done = read_in(database, folder(tmp_path / "old checkout", {REPLY: None}))
    assert (done.revision, set(done.kept)) == (None, {REPLY, OTHER_LAB})


def test_an_unknown_folder_may_bring_new_texts(database: Database, tmp_path: Path) -> None:
    """A newer checkout elsewhere moves what came from files; against what editors wrote it is a conflict."""
    read_in(database, folder(tmp_path / "files"))
    done = read_in(database, folder(tmp_path / "checkout", {OTHER_LAB: OTHER}))
    assert done.changed == (OTHER_LAB,)
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Volt")})
    with pytest.raises(Conflict):
        read_in(database, folder(tmp_path / "another checkout", {OTHER_LAB: ANOTHER}))


def test_a_revision_that_comes_in_meanwhile_is_taken_into_account(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the files and writing, an editor's change of the same path is accepted: a conflict, no loss."""
    read_in(database, folder(tmp_path / "files"))
    folder(tmp_path / "files", {OTHER_LAB: ANOTHER})

    def slow(given: dict[str, str]) -> object:
        if head(database) == 1:
            accept(database, {OTHER_LAB: OTHER})
        return read_all(given)

    monkeypatch.setattr(importing, "read_all", slow)
    with pytest.raises(Conflict):
        read_in(database, tmp_path / "files")
    assert texts(database)[OTHER_LAB] == OTHER
