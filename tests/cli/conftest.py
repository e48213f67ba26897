"""A command line on a data folder of its own, in this process or as a program."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from registry.cli import main, running
from registry.settings import data_root

TREE = data_root()


@dataclass(frozen=True)
class Command:
    """Runs `registry` on one data folder."""

    data: Path

    def __call__(self, *arguments: object) -> Result:
        """Run and give what came out, whatever the status."""
        environ = {"REGISTRY_DATA_DIR": str(self.data), "REGISTRY_DATABASE_URL": ""}
        return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environ)

    def json(self, *arguments: object) -> Any:
        """Run with --json and read standard output; the status must be 0."""
        result = self(*arguments, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)


class Noon(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Noon:
        """Always the same moment, in whatever year the tests run."""
        return cls(2026, 11, 21, 12, tzinfo=UTC).astimezone(tz)


@pytest.fixture(scope="session", autouse=True)
def today() -> Iterator[None]:
    """Commands run on 21 November 2026: what they say of today does not depend on the day of the tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "datetime", Noon)
        yield


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A command line whose database holds the real catalogue. For tests that only read."""
    command = Command(tmp_path_factory.mktemp("data"))
    assert command("import", TREE).exit_code == 0
    return command


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """A command line on an empty data folder."""
    return Command(tmp_path / "data")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of one lab with the shipped standards, for what does not depend on how much is on record."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(TREE / "standards", folder / "standards")
    shutil.copytree(TREE / "labs" / "conjecture", folder / "labs" / "conjecture")
    return folder


@pytest.fixture(scope="session")
def small_filled(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A command line whose database holds the small catalogue. For tests that only read."""
    command = Command(tmp_path_factory.mktemp("small-data"))
    assert command("import", small).exit_code == 0
    return command


@pytest.fixture
def stocked(small_filled: Command, tmp_path: Path) -> Command:
    """A command line whose database holds the small catalogue, for a test that changes it."""
    shutil.copytree(small_filled.data, tmp_path / "data")
    return Command(tmp_path / "data")


@pytest.fixture
def tree(small: Path, tmp_path: Path) -> Path:
    """A copy of the small catalogue that a test may change."""
    return Path(shutil.copytree(small, tmp_path / "tree"))


@pytest.fixture
def edit(tree: Path) -> Callable[[str, str, str], Path]:
    """Replace one piece of text in one file of the copy."""

    def replace(path: str, old: str, new: str) -> Path:
        file = tree / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tree

    return replace
