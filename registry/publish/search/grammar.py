"""What a person typed → a query tree. Bounded, and it never fails: what cannot be read is searched as plain words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from registry.core.dates import PartialDate
from registry.publish.search.tree import Field, FieldName, Node, Not, Phrase, Prefix, Word, all_of, any_of
from registry.publish.search.words import split

MOST_CHARACTERS = 400
MOST_TERMS = 16
MOST_NESTING = 3
LEAST_PREFIX = 3
MOST_PARTS = 4
"""A run of more parts than this (`a/b/c/d/e`) is read as separate words."""

_QUOTES = str.maketrans("“”„«»＂", '""""""')
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = rf"(?:{'|'.join(rf'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)}|sept)\b\.?"
_DATE = re.compile(
    rf"""(?P<iso>20\d\d(?:-\d\d(?:-\d\d)?)?)
       | (?:(?P<before>\d{{1,2}})\s+)?(?P<month>{_MONTH})\s+(?:(?P<after>\d{{1,2}}),?\s+)?(?P<year>20\d\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_LEXEME = re.compile(
    rf"""(?P<open>-?\() | (?P<close>\)) | (?P<phrase>-?"[^"]*")
      | (?P<field>-?[A-Za-z_]+:(?:"[^"]*"|[^\s()"]*))
      | (?P<date>(?<![^\s(])(?:{_DATE.pattern})(?![^\s()])) | (?P<word>[^\s()"]+) | (?P<stray>")""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, cleaned and cut to the bounds; its tree, None where nothing is left; what the reader is told.

    `every` says that AND was written: each word is wanted, then.
    """

    text: str
    tree: Node | None
    notes: tuple[str, ...] = ()
    every: bool = False


class _Sort(Enum):
    OPEN = auto()
    CLOSE = auto()
    TERM = auto()
    NOT = auto()
    AND = auto()
    OR = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    sort: _Sort
    node: Node | None = None
    words: int = 0


class _Malformed(Exception):
    """The tokens do not make a query."""


def parse(typed: str) -> Query:
    """Read what a person typed. Never raises; every text gives a tree within the bounds, or none."""
    text, notes = _cleaned(typed)
    tokens = _within_bounds(_lexemes(text, notes), notes)
    try:
        tree = _Parser(tokens).parse()
    except _Malformed:
        notes.append(
            "The signs in this query do not fit together, so its words were searched as plain words."
        )
        tree = _plain(text, notes)
    every = any(token.sort is _Sort.AND for token in tokens)
    return Query(text, tree, tuple(dict.fromkeys(notes)), every)


def _cleaned(typed: str) -> tuple[str, list[str]]:
    """Without control characters and lone surrogates, in one Unicode form, at most so long."""
    notes: list[str] = []
    head = typed[: 4 * MOST_CHARACTERS]
    kept = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs") else character for character in head
    )
    text = " ".join(unicodedata.normalize("NFC", kept).translate(_QUOTES).split())
    if len(typed) > len(head) or len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].strip()
        text += '"' if text.count('"') % 2 else ""
        notes.append(f"Only the first {MOST_CHARACTERS} characters were searched.")
    return text, notes


def _lexemes(text: str, notes: list[str]) -> list[_Token]:
    found: list[_Token] = []
    for match in _LEXEME.finditer(text):
        body = match.group()
        if body.startswith("-") and match.lastgroup != "word":
            found.append(_Token(_Sort.NOT))
            body = body[1:]
        match match.lastgroup:
            case "open":
                found.append(_Token(_Sort.OPEN))
            case "close":
                found.append(_Token(_Sort.CLOSE))
            case "phrase":
                found.extend(_phrase(body))
            case "field":
                found.extend(_field(body, notes))
            case "date":
                found.extend(_date(body))
            case "word":
                found.extend(_word(body, notes))
            case _:
                notes.append("A quotation mark without its partner was passed over.")
    return found


def _phrase(body: str) -> list[_Token]:
    words = split(body)
    if not words:
        return []
    return [_Token(_Sort.TERM, Phrase(" ".join(words)) if len(words) > 1 else Word(words[0]), len(words))]


def _field(body: str, notes: list[str]) -> list[_Token]:
    name, _, value = body.partition(":")
    known = {field.value: field for field in FieldName}
    if name.lower() in known:
        return [_Token(_Sort.TERM, Field(known[name.lower()], value.strip('"').strip()), 1)]
    nearest = get_close_matches(name.lower(), known, n=1, cutoff=0.75)
    if nearest:
        notes.append(
            f"There is no field “{name}:”; did you mean “{nearest[0]}:”? It was searched as plain words."
        )
    return _plain_words(body)


def _word(body: str, notes: list[str]) -> list[_Token]:
    if body in ("AND", "OR", "NOT"):
        return [_Token(_Sort[body])]
    found: list[_Token] = []
    if body.startswith("-") and split(body):
        found.append(_Token(_Sort.NOT))
    stem = body.lstrip("-+").rstrip("*")
    if not body.endswith("*"):
        return found + _one(body)
    if len(split(stem)) == 1 and len(split(stem)[0]) >= LEAST_PREFIX and "*" not in stem:
        return [*found, _Token(_Sort.TERM, Prefix(split(stem)[0]), 1)]
    notes.append(f"A star needs at least {LEAST_PREFIX} letters of one word before it; it was passed over.")
    return found + _one(stem)


