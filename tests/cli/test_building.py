"""`registry build`: a copy of the site in a folder that is free for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registry.cli import building
from registry.desk.copying import MARK
from registry.web.copies import Copied, Copy
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


def test_a_folder_in_use_is_refused(stocked: Command, tmp_path: Path) -> None:
    """A folder that holds other things is named, and left as it is."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    result = stocked("build", tmp_path / "thesis")
    assert (result.exit_code, "no earlier copy" in result.stderr) == (2, True)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"
