"""The wheel is the whole registry: code, templates, static files, the catalogue and the standards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ("templates", "static", "labs", "standards")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is unpacked into, as an installer would."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, here: Path, *arguments: str) -> str:
    """What Python prints, having ended well, when only the unpacked wheel and its libraries can be found."""
    # The checkout is on the path of the tests' own Python; the unpacked wheel comes first, and says so below.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=here, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_everything_that_is_not_python_is_inside(wheel: Path) -> None:
    """Each file of the checkout's four folders is in the wheel, under registry/_data."""
    files = [path for folder in CONTENT for path in (ROOT / folder).rglob("*") if path.is_file()]
    expected = {f"registry/_data/{path.relative_to(ROOT).as_posix()}" for path in files}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert expected - names == set()
    assert {Path(name).parts[2] for name in expected} == set(CONTENT)


def test_it_carries_the_licence_and_the_command(wheel: Path) -> None:
    """An installer makes the `registry` command of it, and the licence travels along."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "registry = registry.cli:main" in archive.read(entry).decode()
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_building_twice_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """Whoever builds the same checkout gets the same wheel."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    (again,) = tmp_path.glob("*.whl")
    assert again.read_bytes() == wheel.read_bytes()


def test_it_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """Away from any checkout, its own catalogue is found, reads without a mistake, and is scored."""
    where = run(installed, tmp_path, "-c", "import registry.settings as s; print(s.data_root())")
    assert Path(where.strip()) == installed / "registry" / "_data"
    run(installed, tmp_path, "-m", "registry", "check")
    card = run(
        installed, tmp_path, "-m", "registry", "score", "anthropic", "--standard", "buying-time", "--json"
    )
    assert json.loads(card)["lab"] == "anthropic"
