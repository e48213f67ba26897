"""Where what a page shows stays for good: its address with its own parameters, the day and the revision."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from registry.web.context import here, view
from registry.web.queries import TIME, sent, with_query

_TURNING = {"page", "before"}
"""Which part of a long list is shown; on another day that is another part."""


def own_parameters() -> tuple[tuple[str, str], ...]:
    """What the page was asked for beside day, revision and part of a list: filters, labs, a standard."""
    return tuple(pair for pair in sent() if pair[0] not in TIME | _TURNING)


def todays_address() -> str:
    """This very page on today's day, at the newest revision."""
    return with_query(here(), own_parameters())


def permanent_address(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The address of what a page shows now, which shows the same ever after."""
    seen = view()
    time = (("as_of", seen.as_of.isoformat()), ("revision", str(seen.snapshot.revision)))
    return with_query(quote(path, safe="/.-_~", errors="replace"), sorted((*parameters, *time)))
