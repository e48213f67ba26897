"""Letting a lab answer: what a reply can be about, and how long ours took. A reply changes no score and no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.waits import days_between
from registry.store import submissions
from registry.store.engine import Session


@dataclass(frozen=True, slots=True)
class Answerable:
    """Something that a lab can reply to: how a reply's `about` names it, and what it is called."""

    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class Answerables:
    """All that a lab can reply to."""

    clauses: tuple[Answerable, ...]
    conduct: tuple[Answerable, ...]
    criteria: tuple[Answerable, ...]


def answerables(catalog: Catalog, lab: str) -> Answerables:
    """What a lab can reply to: its clauses, joint ones included, its conduct, criteria of every standard.

    Raises NotFound for an unknown lab.
    """
    owner = catalog.lab(lab)
    return Answerables(
        clauses=tuple(_clauses(catalog, lab)),
        conduct=tuple(
            Answerable(entry.name, f"{entry.date.text}: {entry.statement}")
            for entry in sorted(owner.conduct, key=lambda entry: entry.date, reverse=True)
        ),
        criteria=tuple(
            Answerable(f"{standard.id}/{criterion.id}", f"{standard.title}: {criterion.title}")
            for standard in catalog.standards.values()
            for criterion in standard.criteria
        ),
    )


def days_to_answer(session: Session, paths: Iterable[str]) -> Mapping[str, int]:
    """In how many days replies at these paths were accepted after they were handed in, where they were."""
    found = submissions.acceptances(session, paths)
    return {path: days_between(came, done) for path, (came, done) in found.items()}


def _clauses(catalog: Catalog, lab: str) -> Iterator[Answerable]:
    """Every clause that the lab holds or held, by document, each with its newest text."""
    seen: dict[str, str] = {}
    for tenure in catalog.tenures[lab]:
        seen[f"{tenure.document.reference}/{tenure.clause.id}"] = (
            f"{tenure.document.title}: {tenure.clause.text}"
        )
    yield from (Answerable(reference, title) for reference, title in sorted(seen.items()))
