"""Mistakes found in texts, as other programs read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from registry.errors import Problem


class ProblemJson(TypedDict):
    """One mistake: in which text, on which line, what is wrong and what would be right."""

    path: str
    line: int
    message: str


def problems_json(problems: Iterable[Problem]) -> list[ProblemJson]:
    """Problems by path and line."""
    return [{"path": item.path, "line": item.line, "message": item.message} for item in problems]
