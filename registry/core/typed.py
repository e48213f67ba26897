"""What a person typed into a field: put into an even form, or refused with what would be right."""

from __future__ import annotations

import unicodedata

from registry.errors import BadValue

_JOINERS = "\u200c\u200d"
"""Invisible, but some scripts cannot be written without them."""

_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
"""Control, format, private and surrogate characters, and separators of lines that are no line ends."""


def line(value: str, what: str, *, most: int) -> str:
    """One line, without blanks at its ends and with single ones inside; `what` names the field in the message.

    Raises BadValue where it is longer than `most` characters, or holds what a reader could not see.
    """
    return _checked(" ".join(value.split()), what, most)


def passage(value: str, what: str, *, most: int) -> str:
    """Several lines, each ended as everywhere here, without blanks at either end. Raises BadValue as `line` does."""
    return _checked(value.replace("\r\n", "\n").strip(), what, most)


def is_storable(text: str) -> bool:
    """Whether both databases keep the text as it is: no NUL, which PostgreSQL refuses, and no lone surrogate."""
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


def _checked(value: str, what: str, most: int) -> str:
    if len(value) > most:
        raise BadValue(f"{what} has {len(value):,} characters; at most {most:,} fit")
    for char in value:
        if _is_unseen(char):
            raise BadValue(f"{what} holds a character that nobody can see (U+{ord(char):04X}); take it out")
    return value


def _is_unseen(char: str) -> bool:
    if char in "\n\t" or char in _JOINERS:
        return False
    is_no_character = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF  # XML holds none of them
    return is_no_character or unicodedata.category(char) in _UNSEEN
