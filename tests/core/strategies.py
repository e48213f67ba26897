"""Generated catalogues: one lab, one policy of a few versions, a joint pledge, conduct, and a small standard."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Act, Clause, Conduct, Direction, Judgement, Signatory, Verdict, Version
from registry.core.standard import Combine, Criterion, Level, Practice, Standard
from tests import builders

STRENGTHS = ("aspiration", "intent", "conditional", "firm")
VERIFICATIONS = ("none", "self-report", "external")
ASPECTS = {"pause": ("stop-training", "stop-deployment"), "audit": ("inside", "outside")}
START = date(2023, 1, 1)

days = st.integers(0, 900).map(lambda offset: START + timedelta(days=offset))


@st.composite
def clauses(draw: st.DrawFn, name: str, *, judged: bool = False) -> Clause:
    """A clause of that id with any mixture of properties."""
    topic = draw(st.sampled_from(sorted(ASPECTS)))
    judgement = None
    if judged and draw(st.booleans()):
        change = draw(st.sampled_from([Direction.WEAKENED, Direction.STRENGTHENED, Direction.MIXED]))
        judgement = Judgement(change, "the text says so")
    return builders.clause(
        name,
        topic=topic,
        text=draw(st.sampled_from(["It will stop.", "It will  stop.", "It may stop."])),
        aspects=tuple(draw(st.lists(st.sampled_from(ASPECTS[topic]), unique=True))),
        act=draw(st.sampled_from([Act.PROMISE, Act.PROMISE, Act.STATEMENT])),
        strength=draw(st.sampled_from(STRENGTHS)),
        verification=draw(st.sampled_from(VERIFICATIONS)),
        disclosure=draw(st.sampled_from(["claimed", "published"])),
        due=draw(st.sampled_from([None, "2024-01", "2025-06-30"])),
        decided_by=draw(st.sampled_from([None, "the board", "the chief executive"])),
        waiver=draw(st.sampled_from([None, "in an emergency"])),
        judged=judgement,
    )


@st.composite
def versions(draw: st.DrawFn, number: int, on: date) -> Version:
    """A version with one to four clauses out of five possible ids."""
    names = draw(st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=4))
    found = tuple(draw(clauses(name, judged=number > 1)) for name in names)
    return builders.version(f"{number}.0", on.isoformat(), *found)


@st.composite
def entries(draw: st.DrawFn) -> tuple[Conduct, ...]:
    """Conduct about clauses of the policy or about topics."""
    found = draw(
        st.lists(
            st.tuples(
                days,
                st.sampled_from(list(Verdict)),
                st.sampled_from(["policy/a", "policy/b", "pause", "audit"]),
            ),
            max_size=3,
        )
    )
    return tuple(
        builders.conduct(on.isoformat(), verdict, about, name=f"event-{number}")
        for number, (on, verdict, about) in enumerate(found)
    )


@st.composite
def criteria(draw: st.DrawFn, name: str) -> Criterion:
    """A criterion with up to three levels of falling scores and any needs."""
    topic = draw(st.sampled_from(sorted(ASPECTS)))
    scores = sorted(draw(st.lists(st.integers(1, 100), min_size=1, max_size=3, unique=True)), reverse=True)
    return builders.criterion(
        *(draw(levels(score)) for score in scores),
        name=name,
        topics=(topic,),
        aspects=tuple(draw(st.lists(st.sampled_from(ASPECTS[topic]), unique=True))),
        weight=float(draw(st.integers(1, 9))),
    )


@st.composite
def levels(draw: st.DrawFn, score: int) -> Level:
    """A level of that score with any needs."""
    needs: dict[str, object] = {}
    if draw(st.booleans()):
        needs["strength"] = draw(st.sampled_from(STRENGTHS))
    if draw(st.booleans()):
        needs["verification"] = draw(st.sampled_from(VERIFICATIONS))
    if draw(st.booleans()):
        needs["disclosure"] = "claimed"
    needs["has"] = tuple(draw(st.lists(st.sampled_from(["due", "decided_by"]), unique=True)))
    needs["without"] = draw(st.sampled_from([(), ("waiver",)]))
    needs["own"] = draw(st.booleans())
    needs["held_days"] = draw(st.sampled_from([0, 0, 200]))
    return builders.level(float(score), **needs)


@st.composite
def standards(draw: st.DrawFn) -> Standard:
    """A standard of one to three criteria with a practice block."""
    names = ["one", "two", "three"][: draw(st.integers(1, 3))]
    practice = Practice(
        window_months=draw(st.sampled_from([6, 36])),
        combine=draw(st.sampled_from(list(Combine))),
        values={"kept": 1.0, "partly-kept": 0.8, "broken": 0.5},
    )
    return builders.standard(*(draw(criteria(name)) for name in names), practice=practice)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A catalogue of one lab with everything that bears on a score, and one standard."""
    dates = sorted(draw(st.lists(days, min_size=1, max_size=4)))
    policy = builders.document(*(draw(versions(number + 1, on)) for number, on in enumerate(dates)))
    pledge = builders.joint(
        builders.version("1.0", draw(days).isoformat(), draw(clauses("p")), draw(clauses("q"))),
        signatories=(Signatory(lab="acme", joined=PartialDate.of(draw(days))),),
    )
    lab = builders.lab(policy, conduct=draw(entries()))
    return builders.catalog(lab, joint=(pledge,), standards=(draw(standards()),))
