"""The passage of a text that is most like a quote which is not in it: what its writer may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

LEAST = 70.0
"""How alike, of 100, a passage must be to be worth showing."""

MAX_QUOTE = 1_000
"""As many characters of a longer quote are looked for."""

MAX_PLACES = 500
"""How many places of a text are looked at."""

MAX_WORDS = 8
"""By how many of a quote's words such places are found."""

MARGIN = 15
"""About how many characters are shown on either side, to the end of a word."""

_WORD = re.compile(r"\w{4,}")


def nearest_passage(quote: str, text: str) -> str | None:
    """The most similar passage, with a few words around it, or None where none is alike.

    Looked at are the places where one of the quote's rarer words stands, so a long text is no matter.
    """
    wanted = " ".join(quote[:MAX_QUOTE].split())
    best, score = 0, LEAST / 2
    for start in _places(wanted, text):
        found = fuzz.ratio(wanted, text[start : start + len(wanted)], score_cutoff=score)
        if found > score:
            best, score = start, found
    around = " ".join(text[max(0, best - len(wanted) // 2) : best + 2 * len(wanted)].split())
    match = fuzz.partial_ratio_alignment(wanted, around, score_cutoff=LEAST)
    if match is None or not wanted:
        return None
    start = around.rfind(" ", 0, max(0, match.dest_start - MARGIN)) + 1
    end = around.find(" ", match.dest_end + MARGIN)
    return around[start : end if end > 0 else len(around)]


def _places(quote: str, text: str) -> Iterator[int]:
    """Where a passage like the quote may begin: by its words, the rarest first, each where it stands in the quote."""
    words = {match.group(): match.start() for match in _WORD.finditer(quote)}
    longest = sorted(words, key=len, reverse=True)[: 2 * MAX_WORDS]
    left = MAX_PLACES
    for word in sorted(longest, key=text.count)[:MAX_WORDS]:
        at = text.find(word)
        while at >= 0 and left:
            left -= 1
            yield max(0, at - words[word])
            at = text.find(word, at + 1)
