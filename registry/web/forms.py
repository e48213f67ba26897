"""What a form sends in an address: choices, days and page numbers, checked, with a helpful refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from flask import request

from registry.core.dates import PartialDate
from registry.core.records import Lab
from registry.errors import BadValue, NoSuchPage
from registry.web.context import parameter
from registry.web.queries import parts

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a form: its value in addresses and how it is shown."""

    id: str
    title: str


def lab_options(labs: Iterable[Lab]) -> tuple[Option, ...]:
    """Labs to choose from, in the order given."""
    return tuple(Option(lab.slug, lab.name) for lab in labs)


def choice(name: str, among: Collection[str]) -> str | None:
    """The value chosen, None for an empty one.

    Raises BadValue, naming what comes near, for one that is not offered.
    """
    value = parameter(name)
    if not value:
        return None
    if value not in among:
        raise BadValue(f"{value[:_SHOWN]!r} is not a value of {name!r}{near(value, among)}")
    return value


def named(name: str) -> tuple[str, ...]:
    """Every value of a parameter in the order sent, repeated or separated by commas, without the empty ones."""
    return parts(request.args.getlist(name))


def choices(name: str, among: Collection[str], *, most: int | None = None) -> tuple[str, ...]:
    """Every value chosen, once each, in the order sent.

    Raises BadValue for one that is not offered, and where there are more than `most`.
    """
    found = tuple(dict.fromkeys(named(name)))
    for value in found:
        if value not in among:
            raise BadValue(f"{value[:_SHOWN]!r} is not a value of {name!r}{near(value, among)}")
    if most is not None and len(found) > most:
        raise BadValue(f"{len(found)} values of {name!r} are chosen; at most {most} can be shown on one page")
    return found


def day(name: str, *, end: bool = False) -> date | None:
    """The day that a parameter names, or None; of a month or year its first day, with `end` its last.

    Raises BadValue for what is not a date.
    """
    text = parameter(name)
    if not text:
        return None
    try:
        found = PartialDate.parse(text[:_SHOWN])
    except ValueError as error:
        raise BadValue(f"{name}: {error}") from None
    return found.last if end else found.first


def page_number() -> int:
    """The number of the page asked for, 1 without one. Raises BadValue for what is not a number above 0."""
    return positive("page") if parameter("page") else 1


def pages_of(things: int, *, size: int, number: int) -> int:
    """How many pages so many things fill, `size` on each. Raises NoSuchPage for a number past the last."""
    found = max(1, -(-things // size))
    if number > found:
        raise NoSuchPage(number, pages=found)
    return found


def positive(name: str) -> int:
    """The number above 0 that a parameter names. Raises BadValue for anything else."""
    text = parameter(name)
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise BadValue(f"{text[:_SHOWN]!r} is not a number above 0; write {name}=1")
    return int(text)


def near(value: str, among: Collection[str]) -> str:
    """The end of a refusal: which of the values offered come near, or what there is."""
    near = get_close_matches(value[:_SHOWN], among, n=3, cutoff=0.5)
    offered = near or sorted(among)[:8]
    return f"; {'did you mean' if near else 'there are'} {', '.join(offered)}{'' if near else ' …'}"
