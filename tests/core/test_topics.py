"""The plain states of a lab and a topic."""

from __future__ import annotations

import pytest

from registry.core.dates import PartialDate
from registry.core.endings import Ending
from registry.core.records import Act, Conduct, NothingFound, Signatory, Verdict
from registry.core.topics import Status, topic_record
from tests.builders import catalog, clause, conduct, day, document, joint, lab, version

V = Verdict
ON = day("2025-06-01")


def status(*entries: Conduct, act: Act = Act.PROMISE) -> Status:
    held = catalog(lab(document(version("1", "2023-01-01", clause("a", act=act))), conduct=entries))
    return topic_record(held, "acme", "pause", ON).status


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), Status.PROMISED),
        ((V.PENDING,), Status.PROMISED),
        ((V.PARTLY_KEPT,), Status.PROMISED),
        ((V.KEPT,), Status.KEPT),
        ((V.KEPT, V.PARTLY_KEPT), Status.KEPT),
        ((V.KEPT, V.DISPUTED), Status.KEPT),
        ((V.KEPT, V.DISPUTED, V.BROKEN), Status.BROKEN),
    ],
)
def test_conduct_colours_a_promise(verdicts: tuple[Verdict, ...], expected: Status) -> None:
    """A promise is kept so far when one entry says so and none broken; a dispute alone is shown as such."""
    entries = [conduct(f"2024-01-0{n}", verdict, "policy/a") for n, verdict in enumerate(verdicts, 1)]
    assert status(*entries) is expected


def test_what_happened_later_does_not_count() -> None:
    """Conduct after the day asked about is not yet known on it."""
    assert status(conduct("2025-07-01", V.BROKEN, "policy/a")) is Status.PROMISED


def test_a_statement_is_no_promise() -> None:
    """A topic with nothing but a position is told apart from a promise."""
    assert status(act=Act.STATEMENT) is Status.POSITION


def test_silence_is_told_apart() -> None:
    """Nothing found (with the last search), never looked, and removed (with its day) are three states."""
    made = catalog(
        lab(
            document(version("1", "2023-01-01", clause("a")), version("2", "2024-02-03")),
            nothing_found=(
                NothingFound("audit", PartialDate.parse("2024-01-01"), "its website"),
                NothingFound("audit", PartialDate.parse("2025-01-01"), "its blog"),
            ),
        ),
        lab(slug="other"),
    )
    looked = topic_record(made, "acme", "audit", ON)
    removed = topic_record(made, "acme", "pause", day("2024-02-03"))
    assert (looked.status, removed.status) == (Status.NOTHING_FOUND, Status.REMOVED)
    assert looked.looked is not None
    assert looked.looked.looked == "its blog"
    assert removed.removed_on == day("2024-02-03")
    assert topic_record(made, "other", "pause", ON).status is Status.NOT_ASSESSED


def test_what_ended_is_no_removal() -> None:
    """A promise that ran out, or bound no longer, has ended; one dropped together with it makes the topic removed."""
    fulfilled = clause("a", ends="2024-02-03")
    gone = Signatory(
        lab="signed", joined=PartialDate.parse("2023-01-01"), left=PartialDate.parse("2024-02-03")
    )
    made = catalog(
        lab(document(version("1", "2023-01-01", fulfilled))),
        lab(
            document(
                version("1", "2023-01-01", fulfilled, clause("b")), version("2", "2024-02-03"), owner="both"
            ),
            slug="both",
        ),
        lab(slug="signed"),
        joint=(joint(version("1", "2023-01-01", clause("j")), signatories=(gone,)),),
    )
    found = {slug: topic_record(made, slug, "pause", ON) for slug in made.labs}
    assert {slug: (record.status, record.ended and record.ended.why) for slug, record in found.items()} == {
        "acme": (Status.ENDED, Ending.RUN_OUT),
        "both": (Status.REMOVED, Ending.REMOVED),
        "signed": (Status.ENDED, Ending.LEFT),
    }
    assert [found[slug].removed_on for slug in ("acme", "both")] == [None, day("2024-02-03")]
    assert topic_record(made, "acme", "pause", day("2024-02-02")).ended is None
