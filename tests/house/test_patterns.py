"""No regular expression of ours takes long over any text, least of all one that makes it go back and forth."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache

import registry

LENGTH = 20_000
MOST = 0.1
"""Seconds of processor time. A pattern that looks at each character once takes some thousandths of one."""

PIECES = (
    "a", "1", "_", " ", "\n", " \n", "\t", "-", ".", "'", '"', "[", "(", "<", "*", "`", "|", "&", "=", "/", ":", "\\",
    "a ", "a-", "a.", "- ", "a\n", "aA", ", ", "é", "[a](", "&amp;", "http://", "# ", "> ", "1. ", "<a ", "<!--",
)  # fmt: skip

BOUNDED = {
    ("registry.publish.search.words", "_ISE"),
    ("registry.publish.search.words", "_OUR"),
    ("registry.publish.search.words", "_YSE"),
    ("registry.publish.search.harvest", "_NAME_BREAK"),
}
"""Those that only ever see a word cut to `words.LONGEST` characters, or a title, which is one line."""

# They start a program where they are imported, or belong to Alembic.
NOT_IMPORTED = ("registry.__main__", "registry.store.migrations")


@cache
def patterns() -> dict[tuple[str, str], re.Pattern[str]]:
    """Every pattern at the top of a module, by module and name."""
    return {
        (module, name): value
        for module in modules()
        for name, value in vars(importlib.import_module(module)).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


def modules() -> Iterator[str]:
    """Every module of the package that can be imported by itself."""
    for found in pkgutil.walk_packages(registry.__path__, "registry."):
        if not found.name.startswith(NOT_IMPORTED):
            yield found.name


def slowest(pattern: re.Pattern[str]) -> float:
    """How long a search takes at most over one of the texts; stopped at the first that takes too long."""
    most = 0.0
    for piece in PIECES:
        text = piece * (LENGTH // len(piece)) + "\0"
        began = time.process_time()
        pattern.search(text)
        most = max(most, time.process_time() - began)
        if most > MOST:
            break
    return most


def test_no_pattern_takes_long() -> None:
    """Each is through with thousands of characters of anything within a tenth of a second; exceptions are named."""
    assert set(patterns()) >= BOUNDED
    tried = patterns().keys() - BOUNDED
    assert {name for name in tried if slowest(patterns()[name]) > MOST} == set()
