"""What a sound catalogue's texts become."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.content.folder import read_all
from registry.content.reader import Reader
from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Act, Announced, Direction, Kind, Read, Verdict
from registry.core.standard import Aggregate, Combine
from registry.core.topics import topic_records
from registry.errors import ProblemsFound
from registry.web.courses import followed
from registry.web.scores import scorecard
from tests.content import sample


def _same(one: Catalog, other: Catalog) -> bool:
    return all(
        getattr(one, field.name) == getattr(other, field.name)
        and list(getattr(one, field.name)) == list(getattr(other, field.name))
        for field in fields(Catalog)
        if field.name != "vocabulary"
    ) and (one.vocabulary == other.vocabulary)


def test_a_lab_carries_all_that_is_on_record_about_it() -> None:
    """A lab's own keys, and the records of the files beside it, are read as they were written."""
    lab = read_all(sample.TEXTS).lab("acme")
    assert (lab.name, lab.legal_name, lab.country, lab.founded) == ("Acme", "Acme AI Ltd", "GB", 2015)
    assert lab.aliases == ("Acme AI", "NO")
    assert lab.formerly == ("acme-labs",)
    assert lab.about == "A laboratory."
    assert [(entry.topic, entry.date.text) for entry in lab.nothing_found] == [("audit", "2024-02")]
    assert [document.slug for document in lab.documents] == ["policy"]
    assert lab.open_questions == "- Who sits on the committee?"
    (conduct,), (disclosure,), (reply,) = lab.conduct, lab.disclosures, lab.replies
    assert (conduct.name, conduct.verdict) == ("2024-11-report-published", Verdict.DISPUTED)
    assert conduct.about == ("policy/stop", "joint/pledge/stop-together", "audit")
    assert [source.read for source in conduct.sources] == [Read.PRIMARY, Read.SECONDARY]
    assert [reading.by for reading in conduct.readings] == ["the lab", "a union"]
    assert conduct.statement == "News Example reports it."
    assert disclosure.statement.startswith("Acme says")
    assert (reply.by, reply.text) == ("J. Doe, head of policy", "We disagree.")


def test_a_version_keeps_every_key_of_its_clauses() -> None:
    """Each property of a clause and a version reaches the record, dates with the precision written."""
    document = read_all(sample.TEXTS).document("acme", "policy")
    assert (document.kind, document.superseded_by) == (Kind.POLICY, "joint/pledge")
    assert document.withdrawn is not None
    assert document.withdrawn.date == PartialDate.parse("2026-01-31")
    assert document.disputed is not None
    first, second = document.versions
    assert (first.label, first.date.text, first.source.read_from) == (
        "1.0",
        "2023-10",
        "https://mirror.example/1",
    )
    assert (second.name, second.date.text, second.announced) == (
        "Second edition",
        "2024-11-01",
        Announced.PARTLY,
    )
    (clause,) = second.clauses
    assert (clause.was, clause.continues) == ("halt", "joint/pledge/stop-together")
    assert (clause.strength, clause.verification, clause.disclosure) == ("intent", "external", "claimed")
    assert clause.due == PartialDate.parse("2025-05-01")
    assert clause.ends == PartialDate.parse("2026-05")
    assert clause.waiver == "if a competitor goes ahead"
    assert clause.judged is not None
    assert clause.judged.change is Direction.WEAKENED
    assert second.unconfirmed == ("look",)
    assert [removal.id for removal in second.removed] == ["tell"]


def test_a_clause_has_the_defaults_and_its_version_s_decider() -> None:
    """Where a clause is silent it is a published promise that nobody can check, decided by whom the version names."""
    halt, look, _ = read_all(sample.TEXTS).document("acme", "policy").versions[0].clauses
    assert (halt.act, halt.verification, halt.disclosure) == (Act.PROMISE, "none", "published")
    assert halt.decided_by == "the board"
    assert (look.act, look.decided_by) == (Act.PERMISSION, "the chief scientist")


def test_a_joint_document_names_its_signatories() -> None:
    """Who signed, since when, for which clauses, who left and who declined."""
    pledge = read_all(sample.TEXTS).document("joint", "pledge")
    acme, bolt, cog = pledge.signatories
    assert (acme.lab, acme.clauses, acme.since.text) == ("acme", ("stop-together",), "2024-05-21")
    assert bolt.left is not None
    assert (bolt.since.text, bolt.left.text) == ("2024-06", "2025-01-01")
    assert cog.out_of_scope is not None
    assert (cog.name, cog.lab) == ("Cog Ltd", None)
    assert [declined.name for declined in pledge.declined] == ["Dyn Inc"]
    assert pledge.open_questions == "- Is it in force?"


def test_a_standard_is_read_with_its_numbers_and_needs() -> None:
    """Weights, cut-offs, shares and needs are values; a level that names no disclosure asks for `published`."""
    standard = read_all(sample.TEXTS).standard("caution")
    assert (standard.version, standard.aggregate) == ("1.10", Aggregate.GEOMETRIC)
    assert standard.grades == {"A": 80, "B": 50.5, "F": 0}
    assert (standard.practice.window_months, standard.practice.combine) == (24, Combine.WORST)
    assert standard.practice.values == {"kept": 1, "broken": 0.25}
    assert (standard.robustness.draws, standard.robustness.concentration) == (1000, 20)
    halting, looking = standard.criteria
    assert (halting.weight, halting.topics, halting.aspects) == (
        2.5,
        ("pause",),
        ("stop-training", "collective-pause"),
    )
    top, bottom = halting.levels
    assert top.needs.facets == {"strength": "firm", "disclosure": "published"}
    assert (top.needs.has, top.needs.without) == (("decided_by",), ("waiver",))
    assert (top.needs.own, top.needs.held_days) == (True, 180)
    assert (bottom.needs.facets, bottom.needs.own) == ({"disclosure": "published"}, False)
    assert looking.levels[0].needs.facets == {"verification": "external", "disclosure": "claimed"}


