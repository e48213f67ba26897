"""A text's outer form: its characters, its size, and where front matter ends and Markdown begins."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from registry.content.report import Report
from registry.content.tree import REPLACEMENT, Entry, Items, Keys, Node, Text, parse

MAX_BYTES = 1_000_000

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|\r(?!\n)")
_OTHER_LINE_END = re.compile("\r(?!\n)")
# Zero-width, bidirectional, format, tag, variation and private-use characters: what a reader cannot see.
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\U000f0000-\U0010fffd]"
)
# Some scripts cannot be written without the two joiners; a name or a value is never told apart by them.
_HIDDEN_IN_PROSE = re.compile(f"{HIDDEN.pattern}(?<![\u200c\u200d])")
_REPLACED = re.compile(REPLACEMENT)
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sound:
    """A text whose characters may be read further. From the lines `mended`, noted each, some were taken out."""

    text: str
    mended: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A text with front matter, taken apart. `keys` is None where the front matter cannot be read."""

    keys: Keys | None
    body: str
    body_line: int


def sound(text: str, report: Report, *, damaged: bool = False) -> Sound | None:
    """The text without what may stand in none, which is noted; None where it is too large to be read.

    A `damaged` text has replacement characters where its bytes were not UTF-8, a mistake noted elsewhere.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES and not damaged:
        report.problem(1, f"the file has {size:,} bytes; at most 1 MB ({MAX_BYTES:,}) is read")
        return None
    if text.startswith("\ufeff"):
        report.problem(1, "the file begins with a byte order mark; save it as UTF-8 without one")
        text = text.lstrip("\ufeff")
    strange = _first(CONTROL, text)
    for match in strange:
        report.problem(
            _line_at(text, match.start()), f"{_named(match.group())} is not allowed in a text; take it out"
        )
    mended: frozenset[int] = frozenset()
    if strange:
        text = _OTHER_LINE_END.sub("\n", text)
        mended = _lines_with(CONTROL, text)
        text = CONTROL.sub("", text)
    return Sound(text, mended | _lines_with(_REPLACED, text) if damaged else mended)


@dataclass(frozen=True, slots=True)
class Halves:
    """The two halves of a Markdown file with front matter, the numbers of their first lines 2 and `body_line`."""

    front: str
    body: str
    body_line: int


def split(text: str) -> Halves:
    """Part a text at its front matter's end. Raises ValueError where it has none, or none that ends."""
    opening = _FENCE.match(text)
    if opening is None:
        raise ValueError("the file must begin with front matter: a line `---`, keys, and a line `---`")
    start = opening.end() + 1
    closing = _FENCE.search(text, start)
    if closing is None:
        raise ValueError(
            "the front matter that begins here is not ended; write `---` on a line after its last key"
        )
    body = text[closing.end() :].strip()
    return Halves(text[start : closing.start()], body, _line_at(text, closing.start()) + 1)


def read_page(given: Sound, report: Report) -> Page:
    """Take a Markdown file with front matter apart; notes every mistake of form."""
    try:
        halves = split(given.text)
    except ValueError as error:
        report.problem(1, str(error))
        return Page(None, "", 1)
    keys = read_keys(Sound(halves.front, given.mended), report, first_line=2)
    rest = given.text.split("\n")[halves.body_line - 1 :]
    check_prose("\n".join(rest), report, first_line=halves.body_line)
    return Page(keys, halves.body, halves.body_line)


def check_prose(text: str, report: Report, *, first_line: int = 1) -> None:
    """Note what a reader of this Markdown could not see, but for what joins or parts letters."""
    for match in _first(_HIDDEN_IN_PROSE, text):
        report.problem(
            _line_at(text, match.start()) + first_line - 1, _hidden(match.group(), "the Markdown text")
        )


def read_keys(given: Sound, report: Report, *, first_line: int = 1) -> Keys | None:
    """Read YAML whose top is a mapping; None, with the reasons noted, where it is not.

    `first_line` is the number of the text's first line among those that `given.mended` counts.
    """
    text = given.text
    mended = given.mended
    hidden = _first(HIDDEN, text)
    for match in hidden:
        report.problem(_line_at(text, match.start()) + first_line - 1, _hidden(match.group()))
    if hidden:
        mended |= {line + first_line - 1 for line in _lines_with(HIDDEN, text)}
        text = HIDDEN.sub("", text)
    tree = parse(text, first_line=first_line, mended=mended)
    report.whole = report.whole and tree.whole
    for flaw in tree.flaws:
        report.problem(flaw.line, flaw.message)
    if "\\" in text and tree.root is not None:
        _check_escapes(tree.root, report)
    if isinstance(tree.root, Keys):
        return tree.root
    empty = tree.root is None or (isinstance(tree.root, Text) and not tree.root.value)
    if empty and not tree.flaws:
        return Keys(first_line)
    if not tree.flaws:
        report.problem(first_line, "keys and values are expected here, one `key: value` a line")
    return None


def _check_escapes(root: Node, report: Report) -> None:
    """Characters written as escapes (`"\\u202e"`) are held to the same rules as those written plainly."""
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Items):
            waiting.extend(node.nodes)
        elif isinstance(node, Keys):
            waiting.extend(_both(key, entry) for key, entry in node.entries.items())
            waiting.extend(entry.node for entry in node.entries.values())
        elif isinstance(node, Text) and (match := CONTROL.search(node.value) or HIDDEN.search(node.value)):
            report.problem(node.line, _hidden(match.group()))


def _first(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The first few matches: enough to repair a text, and quick on one that holds nothing else."""
    return list(islice(pattern.finditer(text), 20))


def _lines_with(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    return frozenset(number for number, line in enumerate(text.split("\n"), 1) if pattern.search(line))


def _both(key: str, entry: Entry) -> Text:
    return Text(entry.line, key)


def _hidden(character: str, where: str = "a value") -> str:
    return f"{_named(character)} is not allowed in {where}: a reader could not see it; take it out"


def _named(character: str) -> str:
    name = unicodedata.name(character, "a control character").lower()
    return f"the character U+{ord(character):04X} ({name})"


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
