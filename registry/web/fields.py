"""What a form posts, one field at a time."""

from __future__ import annotations

from flask import request

from registry.errors import BadValue

MAX_NUMBER = 9


def field(name: str) -> str:
    """A field's value as it was typed; empty where it was not sent. Raises BadValue where it was sent twice."""
    values = request.form.getlist(name)
    if len(values) > 1:
        raise BadValue(f"{name!r} was sent {len(values)} times; send it once")
    return values[0] if values else ""


def whole(name: str) -> int:
    """A whole number that a form carries along. Raises BadValue for anything else."""
    text = field(name).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER):
        raise BadValue(f"The form lacks {name!r}; reload its page and send it again")
    return int(text)
