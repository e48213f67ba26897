"""Queries: which parameters of its address each page reads, said at its view, and the one form they are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

V = TypeVar("V", bound=Callable[..., Any])

Pairs = tuple[tuple[str, str], ...]

TIME = frozenset(("as_of", "revision"))
"""What every page reads but those that say that they are of no day."""

LISTS = frozenset(("labs", "topics"))
"""Parameters of several values: separated by commas or sent one by one, they ask for the same."""

_MARK = "_reads"


@dataclass(frozen=True, slots=True)
class Reads:
    """The parameters that a page reads. With `every` it looks at all, and refuses those that it does not know."""

    names: frozenset[str]
    every: bool = False


_NOTHING = Reads(frozenset())
_TIME_ALONE = Reads(TIME)


def reads(*names: str, timeless: bool = False, every: bool = False) -> Callable[[V], V]:
    """Mark a view by what it reads beside day and revision; `timeless`, in their place. One without reads these two."""
    return _marked(Reads(frozenset(names) | (frozenset() if timeless else TIME), every))


def reads_as(endpoint: str) -> Callable[[V], V]:
    """Mark a view as another form of a page: it reads what the page reads."""
    return _marked(endpoint)


def reads_of(endpoint: str | None, app: Flask | None = None) -> Reads:
    """What a page reads; nothing where there is no page."""
    view = (app or current_app).view_functions.get(endpoint or "")
    found: Reads | str = getattr(view, _MARK, _TIME_ALONE if view else _NOTHING)
    return reads_of(found, app) if isinstance(found, str) else found


def sent() -> Pairs:
    """What the request sends of the parameters that its page reads, in their one form."""
    return in_one_form(request.args.items(multi=True), reads_of(request.endpoint))


def in_one_form(pairs: Iterable[tuple[str, str]], known: Reads) -> Pairs:
    """Of a query what a page reads, by name, without empty values and the blanks around others.

    Queries that come to the same ask for the same. Where a page looks at everything, everything stays.
    """
    by_name = sorted(pairs, key=itemgetter(0))
    if known.every:
        return tuple(by_name)
    return tuple(
        (name, value)
        for name, same in groupby(by_name, key=itemgetter(0))
        if name in known.names
        for value in _written(name, [value for _, value in same])
    )


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """An address of a path, which is quoted, and parameters, which are not yet."""
    query = urlencode(tuple(pairs), safe=",", errors="replace")
    return f"{path}?{query}" if query else path


def values(given: Iterable[str]) -> tuple[str, ...]:
    """What was sent under one name, without empty values and the blanks around others."""
    return tuple(filter(None, map(str.strip, given)))


def parts(given: Iterable[str]) -> tuple[str, ...]:
    """Every value of a list, in the order sent, repeated or separated by commas."""
    return values(part for value in given for part in value.split(","))


def query_at(app: Flask) -> Callable[[str, str], str | None]:
    """Gives the one form of a query at a path, both as WSGI has them; None where no page answers there.

    What the page there does not read is left out, so that nobody can have one page kept under many names.
    """
    addresses = app.url_map.bind("registry")

    def query(path: str, asked: str) -> str | None:
        try:
            endpoint, _ = addresses.match(_read(path), method="GET")
            pairs = parse_qsl(_read(asked), keep_blank_values=True, errors="surrogateescape")
        except (HTTPException, UnicodeError):
            return None
        return urlencode(in_one_form(pairs, reads_of(endpoint, app)), errors="surrogateescape")

    return query


def _marked(what: Reads | str) -> Callable[[V], V]:
    def mark(view: V) -> V:
        setattr(view, _MARK, what)
        return view

    return mark


def _written(name: str, given: list[str]) -> tuple[str, ...]:
    """The values as an address has them: those of a list as one."""
    if name not in LISTS:
        return values(given)
    found = parts(given)
    return (",".join(found),) if found else ()


def _read(text: str) -> str:
    """Text of a request, which WSGI hands on byte by byte."""
    return text.encode("latin-1").decode("utf-8", "surrogateescape")
