"""What constant queries said last: a database is asked again only where something was committed to it since."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple

from registry.store.bell import Bell

TRUSTED = 0.5
"""Seconds after which a database is asked even so: somebody may write to it with other tools, which ring no bell."""


class Seen(NamedTuple):
    """What a query gave, at which mark of the bell, and until when that is believed."""

    mark: int
    until: float
    value: Any


class Glances:
    """The last answers to constant queries. Threads may share one.

    The bell is looked at before the database is asked, so its mark can only be older than the answer: a turn that ends
    between the two brings the question once more, never an old answer.
    """

    def __init__(self, ask: Callable[[str], Any], bell: Bell) -> None:
        self._ask = ask
        self._bell = bell
        self._seen: dict[str, Seen] = {}

    def value(self, query: str) -> Any:
        """What the query gives now."""
        mark = self._bell.mark()
        seen = self._seen.get(query)
        if seen is not None and seen.mark == mark and monotonic() < seen.until:
            return seen.value
        until = monotonic() + TRUSTED
        value = self._ask(query)
        if mark is None:
            self._bell.hang()
        else:
            self._seen[query] = Seen(mark, until, value)
        return value

    def forget(self) -> None:
        """Begin anew: another database may come to lie where this one was."""
        self._bell.take_down()
        self._seen.clear()
