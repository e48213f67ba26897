"""`registry build`: a copy of the site in a folder that is free for it."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from registry.cli import building
from registry.desk.marking import MARK, SEAL, mark
from registry.web.context import head
from registry.web.copies import Copied, Copy
from registry.web.log import vouched
from tests.cli.conftest import Command


def test_it_says_what_it_wrote(stocked: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was copied, and of which revision, in a line; what stood there before is no longer in it."""

    def one_page(_app: object, folder: Path, **given: object) -> Copied:
        assert given["reports"] is True
        (folder / MARK).write_text("{}")
        return Copied(Copy(date(2026, 11, 21), 1, "0" * 64, "", reports=True), 1, 1, 2_000_000)

    monkeypatch.setattr(building, "copy_site", one_page)
    for _ in range(2):
        result = stocked("build", tmp_path / "copy", "--reports")
        assert (result.exit_code, result.stdout) == (
            0,
            f"{tmp_path / 'copy'}: revision 1 on 2026-11-21, 1 page, 1 file, 2.0 MB\n",
        )
        assert [path.name for path in (tmp_path / "copy").iterdir()] == [MARK]


def test_a_copy_can_be_told_to_be_ours(
    small_filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`verify-export` looks at every file of it, and names those that are not as they were made."""

    def one_page(app: Flask, folder: Path, **_: object) -> Copied:
        (folder / "index.html").touch()
        with app.test_request_context():
            seen = head()
            mark(folder, {}, vouch=partial(vouched, revision=seen.revision, digest=seen.hash))
        return Copied(Copy(date(2026, 11, 21), seen.revision, seen.hash, "", reports=False), 1, 4, 1000)

    monkeypatch.setattr(building, "copy_site", one_page)
    copy = tmp_path / "copy"
    assert small_filled("build", copy).exit_code == 0
    checked = small_filled("verify-export", copy)
    assert (checked.exit_code, "This registry published this file" in checked.stdout) == (0, True), (
        checked.stderr
    )
    assert checked.stdout.endswith("2 files as listed there, 0 not\n")

    (copy / "index.html").write_text("other")
    checked = small_filled("verify-export", copy)
    assert (
        checked.exit_code,
        "1 file as listed there, 1 not\nChanged: 'index.html'\n" in checked.stdout,
    ) == (
        1,
        True,
    )
    (copy / SEAL).unlink()
    checked = small_filled("verify-export", copy, "--json")
    assert (checked.exit_code, json.loads(checked.stdout)["finding"]) == (1, "not-ours")
    assert json.loads(checked.stdout)["files"]["changed"] == ["index.html"]


def test_a_folder_in_use_is_refused(stocked: Command, tmp_path: Path) -> None:
    """A folder that holds other things is named, and left as it is."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    result = stocked("build", tmp_path / "thesis")
    assert (result.exit_code, "no earlier copy" in result.stderr) == (2, True)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"
