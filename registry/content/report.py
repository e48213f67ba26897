"""What reading one text brings up: its problems, and what it mentions of other texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from registry.errors import Problem

MAX_PROBLEMS = 500
"""A text with more mistakes than this is not the kind of file that it is taken for."""


class Mentioned(StrEnum):
    """As what one text names something that must exist in another."""

    WAS = "was"
    JUDGED = "judged"
    CONTINUES = "continues"
    UNCONFIRMED = "unconfirmed"
    REMOVED = "removed"
    CONDUCT_ABOUT = "conduct about"
    REPLY_ABOUT = "reply about"
    LAB = "lab"
    JOINED_CLAUSE = "joined clause"
    SUPERSEDED_BY = "superseded_by"
    FORMERLY = "formerly"
    DATED = "dated"

    @property
    def key(self) -> str:
        """The key under which the text names it."""
        return _KEYS.get(self.value, self.value)


_KEYS = {"conduct about": "about", "reply about": "about", "joined clause": "clauses"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of something that must exist elsewhere, and the line that it stands on."""

    sort: Mentioned
    line: int
    target: str


class Report:
    """Gathers problems and mentions while one text is read."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.mentions: list[Mention] = []
        self.whole = True
        """Whether all values could be taken. What is lost may be just what something else seems to lack."""

    @property
    def full(self) -> bool:
        """Whether more problems would not be listed."""
        return len(self.problems) > MAX_PROBLEMS

    def problem(self, line: int, message: str) -> None:
        """Note a mistake; after MAX_PROBLEMS only that there are more."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.path, line, message))
        elif len(self.problems) == MAX_PROBLEMS:
            self.problems.append(
                Problem(self.path, line, f"more than {MAX_PROBLEMS} mistakes; the rest are not listed")
            )

    def mention(self, sort: Mentioned, line: int, target: str) -> None:
        """Note that the text names `target`."""
        self.mentions.append(Mention(sort, line, target))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, if any is."""
    found = process.extractOne(word[:100], list(known), scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """The end of a message on an unknown word: the nearest known one, or else all of them if they are few."""
    choices = list(known)
    return suggestion(nearest(word, choices), choices)


def suggestion(found: str | None, choices: Collection[str]) -> str:
    """The end of such a message where the nearest known word, if any, has been found."""
    if found is not None:
        return f"; did you mean `{found}`?"
    if 0 < len(choices) <= 30:
        return f"; known: {', '.join(choices)}"
    return ""
