"""The package asks for what it uses, and uses what it asks for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Not imported by name: the two servers are started as programs, psycopg is chosen by a database's address.
STARTED = {"granian", "gunicorn", "psycopg"}


def normal(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """The distributions that the package's modules import from."""
    modules: set[str] = set()
    for path in (ROOT / "registry").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module)
    outside = {module.partition(".")[0] for module in modules} - set(sys.stdlib_module_names) - {"registry"}
    homes = packages_distributions()
    return {normal(homes[module][0]) for module in outside}


def test_every_dependency_is_used_and_declared() -> None:
    """No package rides along unused, and none is there only because another one happens to need it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = chain(project["dependencies"], *project["optional-dependencies"].values())
    declared = {normal(re.split(r"[^\w.-]", line)[0]) for line in lines}
    assert declared - STARTED == imported()