def test_versions_stand_by_date_and_then_by_label_as_people_count() -> None:
    """Two versions of one day stand by their labels in natural order: 2.9 before 2.10."""
    text = sample.TEXTS[sample.PLEDGE_TEXT]
    texts = {**sample.TEXTS, "labs/joint/pledge/2.10.md": text, "labs/joint/pledge/2.9.md": text}
    labels = [version.label for version in read_all(texts).joint["pledge"].versions]
    assert labels == ["2.9", "2.10", "2024-05-21"]


def test_windows_line_ends_and_empty_values_are_read() -> None:
    """CRLF line ends are tolerated, and a key without a value is as good as left out."""
    texts = {path: text.replace("\n", "\r\n") for path, text in sample.TEXTS.items()}
    texts[sample.LAB] = texts[sample.LAB].replace("GB", "")
    assert read_all(texts).lab("acme").country is None
    assert read_all(texts).lab("acme").name == "Acme"


@given(st.randoms(use_true_random=False))
def test_the_order_of_texts_never_matters(chance: random.Random) -> None:
    """Texts in any order give the same catalogue, down to the order of its records."""
    items = list(sample.TEXTS.items())
    chance.shuffle(items)
    assert _same(read_all(dict(items)), read_all(sample.TEXTS))


def test_a_reader_reads_only_changed_texts_again() -> None:
    """From one catalogue to the next the records of unchanged texts stay the very same; the changed one is new."""
    reader = Reader()
    before = reader.read(sample.TEXTS)
    after = reader.read(sample.with_edit(sample.SECOND, "section 3.2", "section 4"))
    assert after.document("acme", "policy").versions[0] is before.document("acme", "policy").versions[0]
    assert after.document("acme", "policy").versions[1].clauses[0].where == "section 4"
    assert _same(reader.read(sample.TEXTS), before)


def _worked_out(catalog: Catalog) -> list[object]:
    """What is derived from a catalogue's records, as values."""
    on = date(2025, 6, 1)
    return [
        [(change.reference, change.date.text, change.derived, change.moves) for change in catalog.changes],
        [
            [(held.reference, held.clause, held.start, held.end, held.since) for held in spans]
            for spans in catalog.tenures.values()
        ],
        [
            [
                (found.status, found.record, [entry.name for entry in found.conduct])
                for found in topic_records(catalog, lab, on)
            ]
            for lab in catalog.labs
        ],
        [scorecard(catalog, "caution", lab, on).practice for lab in catalog.labs],
        [[step.totals for step in followed(catalog, "caution", lab).steps] for lab in catalog.labs],
    ]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (sample.SECOND, "due: 2025-05-01", "due: 2025-04-01"),
        (sample.SECOND, "strength: intent", "strength: firm"),
        (sample.PLEDGE_TEXT, "strength: firm", "strength: intent"),
        (sample.PLEDGE, "seen: 2024-06", "seen: 2024-07"),
        (sample.CONDUCT, "verdict: disputed", "verdict: broken"),
        (sample.STANDARD, "weight: 2.5", "weight: 1.5"),
    ],
)
def test_what_is_carried_over_is_what_would_be_worked_out(path: str, old: str, new: str) -> None:
    """A reader's next catalogue derives what one read for the first time does, whichever text changed."""
    reader = Reader()
    before = _worked_out(reader.read(sample.TEXTS))
    changed = sample.with_edit(path, old, new)
    found = _worked_out(reader.read(changed))
    assert found == _worked_out(read_all(changed))
    assert found != before


def test_an_untouched_lab_is_not_worked_out_again() -> None:
    """What one catalogue found out about a lab the next one has, also where none in between was asked."""
    reader = Reader()
    first = reader.read(sample.TEXTS)
    held = first.holders
    reader.read(sample.with_edit(sample.SECOND, "section 3.2", "section 4"))
    last = reader.read(sample.with_edit(sample.SECOND, "section 3.2", "section 5"))
    assert last.holders["bolt"] is held["bolt"]
    assert last.holders["acme"] is not held["acme"]
    assert last.document("joint", "pledge") is first.document("joint", "pledge")


def test_a_date_told_less_exactly_is_a_change() -> None:
    """A month equals its first day in order, but a lab with one is not kept in place of a lab with the other."""
    reader = Reader()
    reader.read(sample.TEXTS)
    after = reader.read(sample.with_edit(sample.LAB, "date: 2024-02,", "date: 2024-02-01,"))
    assert after.lab("acme").nothing_found[0].date.text == "2024-02-01"


def test_a_changed_vocabulary_is_felt_in_texts_that_did_not_change() -> None:
    """A reader that has read a text with one vocabulary checks it again with the next."""
    reader = Reader()
    reader.read(sample.TEXTS)
    renamed = {
        **sample.TEXTS,
        sample.VOCABULARY: sample.TEXTS[sample.VOCABULARY].replace("stop-training", "stop-it"),
    }
    with pytest.raises(ProblemsFound) as found:
        reader.read(renamed)
    assert found.value.problems == sample.problems_of(renamed)
