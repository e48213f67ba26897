"""What the API answers where it cannot: problem details, as RFC 9457 has them."""

from __future__ import annotations

import json
from typing import TypedDict

from flask import Response, request

from registry.web.heads import whole

MEDIA_TYPE = "application/problem+json"
API = "/api/"
"""Below here programs ask. The page itself is for people."""


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
    """Whether what went wrong is to be said to a program."""
    return request.path.startswith(API) and request.path != API


def problem(status: int, title: str, detail: str, *, nearest: str | None = None) -> Response:
    """The answer that says what went wrong."""
    told: ProblemJson = {
        "type": whole(f"{API}#problem-{status}"),
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    if nearest:
        told["nearest"] = whole(nearest)
    return Response(json.dumps(told, ensure_ascii=True) + "\n", status, mimetype=MEDIA_TYPE)
