"""The errors that the registry raises for a person to read, and the problems found in texts.

RegistryError
├── ProblemsFound     texts that do not read as a catalogue; carries every Problem
├── NotFound          an address, lab, document, standard or revision that is not on record
│   └── NoSuchPage    a list has not so many pages; `pages` says how many it has
├── BadValue          an argument that has no meaning: a malformed date, an unknown filter value
├── Refused           someone asks for what they may not do; the message says why
├── TooMany           something was tried too often; `wait` says when it may be tried again
├── Conflict          somebody else was first: a file, a record or a submission is not what it was
├── DatabaseError     the database cannot be used as it is (newer software, damage)
└── Unavailable       a derived service (index, renderer) cannot answer just now
    └── Busy          as many are being served already as can be: nothing is wrong
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one text: where it is, what is wrong and what would be right."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class RegistryError(Exception):
    """The base of all errors whose text is written for the person who caused or meets them."""


class ProblemsFound(RegistryError):
    """Texts hold mistakes. `problems` lists every one of them, by path and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotFound(RegistryError):
    """Something was asked for by name that is not on record; `nearest` is the closest name that is."""

    def __init__(self, kind: str, name: str, *, nearest: str | None = None) -> None:
        self.kind = kind
        self.name = name
        self.nearest = nearest
        hint = f"; did you mean {nearest!r}?" if nearest else ""
        super().__init__(f"no {kind} {name!r} is on record{hint}")


class NoSuchPage(NotFound):
    """A list has not so many pages; it has `pages`."""

    def __init__(self, number: int, *, pages: int) -> None:
        self.pages = pages
        super().__init__("page", str(number), nearest=str(pages))


class BadValue(RegistryError):
    """An argument has no meaning; the message says what would be right."""


class Refused(RegistryError):
    """Someone asks for what they may not do; the message says why, and who may."""


class TooMany(RegistryError):
    """Something was tried too often; it may be tried again after `wait`."""

    def __init__(self, message: str, *, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(message)


class Conflict(RegistryError):
    """Something has moved since it was looked at, and nothing was changed; `paths` names what is concerned."""

    def __init__(self, message: str, *, paths: Iterable[str] = ()) -> None:
        self.paths = tuple(paths)
        super().__init__(message)


class DatabaseError(RegistryError):
    """The database cannot be used as it is; the message says what to do."""


class Unavailable(RegistryError):
    """A derived service cannot answer just now and may later."""


class Busy(Unavailable):
    """As many are being served already as can be; nothing is wrong, and a place will soon be free."""
