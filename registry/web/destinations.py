"""Where somebody is led after signing in: to a page of this site, found in its own map of addresses, or nowhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from registry.web.context import to

_PLAIN = re.compile(r"/([A-Za-z0-9._~-]+/)*[A-Za-z0-9._~-]*(\?[A-Za-z0-9._~/?&=+:,;@!%*'()-]*)?")
"""The addresses that this site makes: nothing in them that a browser or a proxy could read in another way."""

LONGEST = 1000


def own_page(target: str, *, method: str = "GET") -> str | None:
    """The target itself where it is the address of a page of this site that takes that method; else None."""
    if len(target) > LONGEST or not _PLAIN.fullmatch(target):
        return None
    path = urlsplit(target).path
    if any(part in (".", "..") for part in path.split("/")):
        return None
    try:
        current_app.url_map.bind("registry").match(path, method=method)
    except (HTTPException, RequestRedirect):
        return None
    return target


def own_page_or_desk(target: str) -> str:
    """The target where it is a page of this site, else the desk."""
    return own_page(target) or to("desk.home")
