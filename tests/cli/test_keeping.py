"""check, import, export, verify, backup, restore, reindex as a person runs them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import TREE, Command

LAB = "labs/conjecture/lab.md"
POLICY = "labs/conjecture/internal-infohazard-policy/document.md"
ESSAY = "labs/conjecture/cognitive-emulation/document.md"
Edit = Callable[[str, str, str], Path]


def texts(folder: Path) -> dict[str, bytes]:
    """Every record below a folder, byte for byte."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("labs", "standards")
        for path in (folder / name).rglob("*.*")
        if path.name != "README.md"
    }


def test_the_shipped_catalogue_has_no_mistakes(command: Command) -> None:
    """`registry check` of what we ship: nothing to report, status 0."""
    assert command.json("check", TREE) == []


def test_every_mistake_is_named_in_one_run(command: Command, edit: Edit) -> None:
    """Three broken files give three lines of path:line: message and status 1; as JSON the same."""
    edit(POLICY, "kind: policy", "kind: polcy")
    edit(LAB, "country: GB", "contry: GB")
    tree = edit("standards/buying-time.yaml", "version:", "version: '1'\nversion:")
    result = command("check", tree)
    lines = result.stdout.splitlines()
    assert (result.exit_code, len(lines)) == (1, 3)
    assert lines[0].startswith(f"{POLICY}:") and "policy" in lines[0]
    assert lines[1].startswith(f"{LAB}:") and "country" in lines[1]
    found = json.loads(command("check", tree, "--json").stdout)
    assert [f"{item['path']}:{item['line']}: {item['message']}" for item in found] == lines


def test_import_of_a_broken_tree_changes_nothing(stocked: Command, small: Path, edit: Edit) -> None:
    """Mistakes end an import with status 1 and every one named; the ledger is as it was."""
    result = stocked("import", edit(POLICY, "kind: policy", "kind: polcy"))
    assert result.exit_code == 1
    assert POLICY in result.stderr
    assert "Nothing has changed" in stocked("import", small).stdout


def test_import_makes_one_revision_of_just_what_changed(stocked: Command, tree: Path, edit: Edit) -> None:
    """Two edited files and one that is gone are one revision of three changes; a second import makes none."""
    assert "Nothing has changed" in stocked("import", tree).stdout
    edit(LAB, "name: Conjecture", "name: Conjectures")
    edit(ESSAY, "kind: statement", "kind: policy")
    (tree / "labs/conjecture/open-questions.md").unlink()
    assert "Revision 2: 0 added, 2 changed, 1 gone" in stocked("import", tree).stdout
    assert "Nothing has changed" in stocked("import", tree).stdout


def test_export_import_export_is_byte_identical(small_filled: Command, small: Path, tmp_path: Path) -> None:
    """What is exported equals the files that came in, and comes out of a second database the same again."""
    assert small_filled("export", tmp_path / "first").exit_code == 0
    second = Command(tmp_path / "data-2")
    assert second("import", tmp_path / "first").exit_code == 0
    assert second("export", tmp_path / "second").exit_code == 0
    assert texts(small) == texts(tmp_path / "first") == texts(tmp_path / "second")


def test_a_folder_without_a_catalogue_is_refused(command: Command, tmp_path: Path) -> None:
    """A folder that holds neither labs/ nor standards/ is not read as an empty catalogue."""
    result = command("import", tmp_path)
    assert result.exit_code == 2
    assert "labs/ and standards/" in result.stderr


def test_the_shipped_catalogue_verifies(filled: Command) -> None:
    """Chain, tables and index of all that is on record are what a fresh derivation gives."""
    assert filled("verify").exit_code == 0


def test_verify_passes_and_names_what_an_operator_changed(stocked: Command) -> None:
    """A text altered by hand behind the triggers is found, and the revision is named."""
    assert stocked("verify").exit_code == 0
    with sqlite3.connect(stocked.data / "registry.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE entry SET text = text || ' ' WHERE path = 'labs/conjecture/lab.md'")
    database.close()
    result = stocked("verify")
    assert result.exit_code == 1
    assert LAB in result.stdout and "revision 1" in result.stdout


def test_verify_of_nothing_does_not_pass(command: Command) -> None:
    """A mistyped data folder holds no ledger: that is a finding, not a sound record."""
    result = command("verify")
    assert result.exit_code == 1
    assert "holds no ledger" in result.stdout


def test_an_export_carries_the_checkpoint(stocked: Command, tmp_path: Path) -> None:
    """Beside labs/ and standards/, the same each time; an import does not see it, and an older one is replaced."""
    out = tmp_path / "out"
    assert stocked("export", out).exit_code == 0
    note = (out / "checkpoint.txt").read_text(encoding="utf-8")
    assert note.startswith("lab-safety-registry\n1\n")
    assert stocked("export", out).exit_code == 0
    assert (out / "checkpoint.txt").read_text(encoding="utf-8") == note
    (out / LAB).write_text(
        (out / LAB).read_text(encoding="utf-8").replace("Conjecture", "Conjectures"), encoding="utf-8"
    )
    assert "Revision 2: 0 added, 1 changed, 0 gone" in stocked("import", out).stdout
    assert stocked("check", out).exit_code == 0
    assert stocked("export", out).exit_code == 0
    assert (out / "checkpoint.txt").read_text(encoding="utf-8").startswith("lab-safety-registry\n2\n")
    (out / "checkpoint.txt").unlink()
    (out / "checkpoint.txt").mkdir()
    refused = stocked("export", out)
    assert refused.exit_code == 2 and "checkpoint.txt cannot be written" in refused.stderr


