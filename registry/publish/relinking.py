"""A page's links: where they lead, and the page with other ones, for where it is read without the site behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

Place = Callable[[str], str | None]
"""What a link becomes; None for one that leads nowhere any more."""

# Our templates and the sanitiser both write whole tags with quoted values, and neither leaves a bare < in a text.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9-]*+)((?:[^"'<>]|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s="'<>/]++)(?:="([^"]*+)")?""")

_FORMS = re.compile(r' class="forms[ "]')
"""Marks the paragraph in which a page offers its other forms."""

_LINKS = frozenset(("href", "src"))
_OF_LINKS = _LINKS | {"rel", "download", "hreflang", "type", "target"}
"""What HTML allows on an anchor only beside a link."""


def links(html: str) -> Iterator[str]:
    """Every address that a page leads to or shows something from, as it stands there."""
    for tag in _TAG.finditer(html):
        if "href=" in tag[3] or "src=" in tag[3]:
            yield from (unescape(value) for name, value in _ATTRIBUTE.findall(tag[3]) if name in _LINKS)


def relinked(html: str, place: Place) -> str:
    """The page with each link as `place` has it, and without its forms.

    Where a link leads nowhere its words stay, as a link without an address. One that offers something goes with its
    words: one that robots are not to follow, and one in a row of other forms of the page. So does what only points to
    another file.
    """
    parts: list[str] = []
    done, hidden, offered = 0, "", False
    for tag in _TAG.finditer(html):
        closing, name, attributes = tag.groups()
        if hidden:
            if closing and name == hidden:
                done, hidden = tag.end(), ""
            continue
        if name == "p":
            offered = _FORMS.search(attributes) is not None
        linked = not closing and ("href=" in attributes or "src=" in attributes)
        new = _tag(name, attributes, place, offered=offered) if linked else ""
        if linked or name == "form":
            parts += [html[done : tag.start()], new]
            done = tag.end()
            hidden = name if name in ("a", "form") and not new else ""
    return "".join((*parts, html[done:]))


def _tag(name: str, attributes: str, place: Place, *, offered: bool) -> str:
    """The tag with its links in their new places; nothing where the element is to go."""
    found = {match[1]: match[2] for match in _ATTRIBUTE.finditer(attributes)}
    placed = {key: place(unescape(found[key] or "")) for key in _LINKS & found.keys()}
    if None in placed.values():
        if name != "a" or offered or found.get("rel") == "nofollow":
            return ""
        found = {key: value for key, value in found.items() if key not in _OF_LINKS}
    else:
        found |= {key: escape(link or "") for key, link in placed.items()}
    written = "".join(f" {key}" if value is None else f' {key}="{value}"' for key, value in found.items())
    return f"<{name}{written}{'/' if attributes.endswith('/') else ''}>"
