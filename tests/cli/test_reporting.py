"""report and compare: PDFs in the place asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.desk.vouching import LARGEST
from tests.cli.conftest import Command
from tests.publish.reported import pages_of, text_of

REPORT = ("report", "conjecture", "--standard", "buying-time", "--as-of", "2024-06-30", "-o")


def test_a_report_is_written_where_asked(small_filled: Command, tmp_path: Path) -> None:
    """The lab, the standard, the day and the ledger's hash are in it; one line tells the file and its size.

    It bears the log's seal, by which it can be told from what somebody made of it.
    """
    path = tmp_path / "conjecture.pdf"
    done = small_filled(*REPORT, path)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"{path}: {len(path.read_bytes()) / 1024:.0f} kB\n"
    text = text_of(path.read_bytes())
    for said in ("Conjecture", "Buying time 1.0", "as of 30 June 2024", "Revision 1 of the record"):
        assert said in text
    assert small_filled.json("verify")["hash"] in text
    assert "c2sp.org/tlog-proof@v1" in text and "— lab-safety-registry " in text
    checked = small_filled("verify-export", path)
    assert checked.exit_code == 0, checked.stderr
    assert "This registry published this file" in checked.stdout and "Revision 1 of " in checked.stdout
    altered = bytearray(path.read_bytes())
    altered[len(altered) // 2] ^= 1
    path.write_bytes(altered)
    changed = small_filled("verify-export", path, "--json")
    assert changed.exit_code == 1
    assert '"finding": "changed"' in changed.stdout
    with path.open("r+b") as file:
        file.truncate(LARGEST + 1)
    large = small_filled("verify-export", path)
    assert large.exit_code == 2 and "larger than 25 MB" in large.stderr


def test_a_comparison_is_written_where_asked(filled: Command, tmp_path: Path) -> None:
    """With every lab and standard that was named."""
    path = tmp_path / "comparison.pdf"
    done = filled(
        "compare", "mistral", "zhipu", "--standard", "accountability", "--standard", "buying-time",
        "--since", "2024-01-01", "-o", path,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    text = text_of(path.read_bytes())
    assert "Mistral" in text and "Zhipu" in text
    assert "What changed from 1 January 2024" in text
    assert "ACCOUNTABILITY, VERSION 1.0 · BUYING TIME, VERSION 1.0" in text


def test_a_press_sheet_is_written_where_asked(small_filled: Command, tmp_path: Path) -> None:
    """On one page."""
    path = tmp_path / "sheet.pdf"
    done = small_filled("report", "conjecture", "--press-sheet", "--standard", "buying-time", "-o", path)
    assert done.exit_code == 0, done.stderr
    (page,) = pages_of(path.read_bytes())
    assert "Press sheet" in page and "Conjecture" in page


def test_a_change_memo_is_written_where_asked(filled: Command, tmp_path: Path) -> None:
    """Of the two versions that were named."""
    path = tmp_path / "memo.pdf"
    done = filled("memo", "anthropic", "responsible-scaling-policy", "3.3", "3.4", "-o", path)
    assert done.exit_code == 0, done.stderr
    assert "3.3 → 3.4" in pages_of(path.read_bytes())[0]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ("memo", "conjecture", "internal-infohazard-policy", "1", "2"),
            2,
            "no version '1' is on record",
        ),
        (("memo", "joint", "seoul", "1", "2"), 2, "no document 'seoul' is on record"),
        (("compare", "conjecture", "--standard", "buying-time"), 2, "2 to 6"),
        (
            ("compare", "conjecture", "conjectur", "--standard", "buying-time"),
            2,
            "did you mean 'conjecture'?",
        ),
        (("report", "conjecture", "redwood", "--standard", "buying-time"), 2, "add --press-sheet"),
        (("report", "conjecture", "--standard", "buying-tme"), 2, "did you mean 'buying-time'?"),
    ],
)
def test_what_cannot_be_reported_writes_nothing(
    small_filled: Command, tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    """Wrong names and numbers end with status 2 and what would be right, before any file is made."""
    result = small_filled(*arguments, "-o", tmp_path / "new.pdf")
    assert result.exit_code == status
    assert said in result.stderr
    assert not (tmp_path / "new.pdf").exists()


def test_a_place_that_cannot_be_written_is_said(small_filled: Command, tmp_path: Path) -> None:
    """Which file, and why."""
    result = small_filled(*REPORT, tmp_path / "nowhere" / "new.pdf")
    assert result.exit_code == 1
    assert "new.pdf cannot be written: No such file or directory" in result.stderr
