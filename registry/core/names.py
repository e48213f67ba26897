"""Names of people: which handles can be had, and what a name may be made of."""

from __future__ import annotations

import re
import unicodedata

from registry.core.typed import line
from registry.errors import BadValue

HANDLE_LENGTH = 40
NAME_LENGTH = 80

RESERVED = frozenset(
    """
    about account accounts admin administrator anonymous api changes compare corrections data deadlines decisions desk
    editor embed export feeds glossary healthz home import joint labs log me methods moderator new nobody none operator
    people reader registry replies representative reviewer revisions root search security staff standards static suggest
    suggestions support system tickets topics unknown verify
    """.split()
)
"""Handles that nobody has: they are names of pages, or would pass for somebody who speaks for the site."""

_HANDLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def handle_of(text: str) -> str:
    """A handle. Raises BadValue, saying what would be right, for what cannot be one."""
    handle = text.strip()
    if not 2 <= len(handle) <= HANDLE_LENGTH or not _HANDLE.fullmatch(handle):
        raise BadValue(
            f"a handle has 2 to {HANDLE_LENGTH} small letters, digits and single dashes between them, such as ada-l"
        )
    if handle in RESERVED:
        raise BadValue(f"{handle!r} is kept for the site itself; choose another handle")
    return handle


def name_of(text: str) -> str:
    """A person's name. Raises BadValue, saying what would be right, for what cannot be one."""
    name = unicodedata.normalize("NFC", line(text, "the name", most=NAME_LENGTH))
    if not any(letter.isalnum() for letter in name):
        raise BadValue("a name holds at least one letter")
    return name
