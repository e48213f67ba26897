"""A copy of the site tells which files it had, and whether they are still what they were."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from registry.desk.marking import MARK, SEAL, SUMS, compared, mark
from registry.errors import BadValue

CHECK = ("sha256sum", "-c", "--strict", "--quiet", SUMS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A finished copy of two pages."""
    for name in ("index.html", "labs/page=2&lab=a b/index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    mark(tmp_path, {"revision": 1}, vouch=lambda listed: f"{len(listed)} bytes are ours")
    return tmp_path


def test_every_file_is_listed(copy: Path) -> None:
    """By path, as `sha256sum -c` reads it, but the list itself and the word under it, which was given for its bytes."""
    assert subprocess.run(CHECK, cwd=copy, check=False).returncode == 0
    listed = (copy / SUMS).read_text()
    names = [line.split("  ")[1] for line in listed.splitlines()]
    assert names == [MARK, "index.html", "labs/page=2&lab=a b/index.html"]
    assert (copy / SEAL).read_text() == f"{len(listed)} bytes are ours"
    assert (compared(copy).same, compared(copy).differing) == (3, ())


def test_what_differs_is_told(copy: Path) -> None:
    """A file that is another one, one that is gone and one that came, whatever bytes its name has."""
    (copy / "index.html").write_text("other")
    (copy / MARK).unlink()
    (copy / "new\udcff.html").touch()
    found = compared(copy)
    assert (found.changed, found.missing, found.added, found.same) == (
        ("index.html",),
        (MARK,),
        ("new\N{REPLACEMENT CHARACTER}.html",),
        1,
    )
    assert found.differing == (MARK, "index.html", "new\N{REPLACEMENT CHARACTER}.html")
    assert subprocess.run(CHECK, cwd=copy, check=False, capture_output=True).returncode == 1


def test_a_link_is_no_file_of_a_copy(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A linked folder, a link in a file's place and a pipe are told: a server would show what lies behind them."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "index.html").write_text((copy / "index.html").read_text(), encoding="utf-8")
    (copy / "added").symlink_to(elsewhere)
    os.mkfifo(copy / "pipe")
    (copy / "index.html").unlink()
    (copy / "index.html").symlink_to(elsewhere / "index.html")
    found = compared(copy)
    assert (found.changed, found.added) == (("index.html",), ("added", "pipe"))


@pytest.mark.parametrize("listed", [None, b"", b"0123  index.html\n", b"\xff"])
def test_what_has_no_list_is_no_copy(copy: Path, listed: bytes | None) -> None:
    """A folder without one, or with one that cannot be read."""
    (copy / SUMS).unlink()
    if listed is not None:
        (copy / SUMS).write_bytes(listed)
    with pytest.raises(BadValue, match="no copy of the site"):
        compared(copy)


def test_nobody_need_vouch(tmp_path: Path) -> None:
    """Where the log gives no word there is none."""
    mark(tmp_path, {}, vouch=lambda _: "")
    assert not (tmp_path / SEAL).exists()
