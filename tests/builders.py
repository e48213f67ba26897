"""Records for tests, made with as few words as the test is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import (
    JOINT,
    Clause,
    Conduct,
    Document,
    Kind,
    Lab,
    Read,
    Signatory,
    Source,
    Verdict,
    Version,
    natural_key,
)
from registry.core.standard import Aggregate, Criterion, Level, Needs, Standard
from registry.core.vocabulary import Term, Topic, Vocabulary

SOURCE = Source("https://example.org/policy", Read.PRIMARY)


def day(text: str) -> date:
    """The day that an ISO date names."""
    return date.fromisoformat(text)


def terms(*names: str) -> tuple[Term, ...]:
    """Terms of those ids."""
    return tuple(Term(name, name.capitalize(), f"What {name} means.") for name in names)


def vocabulary() -> Vocabulary:
    """Two topics with two aspects each, and the facets in their real order."""
    return Vocabulary(
        topics=(
            Topic("pause", "Pause", "Stopping.", "scale", terms("stop-training", "stop-deployment")),
            Topic("audit", "Audit", "Checking.", "deploy", terms("inside", "outside")),
        ),
        decisions=terms("scale", "deploy"),
        facets={
            "strength": terms("aspiration", "intent", "conditional", "firm"),
            "verification": terms("none", "self-report", "external"),
            "disclosure": terms("claimed", "published"),
        },
        verdicts=terms(*(verdict.value for verdict in Verdict)),
    )


def clause(name: str = "a", **given: Any) -> Clause:
    """A firm, published promise about pausing, unless said otherwise."""
    values: dict[str, Any] = {
        "topic": "pause",
        "text": f"The lab will do {name}.",
        "strength": "firm",
    } | given
    for key in ("due", "ends"):
        if isinstance(values.get(key), str):
            values[key] = PartialDate.parse(values[key])
    return Clause(id=name, **values)


def version(label: str, on: str, *clauses: Clause, **given: Any) -> Version:
    """A version published on a day."""
    path = f"labs/acme/policy/{label}.md"
    return Version(path, label, SOURCE, published=PartialDate.parse(on), clauses=clauses, **given)


def document(*versions: Version, slug: str = "policy", owner: str = "acme", **given: Any) -> Document:
    """A document with those versions, in the order of their dates."""
    ordered = tuple(sorted(versions, key=lambda item: (item.date, natural_key(item.label))))
    values = {"title": slug.capitalize(), "kind": Kind.POLICY} | given
    return Document(f"labs/{owner}/{slug}/document.md", owner, slug, versions=ordered, **values)


def joint(
    *versions: Version, slug: str = "pledge", signatories: tuple[Signatory, ...], **given: Any
) -> Document:
    """A joint document with those signatories."""
    return document(*versions, slug=slug, owner=JOINT, kind=Kind.PLEDGE, signatories=signatories, **given)


def conduct(on: str, verdict: Verdict, *about: str, name: str = "event", lab: str = "acme") -> Conduct:
    """A conduct entry of a lab."""
    path = f"labs/{lab}/conduct/{on}-{name}.md"
    return Conduct(
        path, lab, f"{on}-{name}", PartialDate.parse(on), about, verdict, (SOURCE,), "It was seen."
    )


def lab(*documents: Document, slug: str = "acme", **given: Any) -> Lab:
    """A lab with those documents."""
    return Lab(
        f"labs/{slug}/lab.md", slug, given.pop("name", slug.capitalize()), documents=documents, **given
    )


def level(score: float, **needs: Any) -> Level:
    """A level; facets are given by name beside has, without, own and held_days."""
    facets = {name: needs.pop(name) for name in ("strength", "verification", "disclosure") if name in needs}
    return Level(score, f"Level {score:g}", Needs({"disclosure": "published"} | facets, **needs))


def criterion(*levels: Level, name: str = "one", **given: Any) -> Criterion:
    """A criterion about pausing with those levels, best first."""
    values: dict[str, Any] = {"topics": ("pause",), "aspects": (), "weight": 1.0} | given
    return Criterion(name, name.capitalize(), f"Does it {name}?", levels=levels, **values)


def standard(*criteria: Criterion, **given: Any) -> Standard:
    """A standard with those criteria and the usual grades."""
    values: dict[str, Any] = {
        "aggregate": Aggregate.ARITHMETIC,
        "grades": {"A": 80.0, "B": 65.0, "C": 50.0, "D": 35.0, "F": 0.0},
    } | given
    return Standard("standards/test.yaml", "test", "1.0", "Test", "About.", criteria=criteria, **values)


def catalog(
    *labs: Lab,
    joint: tuple[Document, ...] = (),
    standards: tuple[Standard, ...] = (),
    words: Vocabulary | None = None,
) -> Catalog:
    """A catalogue of those labs, joint documents and standards."""
    by_slug: Mapping[str, Lab] = {item.slug: item for item in sorted(labs, key=lambda item: item.slug)}
    return Catalog(
        vocabulary=words or vocabulary(),
        labs=by_slug,
        joint={item.slug: item for item in joint},
        standards={item.id: item for item in standards},
    )
