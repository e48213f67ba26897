"""One text being read (Sheet) and one text read (Reading)."""

from __future__ import annotations

from dataclasses import dataclass

from registry.content.fields import Fields
from registry.content.places import Place
from registry.content.report import Mention
from registry.content.words import Words
from registry.core.records import Conduct, Disclosure, Document, Lab, Reply, Version
from registry.core.standard import Standard
from registry.core.vocabulary import Vocabulary
from registry.errors import Problem

Record = Lab | Document | Version | Conduct | Disclosure | Reply | Standard | Vocabulary | str
"""A record of the core, still without those that stand in other files; open questions are their text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text taken apart: its keys, and the body below them."""

    place: Place
    fields: Fields
    body: str
    body_line: int
    words: Words

    def need_body(self, what: str) -> str:
        """The body, which must be there; `what` says what it is."""
        if not self.body:
            self.fields.report.problem(self.body_line, f"the body is missing: {what}")
        return self.body


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read. `record` is None where too little could be read to say what the text holds.

    The record of a text with problems may hold stand-ins. Enough of it is right to tell whether what others say
    of it can be right, so that one mistake does not show up as many.
    """

    place: Place
    record: Record | None
    problems: tuple[Problem, ...] = ()
    mentions: tuple[Mention, ...] = ()
    text: str = ""
    """The text itself where it has problems."""
    whole: bool = True
    """Whether all values could be taken; what another text looks for in vain may be one that could not."""
