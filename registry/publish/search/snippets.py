"""The part of an entry that shows best why it was found, in pieces, with the words that match marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from html import escape

from registry.publish.search.entries import Aside, Entry
from registry.publish.search.marking import Marker, words_of
from registry.publish.search.words import Token

LENGTH = 260
_ELLIPSIS = "…"
_TITLE = "Title"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `marked` where it matches."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """What else of an entry was found where none of its texts was: a topic's title, a holder, another name."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def is_title(self) -> bool:
        """Whether it is the entry's title, which stands above every snippet on a page."""
        return self.label == _TITLE


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces of one text of an entry. `label` says which, where it is not the present one.

    `reason` is set where the text holds nothing that was looked for; the text is then shown from its beginning.
    """

    pieces: tuple[Piece, ...]
    label: str = ""
    reason: Reason | None = None

    @property
    def html(self) -> str:
        """The snippet as HTML: everything escaped, matches in <mark>."""
        said = _labelled(self.label, self.pieces)
        why = _labelled(self.reason.label, self.reason.pieces) if self.reason else ""
        return " — ".join(part for part in (why, said) if part)


def snippet_of(entry: Entry, marker: Marker) -> Snippet:
    """The passage of an entry's texts that holds most of what was looked for; where none does, what else matched."""
    present = Aside("", entry.text)
    best = max((present, *entry.asides), key=lambda aside: _worth(aside.text, marker))
    if _worth(best.text, marker):
        return Snippet(_window(best.text, marker), best.label)
    return Snippet(_window(entry.text, marker), reason=_reason(entry, marker))


def marked(text: str, marker: Marker) -> tuple[Piece, ...]:
    """A whole text in pieces."""
    return _pieces(text, marker.hits(text), 0, len(text))


def _reason(entry: Entry, marker: Marker) -> Reason | None:
    """What the entry was found by besides its texts. Names come last: they are folded, not as a reader writes them."""
    further = (
        Aside(_TITLE, entry.title),
        *entry.about,
        *entry.coded,
        *(Aside("Held by", holder) for holder in entry.holders),
    )
    for asides in (further, tuple(Aside("Also called", name) for name in entry.names)):
        best = max(asides, key=lambda aside: _worth(aside.text, marker), default=None)
        if best and _worth(best.text, marker):
            return Reason(best.label, _window(best.text, marker))
    return None


def _labelled(label: str, pieces: tuple[Piece, ...]) -> str:
    said = "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text) for piece in pieces
    )
    return f"{escape(label)}: {said}" if label else said


def _worth(text: str, marker: Marker) -> int:
    return len({token.text for token in marker.hits(text)})


def _window(text: str, marker: Marker) -> tuple[Piece, ...]:
    hits = marker.hits(text)
    start = _best_start(text, hits)
    end = _word_end(text, start)
    head = (Piece(_ELLIPSIS),) if start else ()
    tail = (Piece(_ELLIPSIS),) if end < len(text) else ()
    return (*head, *_pieces(text, hits, start, end), *tail)


def _best_start(text: str, hits: list[Token]) -> int:
    """Where the window with the most different matching words begins, at the beginning of a word."""
    if len(text) <= LENGTH or not hits:
        return 0
    best = max(hits, key=lambda first: len(_reached(hits, first)))
    reached = best.start - max(0, (LENGTH - (_last_end(hits, best) - best.start)) // 3)
    if reached <= 0:
        return 0
    latest = len(text) - LENGTH
    return next((token.start for token in words_of(text) if token.start >= min(reached, latest)), 0)


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


def _pieces(text: str, hits: Collection[Token], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for token in hits:
        if token.start < start or token.end > end:
            continue
        pieces += [Piece(text[at : token.start]), Piece(text[token.start : token.end], marked=True)]
        at = token.end
    return tuple(piece for piece in (*pieces, Piece(text[at:end])) if piece.text)
