"""The machine and the versions that figures belong to, in a line, without a name of either."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from importlib.metadata import version

_LIBRARIES = ("flask", "granian", "whoosh-reloaded", "weasyprint", "sqlalchemy", "pyyaml")


def described() -> str:
    """Cores, memory, how busy the machine is, and the versions of all that takes part."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        f"{os.cpu_count()} cores",
        f"{memory:.0f} GB",
        f"load {os.getloadavg()[0]:.1f} at the start",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in _LIBRARIES),
        f"SQLite {sqlite3.sqlite_version}",
        *(said for said in (_version("chromium", "--version"), _version("wrk", "-v")) if said),
    ]
    return ", ".join(parts)


def _version(program: str, option: str) -> str:
    """A program's name and version; empty where there is no such program."""
    if shutil.which(program) is None:
        return ""
    said = subprocess.run([program, option], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return f"{program} {found[0]}" if found else program