def _date(body: str) -> list[_Token]:
    """A day, month or year as one word that knows its date; words where there is no such day."""
    found = _DATE.fullmatch(body)
    if found is None:
        return _plain_words(body)
    month = found["month"]
    parts = [found["iso"]] if month is None else [found["year"], f"{_number(month):02d}"]
    date_ = found["before"] or found["after"]
    iso = "-".join((*parts, *([f"{int(date_):02d}"] if date_ else ())))
    try:
        PartialDate.parse(iso)
    except ValueError:
        return _plain_words(body)
    words = split(body)
    return [_Token(_Sort.TERM, Word(" ".join(words), iso), len(words))]


def _number(month: str) -> int:
    return 1 + next(place for place, name in enumerate(_MONTHS) if name.startswith(month.lower()[:3]))


def _one(body: str) -> list[_Token]:
    """A run without spaces as one word, hyphens kept, so that its parts stay together."""
    body = body.strip("-+")
    words = split(body)
    if len(words) > MOST_PARTS:
        return [_Token(_Sort.TERM, Word(word), 1) for word in words]
    return [_Token(_Sort.TERM, Word(body if len(words) > 1 else words[0]), len(words))] if words else []


def _plain_words(text: str) -> list[_Token]:
    return [token for part in re.split(r"[\s:()\"*]+", text) for token in _one(part)]


def _within_bounds(tokens: list[_Token], notes: list[str]) -> list[_Token]:
    return _shallow(_few(tokens, notes), notes)


def _few(tokens: list[_Token], notes: list[str]) -> list[_Token]:
    kept: list[_Token] = []
    words = 0
    for token in tokens:
        room = MOST_TERMS - words
        words += token.words
        if words > MOST_TERMS:
            notes.append(f"Only the first {MOST_TERMS} words were searched.")
            if isinstance(token.node, Phrase) and room > 1:
                kept.append(_Token(_Sort.TERM, Phrase(" ".join(token.node.text.split()[:room])), room))
            return _closed(kept)
        kept.append(token)
    return kept


def _closed(tokens: list[_Token]) -> list[_Token]:
    """A query that was cut off, with its brackets closed and no operator left at its end."""
    while tokens and tokens[-1].sort not in (_Sort.TERM, _Sort.CLOSE):
        tokens.pop()
    left_open = sum((token.sort is _Sort.OPEN) - (token.sort is _Sort.CLOSE) for token in tokens)
    return tokens + [_Token(_Sort.CLOSE)] * max(0, left_open)


def _shallow(tokens: list[_Token], notes: list[str]) -> list[_Token]:
    kept: list[_Token] = []
    depth = 0
    for token in tokens:
        if token.sort is _Sort.OPEN:
            depth += 1
        inside = depth <= MOST_NESTING
        if token.sort is _Sort.CLOSE:
            depth -= 1
        if inside or token.sort not in (_Sort.OPEN, _Sort.CLOSE):
            kept.append(token)
        else:
            notes.append(f"Brackets more than {MOST_NESTING} deep were passed over.")
    return kept


def _plain(text: str, notes: list[str]) -> Node | None:
    """Every word of the text, no sign meaning anything."""
    spoken = re.sub(r"\b(?:AND|OR|NOT)\b", " ", text)
    nodes = [token.node for token in _few(_plain_words(spoken), notes) if token.node is not None]
    return all_of(tuple(nodes)) if nodes else None


class _Parser:
    """any := every (OR every)*; every := one ((AND)? one)*; one := NOT one | ( any ) | term."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def parse(self) -> Node | None:
        """The tree of all tokens; None where there are none. Raises _Malformed."""
        if not self._tokens:
            return None
        tree = self._any()
        if self._at < len(self._tokens):
            raise _Malformed
        return tree

    def _next(self) -> _Sort | None:
        return self._tokens[self._at].sort if self._at < len(self._tokens) else None

    def _any(self) -> Node:
        parts = [self._every()]
        while self._next() is _Sort.OR:
            self._at += 1
            parts.append(self._every())
        return any_of(tuple(parts))

    def _every(self) -> Node:
        parts = [self._one()]
        while self._next() in (_Sort.AND, _Sort.NOT, _Sort.OPEN, _Sort.TERM):
            if self._next() is _Sort.AND:
                self._at += 1
            parts.append(self._one())
        return all_of(tuple(parts))

    def _one(self) -> Node:
        negated = False
        while self._next() is _Sort.NOT:
            self._at += 1
            negated = not negated
        if self._next() not in (_Sort.OPEN, _Sort.TERM):
            raise _Malformed
        token = self._tokens[self._at]
        self._at += 1
        node = token.node if token.sort is _Sort.TERM else self._bracketed()
        if node is None:
            raise _Malformed
        return Not(node) if negated else node

    def _bracketed(self) -> Node:
        inner = self._any()
        if self._next() is not _Sort.CLOSE:
            raise _Malformed
        self._at += 1
        return inner
