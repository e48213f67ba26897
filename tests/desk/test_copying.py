"""A folder takes the place of an earlier one as a whole, or not at all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from registry.desk.copying import MARK, mark, replacing
from registry.errors import BadValue, Conflict

_KILLED = """
import os, pathlib, signal
from registry.desk import copying
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
moment = {moment!r}
if moment == "between":
    rename = pathlib.Path.rename
    def once(path, target):
        if path.name.endswith(".part"): die()
        return rename(path, target)
    pathlib.Path.rename = once
with copying.replacing(pathlib.Path({folder!r})) as part:
    (part / "half.html").write_text("half")
    if moment == "filling": die()
"""


def fill(folder: Path, text: str) -> None:
    """Make a copy of one page."""
    with replacing(folder) as part:
        (part / "index.html").write_text(text, encoding="utf-8")
        mark(part, {"revision": 1})


def test_a_new_copy_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Nothing of the earlier copy stays, and nothing else is left beside it; each file's hash is in the new one."""
    fill(tmp_path / "copy", "old")
    (tmp_path / "copy" / "gone.html").touch()
    fill(tmp_path / "copy", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {"index.html", MARK}
    about = json.loads((tmp_path / "copy" / MARK).read_text())
    assert about == {"revision": 1, "sha256": {"index.html": sha256(b"new").hexdigest()}}


@pytest.mark.parametrize("moment", ["filling", "between"])
def test_a_killed_run_leaves_the_old_copy_whole(moment: str, tmp_path: Path) -> None:
    """Killed while filling, the old copy stands. Killed between two names, the next run, even a vain one, finds it."""
    folder = tmp_path / "copy"
    fill(folder, "old")
    code = _KILLED.format(moment=moment, folder=str(folder))
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert folder.is_dir() == (moment == "filling")
    with pytest.raises(RuntimeError), replacing(folder):
        raise RuntimeError
    assert (folder / "index.html").read_text() == "old"
    fill(folder, "new")
    assert sorted(path.name for path in folder.iterdir()) == [MARK, "index.html"]


def test_what_is_no_copy_is_left_alone(tmp_path: Path) -> None:
    """A folder with other things in it and a file are refused and stay as they are; an empty folder is taken."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    for folder in (tmp_path / "thesis", tmp_path / "thesis" / "chapter.txt"):
        with pytest.raises(BadValue, match="no earlier copy"), replacing(folder):
            pass
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    fill(tmp_path / "empty", "new")


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    """While one run fills a folder another is refused, and takes nothing away."""
    with replacing(tmp_path / "copy") as part:
        (part / "index.html").touch()
        with pytest.raises(Conflict), replacing(tmp_path / "copy"):
            pass
        assert (part / "index.html").exists()
