"""Quotes are looked for in the sources kept beside a submission, within bounds that are told, and quickly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest

from registry.core import quoting
from registry.core.catalog import Catalog
from registry.core.quoting import Finding, Passages
from registry.desk import seeking
from registry.desk.previewing import Previewer
from registry.desk.seeking import MAX_READY, MAX_SOUGHT_IN, Look, find_quotes
from registry.store import sources
from registry.store.submissions import Submission
from tests.builders import day
from tests.content.sample import SECOND, TEXTS
from tests.desk.desks import Desk
from tests.patience import processor_seconds
from tests.store.revisions import NOON

FULL = 2_000_000
"""As many characters as are taken from one source."""


def proposed(quotes: Iterable[str]) -> str:
    """A version with a clause for each quote."""
    clauses = "".join(
        f"  - {{id: c{number}, topic: pause, aspects: [stop-training], act: promise, text: Acme will stop., where: "
        f'section {number}, strength: firm, verification: none, disclosure: published, quote: "{quote}"}}\n'
        for number, quote in enumerate(quotes)
    )
    return (
        TEXTS[SECOND]
        .replace("    quote: when it must\n", "")
        .replace("unconfirmed:", f"{clauses}unconfirmed:")
    )


def begun(desk: Desk, quotes: Sequence[str], texts: Sequence[str | None]) -> tuple[Submission, Catalog]:
    """A draft with these quotes and these sources, the oldest first, and what it makes of the record."""
    draft = desk.begin({SECOND: proposed(quotes)})
    catalog = Previewer(desk.source).preview(draft.changes, on=day("2026-11-21")).catalog
    assert catalog is not None
    for number, text in enumerate(texts):
        keep(desk, draft, text, number)
    return draft, catalog


def keep(desk: Desk, draft: Submission, text: str | None, number: int) -> None:
    """A source of that text beside a draft, the `number`th by time."""
    content = f"{draft.id} {number}".encode()
    made = sources.SourceText(
        submission=draft.id, hash=sources.hash_of(content), name=f"source {number}", kind="text", size=len(content),
        has_text=text is not None, note="", added=NOON + timedelta(minutes=number), added_by="ada",
    )  # fmt: skip
    with desk.database.writing() as session:
        sources.add(session, made, content=content, text=text)


def looked(desk: Desk, draft: Submission, catalog: Catalog) -> Look:
    with desk.database.reading() as session:
        return find_quotes(session, draft, catalog)


def told(look: Look) -> list[tuple[Finding, str | None]]:
    """Of each quote what became of it, and in which source it was found."""
    return [(item.check.finding, item.source.name if item.source else None) for item in look.findings]


def test_each_quote_is_looked_for(sqlite_desk: Desk) -> None:
    """In all sources of the submission, the newest first; one that is not there is shown what it may have meant."""
    desk = sqlite_desk
    draft, catalog = begun(desk, ["“will stop when it must”"], [])
    assert told(looked(desk, draft, catalog)) == [(Finding.NO_SOURCE, None)]
    keep(desk, draft, "Something else.", 0)
    assert told(looked(desk, draft, catalog)) == [(Finding.NOT_FOUND, None)]
    keep(desk, draft, "Acme will often stop when it must, and “will stop” at times.", 1)
    keep(desk, draft, None, 2)
    look = looked(desk, draft, catalog)
    (item,) = look.findings
    assert look.missing == (item,) and item.source is None
    assert item.nearest is not None and "will often stop when it must" in item.nearest
    for number in (3, 4):
        keep(desk, draft, 'It says: "will stop\nwhen it must".', number)
        assert told(looked(desk, draft, catalog)) == [(Finding.FOUND, f"source {number}")]


def test_what_is_too_much_is_passed_over_and_said(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest sources are looked at, as far as there is room; the others are named, and none without a text is."""
    monkeypatch.setattr(seeking, "MAX_SOUGHT_IN", 100)
    quotes = ["old words", "new words"]
    draft, catalog = begun(
        sqlite_desk, quotes, ["old words", None, "x " * 40, "new words".ljust(60), "y " * 20]
    )
    look = looked(sqlite_desk, draft, catalog)
    assert told(look) == [(Finding.NOT_FOUND, None), (Finding.FOUND, "source 3")]
    assert [source.name for source in look.passed_over] == ["source 0", "source 2"]


