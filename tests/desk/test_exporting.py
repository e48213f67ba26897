"""The ledger becomes files, and files become the same ledger."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from registry.desk.exporting import export_folder
from registry.desk.meeting import Take
from registry.errors import BadValue, Conflict, DatabaseError
from registry.settings import data_root
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests.content.sample import OTHER_LAB, QUESTIONS, REPLY, TEXTS
from tests.desk.folders import accept, files, folder, head, read_in, texts

OTHER = TEXTS[OTHER_LAB].replace("Bolt", "Bolt Labs")


def bytes_of(path: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_export_import_export_is_byte_identical(database: Database, tmp_path: Path) -> None:
    """Line ends, trailing spaces and all, into another database and out again."""
    odd = {
        OTHER_LAB: TEXTS[OTHER_LAB].replace("\n", "\r\n") + "\r\n\r\nTail  \r\n",
        QUESTIONS: "- \U0001f600?",
    }
    read_in(database, folder(tmp_path / "files", odd))
    export_folder(database, tmp_path / "one")
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other)
    read_in(other, tmp_path / "one")
    export_folder(other, tmp_path / "two")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two") == bytes_of(tmp_path / "files")
    other.close()


def test_an_export_fills_an_empty_folder(database: Database, tmp_path: Path) -> None:
    """A folder that is there, but holds neither labs nor standards, is as good as one that is made for the purpose."""
    read_in(database, folder(tmp_path / "files"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("mine", encoding="utf-8")
    export_folder(database, tmp_path / "empty")
    assert bytes_of(tmp_path / "empty") == bytes_of(tmp_path / "files") | {"notes.txt": b"mine"}


def test_an_export_fills_the_folder_that_is_missing(database: Database, tmp_path: Path) -> None:
    """`labs` without `standards`, or the other way round; a changed file in the one that is there still counts."""
    path = folder(tmp_path / "files")
    read_in(database, path)
    shutil.copytree(path / "standards", tmp_path / "other" / "standards")
    shutil.rmtree(path / "standards")
    (tmp_path / "empty" / "labs").mkdir(parents=True)
    for half in (path, tmp_path / "other", tmp_path / "empty"):
        export_folder(database, half)
        assert files(half) == texts(database)
    shutil.rmtree(path / "standards")
    (path / OTHER_LAB).write_text(OTHER, encoding="utf-8")
    with pytest.raises(Conflict, match=f"--take ledger: {OTHER_LAB}$"):
        export_folder(database, path)


def test_the_real_catalogue_goes_in_and_out_unchanged(database: Database, tmp_path: Path) -> None:
    """Every file that is shipped, byte for byte."""
    real = files(data_root())
    read_in(database, data_root())
    export_folder(database, tmp_path / "one")
    assert {name: found.decode() for name, found in bytes_of(tmp_path / "one").items()} == real


def test_an_export_brings_a_folder_up_to_date(database: Database, tmp_path: Path) -> None:
    """What the ledger changed and deleted; files that are not the catalogue's stay, and an import finds nothing."""
    path = folder(tmp_path / "files")
    (path / "labs" / "README.md").write_text("For writers.\n", encoding="utf-8")
    read_in(database, path)
    accept(database, {OTHER_LAB: OTHER, REPLY: None})
    done = export_folder(database, path)
    assert (done.revision.n, done.written, done.deleted) == (2, (OTHER_LAB,), (REPLY,))
    assert files(path) == texts(database)
    assert (path / "labs" / "README.md").exists()
    assert read_in(database, path).revision is None


def test_after_an_export_a_changed_file_is_imported(database: Database, tmp_path: Path) -> None:
    """Both were equal at the export, so only the file has moved since."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    export_folder(database, tmp_path / "files")
    done = read_in(database, folder(tmp_path / "files", {OTHER_LAB: OTHER.replace("Labs", "Works")}))
    assert done.changed == (OTHER_LAB,)


def test_an_export_elsewhere_does_not_make_an_old_folder_look_new(database: Database, tmp_path: Path) -> None:
    """The first folder is still behind; importing it undoes nothing."""
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: OTHER})
    export_folder(database, tmp_path / "elsewhere")
    done = read_in(database, tmp_path / "files")
    assert (done.revision, done.kept) == (None, (OTHER_LAB,))


def test_an_export_does_not_undo_what_was_written_in_files(database: Database, tmp_path: Path) -> None:
    """A file that has moved is not overwritten unless the ledger is taken."""
    path = folder(tmp_path / "files")
    read_in(database, path)
    folder(path, {OTHER_LAB: OTHER})
    with pytest.raises(Conflict, match="import them first"):
        export_folder(database, path)
    accept(database, {OTHER_LAB: OTHER.replace("Labs", "Works")})
    with pytest.raises(Conflict, match="Bolt Works"):
        export_folder(database, path)
    assert files(path)[OTHER_LAB] == OTHER
    export_folder(database, path, take=Take.LEDGER)
    assert files(path) == texts(database)
    assert read_in(database, path).revision is None
    assert head(database) == 2


def test_an_empty_ledger_has_nothing_to_export(database: Database, tmp_path: Path) -> None:
    """It says so, and makes no folder."""
    with pytest.raises(DatabaseError, match="nothing to export"):
        export_folder(database, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", ["/proc/nowhere", "/dev/full/files"])
def test_where_nothing_can_be_written_an_export_says_so(
    database: Database, tmp_path: Path, place: str
) -> None:
    """The path and the system's reason, as an error for people."""
    read_in(database, folder(tmp_path / "files"))
    with pytest.raises(BadValue, match=f"{place} cannot be written: N"):
        export_folder(database, Path(place))


def test_a_full_disk_names_the_file_and_leaves_no_scrap(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export that breaks off can be run again."""

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    read_in(database, folder(tmp_path / "files"))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(BadValue, match="md cannot be written: No space left"):
            export_folder(database, tmp_path / "new")
    assert bytes_of(tmp_path / "new") == {}
    export_folder(database, tmp_path / "new")
    assert bytes_of(tmp_path / "new") == bytes_of(tmp_path / "files")
