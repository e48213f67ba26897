"""How far coders agree: figures over all finished codings, and the codes in which they differ. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from registry.core.agreement import Agreement, agreement
from registry.core.vocabulary import FACETS, Vocabulary
from registry.store import codings, submissions
from registry.store.codings import Code, Coding
from registry.store.engine import Session

Units = tuple[tuple[int, ...], ...]
"""The codes of each clause, as places in their facet's order."""


@dataclass(frozen=True, slots=True)
class FacetAgreement:
    """The agreement about one facet, and how many pairs of people it rests on."""

    facet: str
    agreement: Agreement
    people: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One code in which the two coders of a submission differ."""

    coding: Coding
    code: Code


def agreements(session: Session, vocabulary: Vocabulary) -> tuple[FacetAgreement, ...]:
    """The agreement about each facet, from finished codings alone.

    A clause that several second coders were given as it stood in the same edition is one unit with all their codes.
    Values that the vocabulary no longer has are passed over.
    """
    ranks = {
        facet: {term.id: rank for rank, term in enumerate(terms)}
        for facet, terms in vocabulary.facets.items()
    }
    units: dict[str, dict[tuple[str, int, str, str], list[int]]] = {facet: {} for facet in FACETS}
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for coding, code in codings.finished(session):
        first, second = (ranks[code.facet].get(value or "") for value in (code.first, code.second))
        if first is not None and second is not None:
            unit = coding.submission, coding.edition, code.path, code.clause
            units[code.facet].setdefault(unit, [first]).append(second)
            pairs[code.facet].add((coding.author, coding.coder))
    return tuple(
        FacetAgreement(facet, _measured(_sorted(units[facet].values()), len(ranks[facet])), len(pairs[facet]))
        for facet in FACETS
    )


def disagreements(session: Session, reader: str) -> tuple[Disagreement, ...]:
    """The codes in which coders of submissions that can still be changed differ, in the order asked for.

    Those of a submission that the reader is to code themselves are left out.
    """
    found = [pair for pair in codings.finished(session) if pair[1].first != pair[1].second]
    shown: dict[str, bool] = {}
    for coding, _ in found:
        if coding.submission not in shown:
            state = submissions.submission(session, coding.submission).state
            shown[coding.submission] = state.is_open and not codings.is_blind(
                session, coding.submission, reader
            )
    found.sort(key=lambda pair: (pair[0].asked, pair[0].id, pair[1].path, pair[1].clause, pair[1].facet))
    return tuple(Disagreement(coding, code) for coding, code in found if shown[coding.submission])


def _sorted(units: Iterable[list[int]]) -> Units:
    return tuple(sorted(tuple(sorted(codes)) for codes in units))


@lru_cache(maxsize=16)
def _measured(units: Units, levels: int) -> Agreement:
    """The same codes have the same figures; drawing for the interval takes a while."""
    return agreement(units, levels=levels)
