"""Deciders: which role or body a promise names as deciding, whether that is one person, and since when.

Whether words name one person is read from them by a rule, so it can be wrong; the words always stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from registry.core.classify import collapsed
from registry.core.compare import Change
from registry.core.history import Tenure
from registry.core.records import Act, Clause

NAMES_KEPT = 4096
"""How many names are not read again; most promises of a lab name the same few."""

_OFFICES = frozenset(
    "ceo cto coo ciso cso officer chief president chair chairman chairwoman chairperson director leader scientist "
    "manager coordinator founder".split()
)
_BODIES = frozenset(
    "all any board committee council department directors executives experts function group internal leaders "
    "leadership members office officers organisation organization panel staff team teams trust trustees".split()
)
_WORD = re.compile(r"[a-z]+")
_APART = re.compile(r"\bor\b|[,;/()]")
_TOGETHER = re.compile(r"\band\b")


@dataclass(frozen=True, slots=True)
class Decider:
    """A role or body, as the clauses name it, with the clauses that name it."""

    name: str
    clauses: tuple[Tenure, ...]

    @property
    def since(self) -> date:
        """The day since which one of those clauses has named it without a break."""
        return min(named_since(tenure) for tenure in self.clauses)

    @property
    def alone(self) -> bool:
        """Whether the words name one person who can decide without others."""
        return is_one_person(self.name)

    @property
    def waivable(self) -> int:
        """How many of the clauses leave a way out."""
        return sum(tenure.clause.waiver is not None for tenure in self.clauses)


def deciders(held: Iterable[Tenure]) -> tuple[Decider, ...]:
    """Those whom the clauses name, the most often named first; names that differ in capitals alone are one."""
    named: dict[str, list[Tenure]] = {}  # shown as first written
    for tenure in held:
        if tenure.clause.decided_by:
            named.setdefault(_key(tenure.clause.decided_by), []).append(tenure)
    found = (Decider(collapsed(same[0].clause.decided_by), tuple(same)) for same in named.values())
    return tuple(sorted(found, key=lambda item: (-len(item.clauses), item.name)))


def named_since(tenure: Tenure) -> date:
    """The day since which the clause has named whom it names, without a break and while the lab held it."""
    name = _key(tenure.clause.decided_by)
    since = tenure.start
    for standing in tenure.standing.chain:
        if _key(standing.clause.decided_by) != name:
            break
        since = standing.holder.date.first
    return max(since, tenure.since)


def renamed(changes: Iterable[Change], *, on: date) -> tuple[Change, ...]:
    """The changes up to a day in which a promise came to name somebody else, somebody, or nobody; in the order given.

    Those of a document's first version are left out: nothing was there before.
    """
    return tuple(
        change
        for change in changes
        if change.date.first <= on
        and change.from_version is not None
        and _named_in(change.before) != _named_in(change.after)
    )


def waived_by_one(clause: Clause) -> bool:
    """Whether one person can set a promise aside, as its words have it.

    Its way out names one person, or it leaves one and the person who decides is one.
    """
    if clause.waiver is None:
        return False
    return is_one_person(clause.waiver) or is_one_person(clause.decided_by or "")


@lru_cache(maxsize=NAMES_KEPT)
def is_one_person(words: str) -> bool:
    """Whether one of the alternatives that the words name is the holder of one office.

    `CEO or designee` is, and `Chief Scientist, by delegation from the CEO`; `CEO and Responsible Scaling Officer` are
    two, who decide together; a board of directors, a committee or executive officers are a body.
    """
    return any(_is_one(part) for part in _APART.split(words.lower()))


def _is_one(words: str) -> bool:
    kinds = [list(_kinds(part)) for part in _TOGETHER.split(words)]
    first = [found[0] for found in kinds if found]
    return first == [True]


def _kinds(words: str) -> Iterator[bool]:
    """For each run of words that names somebody, in order: an office, or a body, as its last word says: group chair."""
    end = None
    for found in _WORD.finditer(words):
        if found[0] not in _OFFICES and found[0] not in _BODIES:
            continue
        if end is not None and words[end[0] : found.start()].strip():
            yield end[1]
        end = found.end(), found[0] in _OFFICES
    if end is not None:
        yield end[1]


def _named_in(clause: Clause | None) -> str:
    return _key(clause.decided_by) if clause is not None and clause.act is Act.PROMISE else ""


@lru_cache(maxsize=NAMES_KEPT)
def _key(name: str | None) -> str:
    return collapsed(name).casefold()
