"""One text → YAML that reads as just that text: plain where it can be, in quotes where it must, folded where long.

Our own reader takes every scalar for a text; what others would take for a number can be put in quotes nevertheless.
The texts given have no blanks at their ends.
"""

from __future__ import annotations

import re

from registry.content.frontmatter import CONTROL, HIDDEN

_OPENERS = frozenset(",[]{}#&*!|>'\"%@`")
_LONE_OPENERS = frozenset("-?:")
"""What opens something only where a blank follows."""
_ENDS = re.compile(r": | #|\t|\n|:$")
_ENDS_IN_FLOW = re.compile(r"[,\[\]{}]|: | #|\t|\n|:$")
_GUESSED = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|[-+]?\.?[0-9][0-9_.,:eE+-]*|0[xob][0-9a-f]+|[-+]?\.(?:inf|nan)",
    re.IGNORECASE,
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_BREAK = re.compile(r"(?<!\s) (?!\s)")
"""A blank at which a line can be broken and read as if it had not been."""


def inline(value: str, *, flow: bool = False, guessed: bool = False) -> str:
    """The text on one line; `flow` is within brackets or braces, `guessed` that others may take it for a number."""
    if _is_strange(value) or "\n" in value:
        return _escaped(value)
    if guessed and _GUESSED.fullmatch(value):
        return f'"{value}"'
    if _is_plain(value, flow=flow):
        return value
    if "'" not in value:
        return f"'{value}'"
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def written(value: str, *, column: int, indent: int, width: int, folds: bool, guessed: bool) -> list[str]:
    """The text as the value of a key that ends in `column`: what follows on the key's line, then lines of their own.

    Lines of their own are indented by `indent`. With `folds` what is longer than a line is marked as folded even if
    it could be plain.
    """
    if "\n" in value and not _is_strange(value):
        return ["|", *(" " * indent + line if line else "" for line in value.split("\n"))]
    short = inline(value, guessed=guessed)
    if column + 1 + len(short) <= width or not _BREAK.search(value) or "\n" in value or _is_strange(value):
        return [short]
    if short == value and not folds:
        first, *rest = _wrapped(value, width - column - 1, width - indent)
        return [first, *(" " * indent + line for line in rest)]
    return [">-", *(" " * indent + line for line in _wrapped(value, width - indent, width - indent))]


def _is_strange(value: str) -> bool:
    """Whether characters in it must be written as escapes."""
    return CONTROL.search(value) is not None or HIDDEN.search(value) is not None


def _is_plain(value: str, *, flow: bool) -> bool:
    if not value or value[0] in _OPENERS:
        return False
    if value[0] in _LONE_OPENERS and (flow or value[1:2] in ("", " ")):
        return False
    return (_ENDS_IN_FLOW if flow else _ENDS).search(value) is None


def _escaped(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter) or _shown(letter) for letter in value) + '"'


def _shown(letter: str) -> str:
    if not (CONTROL.match(letter) or HIDDEN.match(letter)):
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def _wrapped(value: str, first: int, rest: int) -> list[str]:
    """The text broken into lines, the first of at most `first` characters, the others of `rest`, where words allow."""
    words = _BREAK.split(value)
    lines: list[str] = []
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) <= (rest if lines else first):
            line = f"{line} {word}"
        else:
            lines.append(line)
            line = word
    return [*lines, line]
