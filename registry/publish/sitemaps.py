"""Sitemaps: the addresses of a site for search engines, in files of bounded length (sitemaps.org, 0.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape

MOST = 50_000
"""Addresses in one file; the protocol allows no more."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

Listed = tuple[str, date | None]
"""A whole address and the day on which what stands there last changed, None where nobody knows."""


def parts(pages: Sequence[Listed]) -> int:
    """How many files those pages take."""
    return max(1, -(-len(pages) // MOST))


def sitemap(pages: Sequence[Listed], part: int = 1) -> str:
    """The file of that number, from 1."""
    return _written("urlset", "url", pages[(part - 1) * MOST : part * MOST])


def sitemap_index(files: Iterable[str]) -> str:
    """The file that lists the others."""
    return _written("sitemapindex", "sitemap", ((address, None) for address in files))


def _written(root: str, item: str, listed: Iterable[Listed]) -> str:
    lines = (
        f"<{item}><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>\n"
        for address, day in listed
    )
    return f"{_HEAD}<{root} {_SPACE}>\n{''.join(lines)}</{root}>\n"