def test_quotes_beyond_the_bounds_are_not_called_missing(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those for which a look does not suffice are counted apart: nobody has looked whether they are there."""
    effort = quoting.Effort
    monkeypatch.setattr(seeking, "Effort", lambda: effort(quotes=2))
    draft, catalog = begun(sqlite_desk, ["will stop", "will go", "will stop"], ["Acme will stop."])
    look = looked(sqlite_desk, draft, catalog)
    assert [finding for finding, _ in told(look)] == [
        Finding.FOUND,
        Finding.NOT_FOUND,
        Finding.NOT_LOOKED_FOR,
    ]
    assert (len(look.missing), look.unsought) == (1, 1)


def test_texts_stay_ready_as_long_as_there_is_room(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look reads no source again, under whichever submission; the texts that stay are bounded together."""
    made: list[str] = []

    def passages(text: str) -> Passages:
        made.append(text)
        return Passages(text)

    monkeypatch.setattr(seeking, "Passages", passages)
    monkeypatch.setattr(seeking, "_SHELF", seeking._Shelf())
    monkeypatch.setattr(seeking, "MAX_READY", 100)
    one = begun(sqlite_desk, ["will stop"], ["a" * 40, "b" * 40])
    other = begun(sqlite_desk, ["will stop"], ["c" * 40])
    for _ in range(2):
        looked(sqlite_desk, *one)
    assert [text[0] for text in made] == ["b", "a"]
    looked(sqlite_desk, *other)
    looked(sqlite_desk, *other)
    assert [text[0] for text in made] == ["b", "a", "c"]
    looked(sqlite_desk, *one)
    assert [text[0] for text in made] == ["b", "a", "c", "b", "a"]
    assert MAX_READY >= 2 * MAX_SOUGHT_IN


HOSTILE = {
    "letters alone": (["a" * FULL] * 3, ["a" * 1200 + "b" + "a" * 1200] * 300),
    "gaps that never agree": (["a " * 1_000_000] * 3, ["a " * 500 + "a-a"] * 300),
    "alike everywhere": (
        ["safeguards threshold deployment laboratory " * 46_000] * 3,
        ["laboratory unlike safeguards " * 30] * 300,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_worst_look_is_bounded(sqlite_desk: Desk, name: str) -> None:
    """More text than is looked at, and 300 quotes that are not there: a look ends in a second and a half."""
    texts, quotes = HOSTILE[name]
    draft, catalog = begun(sqlite_desk, quotes, texts)
    looks: list[Look] = []
    assert processor_seconds(lambda: looks.append(looked(sqlite_desk, draft, catalog))) < 1.5
    (look,) = looks
    assert look.passed_over and look.unsought and not [item for item in look.findings if item.source]


def test_an_ordinary_look_is_quick(sqlite_desk: Desk) -> None:
    """Fifty quotes in a source of 300 kB that is ready, a few of which are not there: as one types."""
    words = "the laboratory will not deploy a model above threshold unless safeguards hold and pause".split()
    text = " ".join(
        words[number * number % 13] + ("." if number % 9 == 0 else "") for number in range(55_000)
    )
    quotes = [text[at : at + 60].strip() for at in range(1000, 290_000, 6_400)] + [
        "will never hold a pause"
    ] * 5
    draft, catalog = begun(sqlite_desk, quotes[-50:], [text])
    look = looked(sqlite_desk, draft, catalog)
    assert (len(look.findings), len(look.missing)) == (50, 5)
    assert processor_seconds(lambda: looked(sqlite_desk, draft, catalog), repeat=3) < 0.03
