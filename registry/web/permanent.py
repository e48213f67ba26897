"""Where what a page shows stays for good: its address with its own parameters, the day and the revision."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from flask import request

from registry.web.caching import PARAMETERS
from registry.web.context import here, view

_TIME = {"as_of", "revision"}
_TURNING = {"page", "before"}
"""Which part of a long list is shown; on another day that is another part."""


def own_parameters() -> tuple[tuple[str, str], ...]:
    """What the page was asked for beside day, revision and part of a list: filters, labs, a standard."""
    kept = PARAMETERS - _TIME - _TURNING
    return tuple((name, value) for name, value in request.args.items(multi=True) if name in kept and value)


def todays_address() -> str:
    """This very page on today's day, at the newest revision."""
    return _with_query(here(), own_parameters())


def permanent_address(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The address of what a page shows now, which shows the same ever after."""
    seen = view()
    time = (("as_of", seen.as_of.isoformat()), ("revision", str(seen.snapshot.revision)))
    return _with_query(quote(path, safe="/.-_~", errors="replace"), (*sorted(parameters), *time))


def _with_query(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    query = urlencode(tuple(parameters), safe=",", errors="replace")
    return f"{path}?{query}" if query else path
