"""What a page says of itself to machines: the one address under which it is to be known, and its picture."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request

from registry.web.caching import PARAMETERS
from registry.web.context import View

_ARRANGING = {"sort", "order"}
"""Parameters that put the same lines in another order: the same page all the same."""

_TIME = {"as_of", "revision"}
"""Parameters that a view has read; written again they are gone where they name today or the newest revision."""


def add_heads(app: Flask) -> None:
    """Give the templates these functions."""
    app.add_template_global(canonical)
    app.add_template_global(whole)


def whole(address: str) -> str:
    """An address with the site's own before it, where the settings name it."""
    base: str = current_app.config["BASE_URL"]
    return base + address


def canonical() -> str:
    """The address under which this page is to be known, whatever way led to it.

    Of the query it keeps what the page is a function of, in one order: a parameter that nobody knows, says nothing or
    only arranges the lines is left out.
    """
    found: View | None = g.get("view")
    asked = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if value and name in PARAMETERS - _ARRANGING and (found is None or name not in _TIME)
    ]
    asked += found.parameters.items() if found else ()
    query = urlencode(sorted(asked), safe=",", errors="replace")
    path = quote(request.path, safe="/.-_~", errors="replace")
    return whole(f"{path}?{query}" if query else path)
