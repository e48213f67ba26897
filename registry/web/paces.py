"""How long people wait for us, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from registry.desk.pacing import Pace, Tendencies, pace
from registry.store import tickets
from registry.web.backstage import backstage, now
from registry.web.context import head
from registry.web.tickets import TicketLine, lines

_EXTENSION = "registry.tendencies"

LATEST = 10
"""Answered tickets that stand beside those that wait."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Suggested corrections and how long people wait for us: those that wait, oldest first, then the latest answered.

    `waits` is how many wait in all, `answers` how many were answered or hidden.
    """

    waiting: tuple[TicketLine, ...]
    answered: tuple[TicketLine, ...]
    waits: int
    answers: int
    pace: Pace


def correspondence() -> Correspondence:
    """What everybody may see of suggested corrections."""
    with backstage().database.reading() as session:
        waiting = tickets.waiting(session)
        answered = tickets.answered(session, limit=LATEST)
        counted = tickets.counts(session)
        figures = pace(session, head().catalog, tendencies(), now=now())
    waits = sum(count for state, count in counted.items() if state.waits)
    answers = sum(counted.values()) - waits
    return Correspondence(lines(waiting), lines(answered), waits, answers, figures)


def tendencies() -> Tendencies:
    """What this application remembers of which way submissions point."""
    found: Tendencies = current_app.extensions.setdefault(_EXTENSION, Tendencies())
    return found
