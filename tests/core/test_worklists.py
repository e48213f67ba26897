"""What is to be done next: each list begins and ends on its day, and nothing resolved is asked for again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import (
    Declined,
    Disclosure,
    NothingFound,
    Read,
    Signatory,
    Source,
    Verdict,
    Withdrawal,
)
from registry.core.worklists import work_lists
from tests import builders
from tests.builders import clause, conduct, day, document, lab, version

ARCHIVED = Source("https://example.org/a", Read.PRIMARY, archive="https://archive.example/a")


def checked(*days: str | None) -> Catalog:
    """A lab with a document for each of those days on which it was last looked at."""
    found = [
        document(slug=f"p{n}", checked=PartialDate.parse(text) if text else None)
        for n, text in enumerate(days)
    ]
    return builders.catalog(lab(*found))


def unchecked(catalog: Catalog, on: str) -> list[tuple[str, int | None]]:
    """The documents to look at again, and for how many days nobody has."""
    return [(item.document.slug, item.days) for item in work_lists(catalog, day(on)).unchecked]


def test_a_document_is_looked_at_again_after_ninety_days() -> None:
    """Not on the 89th day, but on the 90th; of a month alone, its first day counts."""
    assert unchecked(checked("2025-01-01"), "2025-03-31") == []
    assert unchecked(checked("2025-01-01"), "2025-04-01") == [("p0", 90)]
    assert unchecked(checked("2025-01"), "2025-04-01") == [("p0", 90)]


def test_what_was_never_looked_at_comes_first_then_the_longest_wait() -> None:
    """Whatever lab it is of."""
    found = unchecked(checked("2025-01-02", None, "2024-01-01", "2025-01-01"), "2025-12-31")
    assert found == [("p1", None), ("p2", 730), ("p3", 364), ("p0", 363)]


def test_a_withdrawn_document_is_not_looked_at_again() -> None:
    """From the day of its withdrawal on."""
    gone = document(withdrawn=Withdrawal(PartialDate.parse("2025-06-01"), "replaced"))
    assert unchecked(builders.catalog(lab(gone)), "2025-05-31") == [("policy", None)]
    assert unchecked(builders.catalog(lab(gone)), "2025-06-01") == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-05-31", []),
        ("2025-06-01", [30]),
        ("2025-07-01", [0]),
        ("2025-07-02", [-1]),
        ("2027-07-01", [-730]),
    ],
)
def test_a_promise_is_listed_from_thirty_days_before_its_date(on: str, expected: list[int]) -> None:
    """And for as long after it as no outcome is on record."""
    policy = document(version("1", "2024-01-01", clause("a", due="2025-07-01"), clause("b")))
    assert [item.days for item in work_lists(builders.catalog(lab(policy)), day(on)).falling] == expected


def test_a_promise_with_an_outcome_is_not_listed() -> None:
    """Conduct about it takes it off the list; a dispute does not."""
    policy = document(version("1", "2024-01-01", clause("a", due="2025-07-01")))
    for verdict, expected in ((Verdict.BROKEN, 0), (Verdict.DISPUTED, 1)):
        seen = lab(policy, conduct=(conduct("2025-07-01", verdict, "policy/a"),))
        assert len(work_lists(builders.catalog(seen), day("2025-08-01")).falling) == expected


def test_every_source_without_an_archived_copy_is_named_by_its_record() -> None:
    """Of versions, conduct, disclosures and refusals to sign; one with an archived copy is not."""
    entry = conduct("2025-01-01", Verdict.KEPT, "pause")
    said = Disclosure(
        "labs/acme/disclosures/d.md", "acme", "d", PartialDate.parse("2025"), builders.SOURCE, "Said."
    )
    refusal = Declined(PartialDate.parse("2025"), "no", builders.SOURCE, name="Other")
    pledge = builders.joint(
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2025")),), declined=(refusal,)
    )
    own = document(version("1", "2024-01-01"), replace(version("2", "2025-01-01"), source=ARCHIVED))
    full = builders.catalog(lab(own, conduct=(entry,), disclosures=(said,)), joint=(pledge,))
    found = {(item.path, item.owner) for item in work_lists(full, day("2025-01-01")).unarchived}
    assert found == {
        ("labs/acme/policy/1.md", "acme"),
        (entry.path, "acme"),
        (said.path, "acme"),
        ("labs/joint/pledge/document.md", "joint"),
    }
    kept = builders.catalog(lab(conduct=(replace(entry, sources=(ARCHIVED, ARCHIVED)),)))
    assert work_lists(kept, day("2025-01-01")).unarchived == ()


def test_topics_that_nobody_looked_into_are_named() -> None:
    """A clause, or a search that found nothing, takes a topic off the list."""
    found = work_lists(builders.catalog(lab(), lab(slug="bolt")), day("2025-01-01")).unassessed
    assert [(item.lab.slug, [topic.id for topic in item.topics]) for item in found] == [
        ("acme", ["pause", "audit"]),
        ("bolt", ["pause", "audit"]),
    ]
    policy = document(version("1", "2024-01-01", clause("a", topic="pause")))
    looked = (NothingFound("audit", PartialDate.parse("2025"), "everywhere"),)
    assert work_lists(builders.catalog(lab(policy, nothing_found=looked)), day("2025-01-01")).unassessed == ()
