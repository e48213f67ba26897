"""What a page says of itself to machines: the one address under which it is to be known, and its picture."""

from __future__ import annotations

from operator import itemgetter
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request

from registry.errors import BadValue
from registry.web.context import View
from registry.web.queries import TIME, sent, with_query

_ARRANGING = {"sort", "order"}
"""Parameters that put the same lines in another order: the same page all the same."""


def add_heads(app: Flask) -> None:
    """Give the templates these functions."""
    app.add_template_global(canonical)
    app.add_template_global(whole)


def whole(address: str) -> str:
    """An address with the site's own before it, where the settings name it."""
    base: str = current_app.config["BASE_URL"]
    return base + address


def base() -> str:
    """The site's own address, for an answer in which all must be whole; without one, what the request was sent to.

    Raises BadValue where that is no address: the Host of a request is whatever somebody sent.
    """
    named: str = current_app.config["BASE_URL"]
    if not named and not request.host:
        raise BadValue("the host asked for is no name of a host, and addresses in this file begin with it")
    return named or request.host_url.rstrip("/")


def based(response: Response) -> Response:
    """An answer that `base` is in: made of what one request said, it is kept for nobody else."""
    if not current_app.config["BASE_URL"]:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def canonical() -> str:
    """The address under which this page is to be known, whatever way led to it.

    Of the query it keeps what the page is a function of, in one order: a parameter that the page does not read, that
    says nothing or only arranges the lines is left out, and so is a day that is today or the newest revision.
    """
    found: View | None = g.get("view")
    asked = [
        (name, value)
        for name, value in sent()
        if name not in _ARRANGING and (found is None or name not in TIME)
    ]
    asked += found.parameters.items() if found else ()
    return whole(
        with_query(quote(request.path, safe="/.-_~", errors="replace"), sorted(asked, key=itemgetter(0)))
    )
