"""How a use case tells of its progress: one short line at a time, to whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str], None]


def silent(_line: str) -> None:
    """Tell nobody."""
