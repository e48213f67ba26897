"""Folders on disk: what is read from them, what is refused, and what writing leaves behind."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from registry.content.folder import check_folder, read_catalog, read_folder, write_folder
from registry.errors import BadValue, ProblemsFound
from tests.content import sample
from tests.patience import processor_seconds

CHECKOUT = Path(__file__).parents[2]


def _spread(directory: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory


def _messages(directory: Path) -> dict[str, str]:
    return {problem.path: f"{problem.line}: {problem.message}" for problem in check_folder(directory)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sound sample as files."""
    return _spread(tmp_path / "catalogue", sample.TEXTS)


@pytest.fixture
def closed() -> Iterator[Path]:
    """The sound sample with a lab's folder that must not be read, seen by a user who is not root."""
    with tempfile.TemporaryDirectory() as directory:
        path = _spread(Path(directory), sample.TEXTS)
        path.chmod(0o755)
        (path / "labs" / "bolt").chmod(0)
        user = os.geteuid()
        os.seteuid(user or 65534)
        try:
            yield path
        finally:
            os.seteuid(user)
            (path / "labs" / "bolt").chmod(0o755)


def test_reading_and_writing_keep_every_byte(folder: Path, tmp_path: Path) -> None:
    """What is read and written elsewhere is the same bytes, line ends included."""
    (folder / sample.LAB).write_bytes(sample.TEXTS[sample.LAB].replace("\n", "\r\n").encode())
    texts = read_folder(folder)
    write_folder(tmp_path / "copy", texts)
    assert {path: (tmp_path / "copy" / path).read_bytes() for path in texts} == {
        path: (folder / path).read_bytes() for path in texts
    }
    assert read_folder(tmp_path / "copy") == texts
    assert texts.keys() == sample.TEXTS.keys()


def test_a_readme_beside_the_records_is_no_record(folder: Path) -> None:
    """README.md directly in labs/ and standards/ is for those who write there; elsewhere it is a mistake."""
    _spread(folder, {"labs/README.md": "How to write", "standards/README.md": "How to write"})
    assert read_folder(folder).keys() == sample.TEXTS.keys()
    _spread(folder, {"labs/acme/README.md": "How to write"})
    assert "a lab's folder holds lab.md" in _messages(folder)["labs/acme/README.md"]


def test_what_lies_beside_the_two_folders_is_not_looked_at(folder: Path) -> None:
    """A checkout holds more than the catalogue."""
    _spread(folder, {"setup.py": "x", "docs/page.md": "x"})
    assert read_folder(folder).keys() == sample.TEXTS.keys()


def test_files_that_cannot_be_had_are_problems_and_not_those_that_refer_to_them(
    folder: Path, tmp_path: Path
) -> None:
    """Links, wrong bytes, too large, too deep, not plain: each is named at its path, and nothing else is blamed."""
    _spread(tmp_path, {"secret.md": "---\nname: Secret\n---\n"})
    (folder / sample.OTHER_LAB).unlink()
    (folder / sample.OTHER_LAB).symlink_to(tmp_path / "secret.md")
    (folder / "labs" / "outside").symlink_to(tmp_path)
    (folder / sample.FIRST).write_bytes(sample.TEXTS[sample.FIRST].encode().replace(b"halt\n", b"h\xe4lt\n"))
    (folder / sample.SECOND).write_bytes(b"---\n" + b"a" * 1_000_000)
    _spread(folder, {"labs/acme/policy/old/deep/1.0.md": "x", "labs/acme/policy/old/2.0.md": "x"})
    os.mkfifo(folder / "labs/acme/policy/3.0.md")
    (folder / "labs" / "acme" / os.fsdecode(b"caf\xe9.md")).write_text("x")
    assert _messages(folder) == {
        sample.OTHER_LAB: "1: a symbolic link; the catalogue holds plain files only, and follows no link out of "
        "its folder",
        "labs/outside": "1: a symbolic link; the catalogue holds plain files only, and follows no link out of its "
        "folder",
        sample.FIRST: f"10: not UTF-8: byte 0xE4 at offset {sample.TEXTS[sample.FIRST].index('halt') + 1}; "
        "save the file as UTF-8",
        sample.SECOND: "1: the file has 1,000,004 bytes; at most 1 MB (1,000,000) is read",
        "labs/acme/policy/old": "1: not expected here; a document's folder holds document.md and versions, one file "
        "<label>.md each",
        "labs/acme/policy/3.0.md": "1: not a plain file; the catalogue holds plain files only",
        "labs/acme/caf\\udce9.md": "1: not expected here; a lab's folder holds lab.md, open-questions.md, and folders "
        "of documents, conduct/, disclosures/ and replies/",
    }
    with pytest.raises(ProblemsFound):
        read_folder(folder)


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(closed: Path) -> None:
    """It is one problem of its own, nobody who refers to what is in it is blamed, and nothing is removed from it."""
    assert _messages(closed) == {"labs/bolt": "1: the folder cannot be read: Permission denied"}
    with pytest.raises(ProblemsFound):
        read_folder(closed)
    with pytest.raises(BadValue, match="labs/bolt cannot be read: Permission denied"):
        write_folder(closed, {})
    with pytest.raises(BadValue, match="bolt cannot be read: Permission denied"):
        read_folder(closed / "labs" / "bolt")


