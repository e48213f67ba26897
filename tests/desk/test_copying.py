"""A folder takes the place of an earlier one as a whole, or not at all."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.desk.copying import replacing
from registry.desk.marking import MARK, SUMS, mark
from registry.errors import BadValue, Conflict

_KILLED = """
import os, pathlib, signal, sys
from registry.desk import copying, marking
folder, moment = pathlib.Path(sys.argv[1]), sys.argv[2]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
os.sync = lambda: None
def rename(path, to): return die() if path.name == ".copy.part" else os.rename(path, to)
if moment == "between": pathlib.Path.rename = rename
if moment == "named": copying._sync = die
with copying.replacing(folder) as part:
    (part / "index.html").write_text("new")
    if moment == "filling": die()
    marking.mark(part, {})
"""


@pytest.fixture(autouse=True)
def spare_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here pulls a plug, and others are writing on this machine."""
    monkeypatch.setattr(os, "sync", lambda: None)


def fill(folder: Path, text: str) -> None:
    """Make a copy of one page."""
    with replacing(folder) as part:
        (part / "index.html").write_text(text, encoding="utf-8")
        mark(part, {"revision": 1})


def test_a_new_copy_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Nothing of the earlier copy stays, and nothing else is left beside it."""
    fill(tmp_path / "copies" / "copy", "old")
    (tmp_path / "copies" / "copy" / "gone.html").touch()
    fill(tmp_path / "copies" / "copy", "new")
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["copy"]
    assert {path.name for path in (tmp_path / "copies" / "copy").iterdir()} == {"index.html", MARK, SUMS}


@pytest.mark.parametrize(
    ("moment", "stands", "kept"),
    [("filling", "copy", "old"), ("between", ".copy.old", "old"), ("named", "copy", "new")],
)
def test_a_killed_run_leaves_one_whole_copy(moment: str, stands: str, kept: str, tmp_path: Path) -> None:
    """Whenever it is killed, the earlier copy or the new one is whole; the next run, even a vain one, puts it right."""
    folder = tmp_path / "copy"
    fill(folder, "old")
    killed = (sys.executable, "-c", _KILLED, str(folder), moment)
    assert subprocess.run(killed, check=False).returncode == -signal.SIGKILL
    assert (tmp_path / stands / "index.html").read_text() == kept
    assert (tmp_path / stands / SUMS).exists()
    if moment == "between":
        folder.mkdir()  # by somebody who finds nothing there
    with pytest.raises(RuntimeError), replacing(folder):
        raise RuntimeError
    assert (folder / "index.html").read_text() == kept
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_what_is_no_copy_is_left_alone(tmp_path: Path) -> None:
    """A folder with other things in it and a file are refused and stay as they are; an empty folder is taken."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    for folder in (tmp_path / "thesis", tmp_path / "thesis" / "chapter.txt", Path("/")):
        with pytest.raises(BadValue, match="no earlier copy"), replacing(folder):
            pass
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    fill(tmp_path / "empty", "new")
    (tmp_path / ".site.old").mkdir()
    (tmp_path / ".site.old" / "chapter.txt").write_text("mine")
    with pytest.raises(BadValue, match="in the way"), replacing(tmp_path / "site"):
        pass
    assert (tmp_path / ".site.old" / "chapter.txt").read_text() == "mine"


@pytest.mark.parametrize("moment", [".part", ".old"])
def test_two_runs_do_not_mix(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one run fills a folder or changes its name, another is refused, and takes nothing away."""
    folder = tmp_path / "copy"
    fill(folder, "old")
    rename = Path.rename

    def late(path: Path, to: Path) -> Path:
        if moment in (path.suffix, to.suffix):
            with pytest.raises(Conflict, match="another run"):
                fill(folder, "other")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", late)
    with replacing(folder) as part:
        (part / "index.html").write_text("new")
        with pytest.raises(Conflict, match="another run"), replacing(folder):
            pass
        mark(part, {})
    assert (folder / "index.html").read_text() == "new"


def test_many_runs_at_once_take_turns(tmp_path: Path) -> None:
    """Each either makes its copy or is told that another run is at it; in the end one whole copy stands."""

    def run(name: int) -> list[str]:
        told = []
        for _ in range(20):
            try:
                fill(tmp_path / "copy", f"by {name}")
                told.append("made")
            except Conflict:
                told.append("refused")
        return told

    with ThreadPoolExecutor(4) as pool:
        told = {outcome for each in pool.map(run, range(4)) for outcome in each}
    assert "made" in told
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    assert (tmp_path / "copy" / "index.html").read_text().startswith("by ")


def test_a_lock_that_is_just_being_given_up_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opened it before it went away takes a new one, which all others see."""
    locks: list[Path] = []
    flock = fcntl.flock

    def given_up(handle: int, how: int) -> None:
        if not locks:
            locks.extend(tmp_path.glob(".*.lock"))
            locks[0].unlink()
        flock(handle, how)

    monkeypatch.setattr(fcntl, "flock", given_up)
    with replacing(tmp_path / "copy") as part:
        mark(part, {})
        assert locks[0].exists()
