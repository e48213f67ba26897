"""What the package does not do at all: open addresses, run shells, read objects back, make guessable secrets."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "registry"

CLIENTS = {
    "aiohttp", "asyncio", "ftplib", "http.client", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "ssl",
    "telnetlib", "urllib.request", "urllib3", "xmlrpc",
}  # fmt: skip
"""What opens a connection to somewhere."""

OBJECTS = {"dill", "marshal", "pickle", "shelve"}
"""What makes a program of bytes that it reads."""


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its path, as Python reads it."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imports() -> Iterator[tuple[str, str]]:
    """Each module of the package with each module that it imports."""
    for path, tree in trees().items():
        name = ".".join(("registry", *path.removesuffix(".py").split("/")))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield name, node.module
                yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)


def test_nothing_opens_an_address() -> None:
    """No address that anybody types, cites or uploads is ever asked for: no module can open a connection."""
    assert [pair for pair in imports() if pair[1] in CLIENTS] == []


def test_two_deeds_alone_add_to_the_ledger() -> None:
    """Accepting what was reviewed, and importing files: whatever else would add a revision has to change this line."""
    adding = {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "append" and ast.unparse(node.value) == "ledger"
    }
    assert adding == {"desk/importing.py", "desk/reviewing.py"}
    assert not [pair for pair in imports() if pair[1] == "registry.store.ledger.append"]


def test_nothing_reads_objects_back() -> None:
    """No bytes that somebody could have written are taken for Python objects."""
    assert [pair for pair in imports() if pair[1].partition(".")[0] in OBJECTS] == []


def test_processes_are_started_in_one_place() -> None:
    """For reading what people sent and for printing; `make check` sees that there is no shell."""
    assert {importer for importer, module in imports() if module == "subprocess"} == {
        "registry.publish.confined"
    }


def test_secrets_are_not_guessable() -> None:
    """Tokens come from `secrets`: the generator that can be predicted is used nowhere."""
    assert [pair for pair in imports() if pair[1] == "random"] == []
