"""What moved totals, in words: the thing itself, which a page links to, and what is said around it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from registry.core.movers import Cause, Why
from registry.core.trajectory import Step, Trajectory
from registry.publish.writing import brief, day, plural

_AROUND = {
    Why.FOUNDED: ("", "The lab was founded", ""),
    Why.VERSION: ("", None, ""),
    Why.WITHDRAWN: ("", None, " was withdrawn"),
    Why.JOINED: ("joined ", None, ""),
    Why.LEFT: ("no longer bound by ", None, ""),
    Why.ENDED: ("a clause of ", None, " was fulfilled or ran out"),
    Why.CONDUCT: ("on record: ", None, ""),
    Why.LINKED: ("now bears on a clause that continues another: ", None, ""),
    Why.AGED: ("older than the standard looks back: ", None, ""),
    Why.STOOD: ("promises in ", None, " had stood as long as a level asks"),
    Why.DISPUTED: ("disputed from here on whether in force: ", None, ""),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause in words: what stands before its subject, the subject, what stands behind."""

    cause: Cause
    before: str
    subject: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.subject}{self.after}"


@dataclass(frozen=True, slots=True)
class TracedStep:
    """One step of totals with its place among all, the step before it, and what moved it in words."""

    place: int
    step: Step
    before: Step | None
    reasons: tuple[Reason, ...]


def traced(found: Trajectory) -> tuple[TracedStep, ...]:
    """Every step of a trajectory, oldest first, numbered as in its chart."""
    return tuple(
        TracedStep(place, step, before, tuple(map(reason, step.causes)))
        for place, (before, step) in enumerate(pairwise((None, *found.steps)), start=1)
        if step is not None
    )


def reason(cause: Cause) -> Reason:
    """A cause in words."""
    before, subject, after = _AROUND[cause.why]
    if cause.judged:
        after = f", {plural(len(cause.judged), 'clause')} judged by an editor"
    return Reason(cause, before, subject or _subject(cause), after)


def _subject(cause: Cause) -> str:
    if cause.entry is not None:
        return f"{day(cause.entry.date)}, {brief(cause.entry.statement, 90)}"
    if cause.document is None:
        raise ValueError("a cause has a document or an entry")
    if cause.version is None or cause.version.name == cause.version.date.text:
        return cause.document.title
    return f"{cause.document.title}, {cause.version.name}"
