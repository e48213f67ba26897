"""What the API answers where it cannot: problem details, as RFC 9457 has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypedDict
from urllib.parse import quote

from flask import Response, request

from registry.web.heads import whole

MEDIA_TYPE = "application/problem+json"
API = "/api/"
"""Below here programs ask. The page itself is for people."""

PROBLEMS: Mapping[int, str] = {
    400: "A parameter is unknown, missing or without meaning; the detail says what would be right.",
    404: "Nothing of that name is on record, or the list has no such page.",
    405: "The API is only read: GET, HEAD and OPTIONS.",
    500: "The fault is ours. It has been written down.",
    503: "Not just now, such as while an index is built; Retry-After says when to come again.",
}
"""What can go wrong, by status."""


class _ProblemJson(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    instance: str


class ProblemJson(_ProblemJson, total=False):
    """Why there is no answer. `type` leads to what such a problem means; `nearest` is an address that there is."""

    nearest: str


def is_for_programs() -> bool:
    """Whether what went wrong is to be said to a program: everywhere but to who reads the page for people."""
    reads_page = request.path == API and request.method in ("GET", "HEAD")
    return request.path.startswith(API) and not reads_page


def problem(status: int, title: str, detail: str, *, nearest: str | None = None) -> Response:
    """The answer that says what went wrong, at the status as HTTP has it where we know no more of it."""
    told: ProblemJson = {
        "type": whole(f"{API}#problem-{status}") if status in PROBLEMS else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": quote(request.path, errors="replace"),
    }
    if nearest:
        told["nearest"] = whole(nearest)
    return Response(json.dumps(told, ensure_ascii=True) + "\n", status, mimetype=MEDIA_TYPE)
