"""Where words of a text that was removed still stand: in which tables, and in how many of their rows."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlmodel import Session, col

from registry.store.desk_tables import CodedClauseRow, CommentRow, ProposalRow, SourceTextRow
from registry.store.tables import EntryRow

LEAST = 12
"""Characters that words have at least to be looked for: shorter ones stand in every record."""

_HOLDERS = {
    "entry": (col(EntryRow.text),),
    "proposal": (col(ProposalRow.text),),
    "comment": (col(CommentRow.quoted), col(CommentRow.text)),
    "coded_clause": (col(CodedClauseRow.text), col(CodedClauseRow.quote)),
    "source_text": (col(SourceTextRow.text),),
}
_FRAME = re.compile(r"""^(?:- )?(?:[a-z_]+: )?["']?|["']$""")
"""What a record has around the words of a line."""


def leftovers(session: Session, removed: str, *, present: str) -> tuple[tuple[str, int], ...]:
    """How many rows of each table hold lines of a removed text, or are a part of it, that the `present` text has not.

    Blanks and line ends do not count: what is folded in a record stands in one line in a coding.
    """
    whole, kept = _even(removed), _even(present)
    lines = [_FRAME.sub("", _even(line)) for line in removed.splitlines()]
    gone = [line for line in lines if len(line) >= LEAST and line not in kept]

    def holds(text: str | None) -> bool:
        words = _even(text or "")
        is_part = len(words) >= LEAST and words in whole and words not in kept
        return is_part or any(line in words for line in gone)

    counts = {
        name: sum(any(map(holds, row)) for row in session.execute(select(*columns)))
        for name, columns in _HOLDERS.items()
    }
    return tuple((name, count) for name, count in counts.items() if count)


def _even(text: str) -> str:
    return " ".join(text.split())
