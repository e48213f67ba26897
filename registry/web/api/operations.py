"""An operation of the API: its addresses, its parameters and the shape of its answer, declared once and kept to."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from registry.core.records import JOINT
from registry.errors import BadValue
from registry.web.access import public
from registry.web.api.parameters import AS_OF, LIMIT, LISTED, MOMENT, REVISION, Parameter
from registry.web.context import View, view
from registry.web.forms import pages_of
from registry.web.heads import whole
from registry.web.queries import reads

PREFIX = "/api/v1"

A_PAGE = LIMIT.schema["maximum"] // 4
"""So many things are in one answer where nobody says how many."""

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked. `rules` are its addresses below /api/v1; `answers` is the shape of what is found.

    `listed` says that it is a list of such, in pages; `divided`, that the function knows where each page ends.
    """

    name: str
    rules: tuple[str, ...]
    group: str
    about: str
    answers: Any
    listed: bool
    divided: bool
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """Everything that was found, and what makes one of them JSON: only those of one page are."""

    found: Sequence[T]
    shape: Callable[[T], Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of what the function itself has divided: its JSON, and with what parameter it goes on, where it does."""

    data: Any
    more: Mapping[str, int] | None
    total: int | None = None


OPERATIONS: list[Operation] = []
"""Every operation, in the order in which they are described."""


def operation(
    *rules: str,
    group: str,
    answers: Any,
    listed: bool = False,
    divided: bool = False,
    parameters: tuple[Parameter, ...] = MOMENT,
) -> Callable[[V], V]:
    """Let a function answer below /api/v1.

    It is given the view, the parts of the address, and each parameter by its name, None where it is not sent; what it
    lists is divided into pages for it, unless it says that it is `divided`.
    """

    def mark(found: V) -> V:
        about = " ".join((inspect.getdoc(found) or "").split())
        OPERATIONS.append(
            Operation(found.__name__, rules, group, about, answers, listed, divided, parameters)
        )
        held_back = MOMENT if divided else LISTED

        @wraps(found)
        def answer(**parts: Any) -> Response:
            asked = _asked(parameters)
            here = view()
            passed = {each.name: asked[each.name] for each in parameters if each not in held_back}
            return _framed(here, found(here, **parts, **passed), asked)

        reads(*(each.name for each in parameters), timeless=True, every=True)(public(answer))
        for rule in rules:
            defaults = {"owner": JOINT} if rule.startswith("/joint/<") else {}
            blueprint.add_url_rule(rule, found.__name__, answer, methods=("GET",), defaults=defaults)
        return found

    return mark


def as_json(value: object) -> Response:
    """JSON in the order of its fields, in UTF-8."""
    return Response(json.dumps(value, ensure_ascii=False) + "\n", mimetype="application/json")


def _asked(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The value of every parameter. Raises BadValue for one that is not known, not once there, or without meaning."""
    known = {each.name for each in parameters}
    for name in request.args:
        if name not in known:
            raise BadValue(
                f"there is no parameter {name[:60]!r} here; there are {', '.join(sorted(known)) or 'none'}"
            )
    return {each.name: _value(each) for each in parameters}


def _value(parameter: Parameter) -> Any:
    sent = request.args.getlist(parameter.name)
    if parameter.is_list and sent:
        sent = [",".join(sent)]  # many clients send each value by itself
    if len(sent) > 1:
        raise BadValue(f"{parameter.name!r} is given {len(sent)} times; give it once")
    if not sent and parameter.required:
        raise BadValue(f"{parameter.name!r} is missing; write such as {parameter.name}={parameter.example}")
    if sent and not sent[0].strip():
        instead = "" if parameter.required else "leave it out, or "
        raise BadValue(
            f"{parameter.name!r} is empty; {instead}write such as {parameter.name}={parameter.example}"
        )
    return parameter.read(sent[0]) if sent else None


def _framed(here: View, result: Any, asked: Mapping[str, Any]) -> Response:
    """The answer in its frame: which revision and day it is of, and where a list goes on."""
    frame: dict[str, Any] = {"revision": here.snapshot.revision, "as_of": here.as_of.isoformat()}
    if isinstance(result, Listing):
        result = _page(result, asked)
    if not isinstance(result, Stretch):
        return as_json({**frame, "data": result})
    onward = _onward(here, result.more, asked) if result.more else None
    response = as_json({**frame, "total": result.total, "next": onward, "data": result.data})
    if onward:
        response.headers["Link"] = f'<{onward}>; rel="next"'
    return response


def _page(listing: Listing[Any], asked: Mapping[str, Any]) -> Stretch:
    limit, number = asked["limit"] or A_PAGE, asked["page"] or 1
    total = len(listing.found)
    pages = pages_of(total, size=limit, number=number)
    shown = listing.found[(number - 1) * limit : number * limit]
    more = {"page": number + 1} if number < pages else None
    return Stretch([listing.shape(item) for item in shown], more, total)


def _onward(here: View, more: Mapping[str, int], asked: Mapping[str, Any]) -> str:
    """Where a list goes on: at the same revision and on the same day, whatever is recorded meanwhile."""
    query = {name: request.args[name] for name, value in asked.items() if value is not None}
    if AS_OF.name in asked:
        query[AS_OF.name] = here.as_of.isoformat()
    if REVISION.name in asked:
        query[REVISION.name] = str(here.snapshot.revision)
    query |= {name: str(value) for name, value in more.items()}
    return whole(f"{quote(request.path)}?{urlencode(query, safe=',/')}")