def test_a_name_that_gives_orders_to_a_terminal_is_shown_escaped(folder: Path) -> None:
    """Whatever a file or folder is called, its problem stays on one line that may be printed."""
    for name in ("a\x1b[2Jb.md", "a\nlabs", "a\u202eb", "a\x9bb", "a\\b", "caf\u00e9"):
        _spread(folder, {f"labs/acme/{name}": "x"})
    _spread(folder, {"labs/a\rb/policy/1.0.md": "x"})
    problems = check_folder(folder)
    assert {problem.path for problem in problems} == {
        r"labs/acme/a\x1b[2Jb.md",
        r"labs/acme/a\nlabs",
        r"labs/acme/a\u202eb",
        r"labs/acme/a\x9bb",
        r"labs/acme/a\b",
        "labs/acme/caf\u00e9",
        r"labs/a\rb/policy/1.0.md",
    }
    assert all(str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize("missing", ["labs", "standards"])
def test_a_folder_without_labs_or_standards_is_refused(tmp_path: Path, missing: str) -> None:
    """A wrong folder is never taken for an empty catalogue."""
    _spread(tmp_path, {path: text for path, text in sample.TEXTS.items() if not path.startswith(missing)})
    assert "the folder is missing" in _messages(tmp_path)[missing]
    with pytest.raises(ProblemsFound):
        read_folder(tmp_path)
    with pytest.raises(BadValue, match="not a folder"):
        read_folder(tmp_path / "nowhere")


def test_labs_itself_may_not_be_a_link(folder: Path, tmp_path: Path) -> None:
    """A catalogue does not reach outside by its top folders either."""
    (folder / "labs").rename(tmp_path / "elsewhere")
    (folder / "labs").symlink_to(tmp_path / "elsewhere")
    assert "1: a symbolic link" in _messages(folder)["labs"]
    with pytest.raises(BadValue, match="a link or a file where a folder is needed"):
        write_folder(folder, {**sample.TEXTS, "labs/new/lab.md": "x"})
    assert not (tmp_path / "elsewhere" / "new").exists()


@pytest.mark.parametrize(
    "linked", ["labs", "standards", "labs/bolt", "labs/joint", "labs/acme/policy", "labs/acme/conduct"]
)
def test_a_folder_that_is_a_link_is_called_one(folder: Path, tmp_path: Path, linked: str) -> None:
    """That it is a link is all that is wrong: nothing that it leads to is said to be missing."""
    (folder / linked).rename(tmp_path / "elsewhere")
    (folder / linked).symlink_to(tmp_path / "elsewhere")
    (problem,) = check_folder(folder)
    assert (problem.path, problem.message.partition(";")[0]) == (linked, "a symbolic link")


def test_writing_removes_what_is_gone_and_leaves_what_is_not_ours(folder: Path) -> None:
    """Catalogue files that are no longer there go, with folders they leave empty; all other files stay."""
    others = {"labs/README.md": "a", "labs/acme/notes.txt": "b", "labs/bolt/.draft": "c", "app.py": "d"}
    _spread(folder, others)
    texts = {
        path: text for path, text in sample.TEXTS.items() if not path.startswith(("labs/bolt", "labs/joint"))
    }
    write_folder(folder, texts)
    left = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert left == texts.keys() | others.keys()
    assert not (folder / "labs" / "joint").exists()


def test_writing_an_equal_text_leaves_the_file_alone(folder: Path) -> None:
    """A file that holds the text already is not replaced."""
    before = (folder / sample.LAB).stat()
    write_folder(folder, sample.TEXTS)
    assert (folder / sample.LAB).stat().st_ino == before.st_ino


@pytest.mark.parametrize(
    "path", ["../evil.md", "/etc/evil", "labs/../evil.md", "labs/acme/evil.sh", "labs/README.md", ""]
)
def test_writing_a_path_that_is_no_record_changes_nothing(tmp_path: Path, path: str) -> None:
    """A path that a catalogue does not have is refused before anything is written."""
    with pytest.raises(ProblemsFound):
        write_folder(tmp_path / "inner", {**sample.TEXTS, path: "x"})
    assert list(tmp_path.iterdir()) == []


def test_writing_follows_no_link(folder: Path, tmp_path: Path) -> None:
    """A link in a file's place is replaced by the file; a link in a folder's place is refused."""
    outside = _spread(tmp_path / "outside", {"lab.md": "precious"})
    (folder / sample.OTHER_LAB).unlink()
    (folder / sample.OTHER_LAB).symlink_to(outside / "lab.md")
    write_folder(folder, sample.TEXTS)
    assert not (folder / sample.OTHER_LAB).is_symlink()
    assert (folder / sample.OTHER_LAB).read_text() == sample.TEXTS[sample.OTHER_LAB]
    (folder / sample.OTHER_LAB).unlink()
    (folder / "labs" / "bolt").rmdir()
    (folder / "labs" / "bolt").symlink_to(outside)
    with pytest.raises(BadValue, match="cannot be written"):
        write_folder(folder, sample.TEXTS)
    assert (outside / "lab.md").read_text() == "precious"
    assert [file.name for file in outside.iterdir()] == ["lab.md"]


def test_the_catalogue_of_this_checkout_reads_without_a_problem_and_quickly() -> None:
    """The labs and standards that ship with the registry are sound, and all are read within a second."""
    assert check_folder(CHECKOUT) == ()
    assert len(read_catalog(CHECKOUT).labs) >= 22
    assert processor_seconds(lambda: read_catalog(CHECKOUT)) < 1
