"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from registry.cli import main
from registry.settings import settings_table

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table() -> None:
    """The table of settings is the one that the code reads, name, default and meaning."""
    for name, default, meaning in settings_table():
        shown = f" `{default}`" if default else ""
        assert f"| `{name}` |{shown} | {meaning} |" in README


def test_every_command_is_named() -> None:
    """Each subcommand of `registry` is in the README."""
    assert [name for name in main.commands if f"registry {name}" not in README] == []


def test_links_and_pictures_lead_somewhere() -> None:
    """Each relative link and picture of the README and the pages under docs/ is there."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []
