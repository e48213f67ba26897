"""The part of an entry's text that shows best why it was found, in pieces, with the words that match marked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from registry.publish.search.entries import Entry
from registry.publish.search.words import Token, tokens

LENGTH = 260
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `marked` where it matches."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces of one text of an entry. `label` says which, where it is not the present one."""

    pieces: tuple[Piece, ...]
    label: str = ""

    @property
    def html(self) -> str:
        """The snippet as HTML: everything escaped, matches in <mark>."""
        said = "".join(
            f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)
            for piece in self.pieces
        )
        return f"{escape(self.label)}: {said}" if self.label else said


def snippet_of(entry: Entry, matches: Callable[[str], bool]) -> Snippet:
    """The best snippet of an entry; `matches` says whether a folded word is one that was looked for."""
    sources = [("", entry.text), *entry.asides]
    best = max(sources, key=lambda source: _worth(source[1], matches), default=("", ""))
    label, text = best if _worth(best[1], matches) else sources[0]
    return Snippet(_window(text, matches), label)


def marked(text: str, matches: Callable[[str], bool]) -> tuple[Piece, ...]:
    """A whole text in pieces."""
    return _pieces(text, _row(text), matches, 0, len(text))


@lru_cache(maxsize=512)
def _row(text: str) -> tuple[Token, ...]:
    """The words of a text; kept for a while, since those who page and narrow see the same entries again."""
    return tuple(tokens(text))


def _worth(text: str, matches: Callable[[str], bool]) -> int:
    return len({token.text for token in _row(text) if _hit(token, matches)})


def _hit(token: Token, matches: Callable[[str], bool]) -> bool:
    return matches(token.text) or (token.joined is not None and matches(token.joined))


def _window(text: str, matches: Callable[[str], bool]) -> tuple[Piece, ...]:
    found = _row(text)
    hits = [token for token in found if _hit(token, matches)]
    start = _best_start(text, found, hits)
    end = _word_end(text, start)
    pieces = _pieces(text, found, matches, start, end)
    head = (Piece(_ELLIPSIS),) if start else ()
    tail = (Piece(_ELLIPSIS),) if end < len(text) else ()
    return (*head, *pieces, *tail)


def _best_start(text: str, found: Sequence[Token], hits: list[Token]) -> int:
    """Where the window with the most different matching words begins, at the beginning of a word."""
    if len(text) <= LENGTH or not hits:
        return 0
    best = max(hits, key=lambda first: len(_reached(hits, first)))
    reached = best.start - max(0, (LENGTH - (_last_end(hits, best) - best.start)) // 3)
    if reached <= 0:
        return 0
    latest = len(text) - LENGTH
    return next((token.start for token in found if token.start >= min(reached, latest)), 0)


def _reached(hits: Collection[Token], first: Token) -> set[str]:
    return {token.text for token in hits if first.start <= token.start and token.end <= first.start + LENGTH}


def _last_end(hits: Collection[Token], first: Token) -> int:
    reach = max(first.end, first.start + LENGTH)
    return max(token.end for token in hits if first.start <= token.start and token.end <= reach)


def _word_end(text: str, start: int) -> int:
    if len(text) - start <= LENGTH:
        return len(text)
    cut = text.rfind(" ", start, start + LENGTH)
    return cut if cut > start else start + LENGTH


def _pieces(
    text: str, found: Sequence[Token], matches: Callable[[str], bool], start: int, end: int
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for token in found:
        if token.start < start or token.end > end or not _hit(token, matches):
            continue
        pieces += [Piece(text[at : token.start]), Piece(text[token.start : token.end], marked=True)]
        at = token.end
    return tuple(piece for piece in (*pieces, Piece(text[at:end])) if piece.text)