def test_verify_compares_with_a_checkpoint_kept_elsewhere(stocked: Command, tmp_path: Path) -> None:
    """Of this ledger it passes; of another it is named. An older backup put back is found by the keys alone."""
    for folder in ("one", "two"):
        assert stocked("export", tmp_path / folder).exit_code == 0
    kept = tmp_path / "one" / "checkpoint.txt"
    assert stocked("verify", "--checkpoint", kept).exit_code == 0
    assert stocked("backup", tmp_path / "old").exit_code == 0
    edited = tmp_path / "two" / LAB
    edited.write_text(
        edited.read_text(encoding="utf-8").replace("Conjecture", "Conjectures"), encoding="utf-8"
    )
    assert stocked("import", tmp_path / "two").exit_code == 0
    for path in stocked.data.glob("registry.db*"):
        path.unlink()
    restored = stocked("restore", tmp_path / "old")
    assert restored.exit_code == 0
    assert "the log is not signed: the ledger ends at revision 1" in restored.stderr
    assert "revision 2 is missing" in stocked("verify").stdout
    other = Command(tmp_path / "other")
    assert other("import", tmp_path / "two").exit_code == 0
    result = other("verify", "--checkpoint", kept)
    assert result.exit_code == 1
    assert f"{kept}: revision 1 is not what the checkpoint of revision 1 was signed over" in result.stdout


def test_a_text_is_removed_on_an_order(stocked: Command, tree: Path, edit: Edit) -> None:
    """Asked again, refused while it is the present one, then gone for good; what holds words of it still is named."""
    remove = ("remove-text", 1, LAB, "--order", "Order 7 of the court")
    assert stocked(*remove).exit_code == 1  # nobody said yes
    refused = stocked(*remove, "--yes")
    assert refused.exit_code == 1 and "still has this text" in refused.stderr
    edit(LAB, "name: Conjecture", "name: Conjectures")
    assert stocked("import", tree).exit_code == 0
    edit(LAB, "Conjecture AI", "Conjecture Labs")
    assert stocked("import", tree).exit_code == 0
    done = stocked(*remove, "--yes").stdout
    assert "is removed" in done
    assert "Words of it that the present record has not are still in the table entry: rows 1." in done
    assert stocked("verify").exit_code == 0
    assert stocked(*remove, "--yes").exit_code == 2
    assert stocked("remove-text", 1, LAB).exit_code == 2  # without an order


def test_the_log_gets_a_new_key_and_goes_on(stocked: Command, tmp_path: Path) -> None:
    """A rehearsal of a lost or stolen key: asked again, then both keys stand under one note, and all verifies."""
    assert stocked("renew-log-key").exit_code == 1  # nobody said yes
    assert stocked("export", tmp_path / "before").exit_code == 0
    done = stocked("renew-log-key", "--yes")
    assert done.exit_code == 0
    assert done.stdout.startswith("lab-safety-registry+")
    assert len([line for line in done.stdout.splitlines() if line.startswith("— ")]) == 2
    assert stocked("verify", "--checkpoint", tmp_path / "before" / "checkpoint.txt").exit_code == 0
    again = stocked("renew-log-key", "--yes").stdout
    assert again.splitlines()[0] != done.stdout.splitlines()[0]


def test_a_backup_restores_into_an_empty_database(small_filled: Command, tmp_path: Path) -> None:
    """The restored ledger verifies and has the same head."""
    assert small_filled("backup", tmp_path / "registry.backup").exit_code == 0
    other = Command(tmp_path / "other")
    assert other("restore", tmp_path / "registry.backup").exit_code == 0
    heads = {found("verify").stdout.strip().rsplit(" ", 1)[1] for found in (small_filled, other)}
    assert len(heads) == 1


def test_a_damaged_index_is_answered_from_a_new_one(stocked: Command) -> None:
    """With every index file cut short, a search makes the index anew and finds the same."""
    before = stocked.json("search", "infohazard")
    assert before["hits"]
    for path in (stocked.data / "index").rglob("*"):
        if path.is_file():
            os.truncate(path, path.stat().st_size // 2)
    assert stocked.json("search", "infohazard") == before


@pytest.mark.parametrize(
    "name",
    [
        "check",
        "import",
        "export",
        "score",
        "changes",
        "search",
        "report",
        "compare",
        "verify",
        "serve",
        "remove-text",
        "renew-log-key",
    ],
)
def test_help_teaches(command: Command, name: str) -> None:
    """Every command explains itself in more than its name."""
    result = command(name, "--help")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 6
