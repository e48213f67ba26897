"""Words for needs and counts: every single need is said, what asks for nothing is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.core.compare import changes
from registry.core.dates import PartialDate
from registry.core.levels import Missing
from registry.core.memo import memo as memo_of
from registry.core.records import Document, Signatory
from registry.core.standard import FILLABLE, Needs
from registry.publish.explain import memo, memo_line, missing_in_words, needs_in_words
from tests import builders
from tests.builders import clause, document, version

WORDS = builders.vocabulary()


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (Missing(facets={"strength": "firm"}), ["its strength is “firm”"]),
        (Missing(facets={"strength": "intent"}), ["its strength is “intent” or higher"]),
        (Missing(facets={"verification": "external"}), ["external"]),
        (Missing(facets={"disclosure": "published"}), ["the text of the rule is public"]),
        (Missing(facets={"disclosure": "claimed", "verification": "none", "strength": "aspiration"}), []),
        (Missing(without=("waiver",)), ["it leaves no way out"]),
        (Missing(held_days=180), ["it has been in force for 180 days"]),
    ],
)
def test_each_need_has_its_words(missing: Missing, words: list[str]) -> None:
    """One part of a sentence for each thing that lacks; the lowest value of a facet asks for nothing."""
    assert list(missing_in_words(missing, vocabulary=WORDS)) == words


def test_every_property_that_can_be_asked_for_has_words() -> None:
    """No level can ask for something that the page cannot say; each thing is said differently."""
    said = needs_in_words(Needs(has=FILLABLE, own=True), vocabulary=WORDS)
    assert len(set(said)) == len(FILLABLE) + 1


def test_a_memo_counts_by_the_direction_that_counts() -> None:
    """Losses come first; without changes it says so."""
    policy = document(
        version("1", "2024-01-01", clause("a"), clause("b"), clause("c")),
        version("2", "2024-02-01", clause("a", strength="intent"), clause("c"), clause("d"), clause("e")),
    )
    found = [change for change in changes(policy, vocabulary=WORDS) if change.from_version]
    assert memo(found) == "1 weakened, 1 removed, 2 added, 1 unchanged"
    assert memo(()) == "nothing changed"


FIRM = replace(
    builders.standard(builders.criterion(builders.level(61, strength="firm"), builders.level(54.2))),
    id="buying-time",
)


def line(document: Document, *labs: str) -> str:
    """The memo line of a document's two versions, of a lab's own one or of one that those labs signed."""
    made = tuple(
        builders.lab(document, slug=slug) if slug == document.owner else builders.lab(slug=slug)
        for slug in labs
    )
    shared = (document,) if document.is_joint else ()
    catalog = builders.catalog(*made, joint=shared, standards=(FIRM,))
    return memo_line(memo_of(catalog, document, *document.versions), catalog=catalog)


def test_a_memo_line_says_what_happened_and_what_it_did_to_scores() -> None:
    """Losses first, then each standard's total before and after; where none moved it says so."""
    first = version("1", "2024-01-01", clause("a"), clause("b", topic="audit"))
    weakened = version("2", "2024-02-01", clause("a", strength="intent"), clause("c", topic="audit"))
    reworded = version("2", "2024-02-01", clause("a", text="It stops."), clause("b", topic="audit"))
    assert (
        line(document(first, weakened), "acme") == "1 weakened, 1 removed, 1 added; buying-time 61.0 → 54.2"
    )
    assert line(document(first, reworded), "acme") == "1 reworded; no score moved"


def test_a_memo_line_of_a_joint_document_names_its_holders() -> None:
    """Three labs are named, the others counted; a document that nobody holds is told without scores."""
    versions = (
        version("1", "2024-01-01", clause("a", strength="intent")),
        version("2", "2024-02-01", clause("a")),
    )
    labs = ("acme", "beta", "coda", "dune")
    signed = tuple(Signatory(lab=slug, joined=PartialDate.parse("2024-01-01")) for slug in labs)
    told = line(builders.joint(*versions, signatories=signed), *labs)
    assert told == (
        "1 strengthened; buying-time: Acme 54.2 → 61.0, Beta 54.2 → 61.0, Coda 54.2 → 61.0, and 1 more lab"
    )
    assert line(builders.joint(*versions, signatories=()), "acme") == "1 strengthened"
