"""How values are written for a reader: dates, numbers, plurals, hosts, Markdown."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup

from registry.core.dates import PartialDate
from registry.publish import markdown

_MONTHS = "January February March April May June July August September October November December".split()


def add_filters(app: Flask) -> None:
    """Give the templates these filters, by their names."""
    for function in (day, host, plural, number, sentence, brief, md, words):
        app.add_template_filter(function)


def day(value: PartialDate | date) -> str:
    """A date as people write it: 24 February 2026, February 2026, 2026."""
    text = value.text if isinstance(value, PartialDate) else value.isoformat()
    year, *rest = text.split("-")
    parts = [str(int(rest[1]))] if len(rest) > 1 else []
    if rest:
        parts.append(_MONTHS[int(rest[0]) - 1])
    return " ".join((*parts, year))


def host(url: str) -> str:
    """The host of an address, without `www.`."""
    try:
        name = urlsplit(url).hostname or url
    except ValueError:
        return url
    return name.removeprefix("www.")


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 clause`, `3 clauses`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def number(value: float | None, places: int = 1) -> str:
    """A score to one place; a dash where there is none."""
    return "–" if value is None else f"{value:.{places}f}"


def sentence(text: str) -> str:
    """A text with a capital first letter and a full stop."""
    stripped = text.strip()
    if not stripped:
        return ""
    ended = stripped if stripped[-1] in ".!?…”)" else stripped + "."
    return ended[0].upper() + ended[1:]


def brief(text: str, limit: int = 160) -> str:
    """The first words of a Markdown text, for descriptions and lists."""
    plain = markdown.plain_text(text)
    if len(plain) <= limit:
        return plain
    return plain[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def md(text: str) -> Markup:
    """A Markdown text as HTML; safe, whatever was typed."""
    return Markup(markdown.to_html(text))  # noqa: S704 - the one place where HTML is taken as safe: it was sanitised


def words(name: str) -> str:
    """An identifier as words: `decided_by` → `decided by`."""
    return re.sub(r"[-_]+", " ", name)
