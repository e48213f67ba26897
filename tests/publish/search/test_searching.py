"""What a search finds and says: forms, fields, filters, days, removed clauses, snippets, counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Conduct, Direction, Judgement, Signatory, Verdict, Withdrawal
from registry.publish.search import EntryKind, Filters, Order, Result, SearchIndex, State, search_json
from tests import builders as b

TODAY = date(2026, 11, 21)
HOSTILE = "Will pause <script>alert(1)</script> & \"quote\" <mark>training</mark> 'now'."


def catalogue() -> Catalog:
    """A lab whose pledge was dropped and came back weaker, its rival, a joint pledge and one entry of conduct."""
    policy = b.document(
        b.version(
            "1.0",
            "2023-01-01",
            b.clause(
                "stop",
                text="Will pause training on red-teaming findings.",
                decided_by="The Board of Directors",
            ),
            b.clause(
                "old-promise",
                text="Will invite auditors of every kind.",
                topic="audit",
                aspects=("outside",),
            ),
            summary="The first text, about moratoria.",
        ),
        b.version(
            "2.0",
            "2024-03",
            b.clause(
                "stop",
                text="May halt a training run.",
                strength="conditional",
                judged=Judgement(Direction.WEAKENED, "the duty became a discretion"),
            ),
        ),
        title="Safety Policy (SP)",
    )
    rival = b.document(
        b.version("1", "2024-01-01", b.clause("bad", text=HOSTILE)), slug="rules", owner="rival"
    )
    pledge = b.joint(
        b.version("1", "2022-01-01", b.clause("shared", text="Will share audits.", topic="audit")),
        signatories=(
            Signatory(lab="acme", joined=PartialDate.parse("2022"), left=PartialDate.parse("2023")),
        ),
    )
    seen = b.conduct("2024-05", Verdict.BROKEN, "policy/stop", name="training-went-on")
    labs = (
        b.lab(policy, conduct=(seen,), aliases=("ACM", "Wile E."), founded=2020),
        b.lab(rival, slug="rival", name="Rival Labs"),
    )
    return b.catalog(*labs, joint=(pledge,))


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    found = SearchIndex(None)
    found.update(catalogue(), "one")
    return found


def keys(result: Result) -> list[str]:
    return [hit.entry.key for hit in result.hits]


def asked(index: SearchIndex, typed: str, **given: object) -> list[str]:
    return keys(index.search(typed, today=TODAY, filters=Filters(**given)))  # type: ignore[arg-type]


STOP, OLD, BAD = "clause:acme/policy/stop", "clause:acme/policy/old-promise", "clause:rival/rules/bad"
SHARED, SEEN = "clause:joint/pledge/shared", "conduct:acme/2024-05-training-went-on"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("pauses", STOP),
        ("redteaming", STOP),
        ("red teaming", STOP),
        ('"red-teaming findings"', STOP),
        ("audit* kinds", OLD),
        ("acme halting", STOP),
        ("ACM discretion", STOP),
        ("moratorium OR moratoria", "version:acme/policy/1.0"),
        ("SP 2.0", "version:acme/policy/2.0"),
        ("Wile E.", "lab:acme"),
    ],
)
def test_words_are_found_in_any_form_and_spelling(index: SearchIndex, typed: str, key: str) -> None:
    """Stems, hyphens, prefixes, aliases, past texts and reasons given all lead to the entry."""
    assert key in asked(index, typed)[:3]


def test_a_phrase_is_its_words_in_a_row(index: SearchIndex) -> None:
    """The same words apart do not match a phrase."""
    assert STOP in asked(index, '"halt a training run"')
    assert asked(index, '"training halt"') == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lab:acme kind:clause", {STOP, OLD, SHARED}),
        ("lab:ACM kind:clause -topic:audit", {STOP}),
        ("lab:joint kind:clauses", {SHARED}),
        ("topic:Audit kind:clause", {OLD, SHARED}),
        ('document:"Safety Policy" kind:clause', {STOP, OLD}),
        ("document:acme/policy version:1.0", {"version:acme/policy/1.0"}),
        ("strength:conditional", {STOP}),
        ("verification:none kind:clause -lab:acme", {BAD}),
        ("decider:board", set()),
        ("verdict:broken", {SEEN}),
        ("removed:yes", {OLD}),
        ("changed:weakened", {STOP}),
        ("changed:yes", {STOP, OLD}),
        ("since:2024-03 until:2024 kind:clause", {STOP, OLD}),
        ("asof:2023-06-01 kind:clause", {STOP, OLD, SHARED}),
        ("asof:2022-06-01 kind:clause", {SHARED}),
    ],
)
def test_each_field_narrows_to_what_it_says(index: SearchIndex, typed: str, found: set[str]) -> None:
    """A field finds just the entries with that property."""
    assert set(asked(index, typed)) == found


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("lab:acmee pause", "did you mean “acme”"),
        ("topic:nonsense pause", "No topic is called"),
        ("asof:yesterday pause", "write a date"),
        ("strength:strong", "No strength is called"),
        ("removed:maybe", "yes or no"),
        ("kind:", "without a value"),
    ],
)
def test_a_value_without_meaning_is_told(index: SearchIndex, typed: str, note: str) -> None:
    """The reader learns what was passed over or not known, and what would be right."""
    assert any(note in told for told in index.search(typed, today=TODAY).notes)


def test_a_removed_clause_is_found_and_marked(index: SearchIndex) -> None:
    """What is gone is still found; its state and dates say that it is gone, as the sources write them."""
    hit = index.search("auditors", today=TODAY).hits[0]
    assert hit.entry.key == OLD
    assert hit.life is not None
    assert (hit.life.state, hit.life.since, hit.life.until) == (State.REMOVED, "2023-01-01", "2024-03")


def test_the_state_is_that_of_the_day_asked_about(index: SearchIndex) -> None:
    """On a past day what was removed later is in force, and what was not yet there is not found."""
    filters = Filters(as_of=date(2023, 6, 1))
    result = index.search("kind:clause", today=TODAY, filters=filters)
    assert {hit.entry.key: hit.life.state for hit in result.hits if hit.life} == {
        STOP: State.IN_FORCE,
        OLD: State.IN_FORCE,
        SHARED: State.IN_FORCE,
    }


def test_a_lab_holds_a_joint_clause_only_while_it_is_signed(index: SearchIndex) -> None:
    """With a lab and a day, a joint clause counts from joining until leaving."""
    assert SHARED in asked(index, "kind:clause", lab="acme", as_of=date(2022, 6, 1))
    assert SHARED not in asked(index, "kind:clause", lab="acme", as_of=date(2023, 6, 1))
    assert asked(index, "kind:clause", lab="joint") == [SHARED]


def test_counts_say_what_narrowing_would_leave(index: SearchIndex) -> None:
    """Each count of a facet is the total that choosing it gives, all other filters kept."""
    filters = Filters(kind=EntryKind.CLAUSE)
    result = index.search("will", today=TODAY, filters=filters)
    facets = {facet.name: {count.value: count.hits for count in facet.counts} for facet in result.facets}
    for lab, hits in facets["lab"].items():
        assert len(asked(index, "will", kind=EntryKind.CLAUSE, lab=lab)) == hits
    assert facets["kind"]["clause"] == result.total
    assert facets["state"] == {"in-force": 3, "removed": 1}


def test_snippets_escape_everything_but_the_marks(index: SearchIndex) -> None:
    """What a text holds of HTML is shown as text; only our own marks are markup."""
    found = search_json(index.search("pause lab:rival", today=TODAY))["hits"]
    snippet = next(hit["snippet"] for hit in found if hit["path"].endswith("/bad/"))
    assert "<script>" not in snippet
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quote&quot;" in snippet
    assert "&lt;mark&gt;training&lt;/mark&gt;" in snippet
    assert snippet.replace("<mark>pause</mark>", "").count("<") == 0


def test_a_snippet_from_an_earlier_text_says_so(index: SearchIndex) -> None:
    """Where only a past text holds the words, the snippet is of it, under its version's name."""
    hit = index.search("findings", today=TODAY).hits[0]
    assert hit.entry.key == STOP
    assert hit.snippet.label == "In version 1.0"
    assert [piece.text for piece in hit.snippet.pieces if piece.marked] == ["findings"]


@pytest.mark.parametrize(
    ("typed", "key", "start"),
    [
        ("promise", OLD, "Title: Old <mark>promise</mark> — Will invite auditors"),
        ("audit", SHARED, "Will share <mark>audits</mark>."),
        ("audit", OLD, "Topic: <mark>Audit</mark> — Will invite auditors"),
        ("outside", OLD, "Aspect: <mark>Outside</mark> — Will invite auditors"),
        ("checking", OLD, "Audit: <mark>Checking</mark>. — Will invite auditors"),
        ("safety", OLD, "Document: <mark>Safety</mark> Policy (SP) — Will invite auditors"),
        ("wile", OLD, "Lab: <mark>Wile</mark> E. — Will invite auditors"),
        ("wile", SHARED, "Held by: <mark>Wile</mark> E. — Will share audits."),
        ("broken", SEEN, "Verdict: <mark>broken</mark> — It was seen."),
    ],
)
def test_a_snippet_says_why_where_the_text_does_not(
    index: SearchIndex, typed: str, key: str, start: str
) -> None:
    """What else was found comes first, marked and under its name; the beginning of the text follows."""
    hit = next(hit for hit in index.search(typed, today=TODAY).hits if hit.entry.key == key)
    assert hit.snippet.html.startswith(start)


def test_a_synonym_marks_the_words_that_are_there() -> None:
    """A phrase that means the same is marked where its words stand in a row, not where one stands alone."""
    policy = b.document(
        b.version("1", "2023-01-01", b.clause("a", text="Care for information hazards, not for hazards."))
    )
    words = replace(b.vocabulary(), synonyms=(("infohazard", "information hazard"),))
    index = SearchIndex(None)
    index.update(b.catalog(b.lab(policy), words=words), "one")
    snippet = index.search("infohazards kind:clause", today=TODAY).hits[0].snippet.html
    assert snippet.startswith("Care for <mark>information</mark> <mark>hazards</mark>, not for hazards.")


def test_a_clause_found_by_an_earlier_name_says_so() -> None:
    """The name stands in no text; it is shown as what the clause is also called."""
    policy = b.document(
        b.version("1", "2023-01-01", b.clause("first-name", text="Will publish zebras.")),
        b.version("2", "2024-01-01", b.clause("second", was="first-name", text="Will publish zebras.")),
    )
    index = SearchIndex(None)
    index.update(b.catalog(b.lab(policy)), "one")
    hit = index.search("first name", today=TODAY, filters=Filters(kind=EntryKind.CLAUSE)).hits[0]
    assert hit.snippet.html == "Also called: <mark>first</mark>-<mark>name</mark> — Will publish zebras."


def test_without_words_a_snippet_is_the_beginning_of_the_text(index: SearchIndex) -> None:
    """Fields and filters have no words to mark; what has a text shows it."""
    for typed in ("lab:acme", "kind:clause", "asof:2023-06-01", "-halt", ""):
        hits = index.search(typed, today=TODAY, limit=100).hits
        assert hits
        for hit in hits:
            assert "<mark>" not in hit.snippet.html.replace("&lt;", "")
            assert bool(hit.snippet.html) == bool(hit.entry.text)


def test_a_misspelt_word_brings_a_suggestion(index: SearchIndex) -> None:
    """The suggestion is a word of the corpus, put into the query as typed; known words bring none."""
    assert index.search("pause trainng", today=TODAY).did_you_mean == "pause training"
    for known in ("pause training", "did they ever pausing", "halts"):
        assert index.search(known, today=TODAY).did_you_mean is None


def test_words_for_a_change_bring_what_was_changed_so_first(index: SearchIndex) -> None:
    """Who says that a promise was removed or weakened means first what is on record as such."""

    def score(typed: str, key: str) -> float:
        return {hit.entry.key: hit.score for hit in index.search(typed, today=TODAY).hits}[key]

    assert score("removed invite auditors", OLD) > score("zebra invite auditors", OLD) + 2
    assert score("weakened halt run", STOP) > score("zebra halt run", STOP) + 2
    assert score("weakened invite auditors", OLD) < score("removed invite auditors", OLD)


def test_where_nothing_holds_all_words_some_are_enough(index: SearchIndex) -> None:
    """Such hits come after those that hold all words, and are counted apart; who writes AND gets none of them."""
    result = index.search("auditors halt zebra", today=TODAY)
    assert result.whole == 0 < result.total
    assert {OLD, STOP} <= set(keys(result))
    assert asked(index, "auditors AND zebra") == []
    both = index.search("halt training", today=TODAY)
    assert both.whole < both.total
    assert STOP in keys(both)[: both.whole]


def test_what_is_of_the_lab_that_was_named_comes_before_the_same_of_others(index: SearchIndex) -> None:
    """Another lab's clause, or a document without the version that was typed, is found after it, not left out."""
    theirs = asked(index, "rival halt training script")
    assert theirs.index(BAD) < theirs.index(STOP)
    assert asked(index, "SP 2.0")[:2] == ["version:acme/policy/2.0", "document:acme/policy"]


def test_no_hit_names_what_is_near_and_how_much_was_searched(index: SearchIndex) -> None:
    """A search without hits still leads on."""
    result = index.search("riwal lab", today=TODAY, filters=Filters(kind=EntryKind.STANDARD))
    assert result.total == 0
    assert result.searched > 10
    assert ("rival", "Rival Labs") in result.labs


def test_hits_can_be_paged_and_put_in_order_of_date(index: SearchIndex) -> None:
    """Pages do not overlap and together are all hits; by date the newest comes first, undated ones last."""
    whole = index.search("", today=TODAY, order=Order.DATE, limit=100)
    pages = [
        index.search("", today=TODAY, order=Order.DATE, limit=3, offset=at) for at in range(0, whole.total, 3)
    ]
    assert [key for page in pages for key in keys(page)] == keys(whole)
    dates = [hit.entry.date for hit in whole.hits]
    assert dates == sorted(dates, reverse=True)


def test_the_json_has_just_the_shape_laid_down(index: SearchIndex) -> None:
    """Query, total, suggestion and hits with kind, path, title, score and snippet; paths are pages' addresses."""
    answer = search_json(index.search("auditors", today=TODAY))
    assert list(answer) == ["query", "total", "did_you_mean", "hits"]
    assert list(answer["hits"][0]) == ["kind", "path", "title", "score", "snippet"]
    assert answer["hits"][0]["path"] == "/labs/acme/policy/clauses/old-promise/"
    paths = {hit.entry.key: hit.entry.path for hit in index.search("", today=TODAY, limit=100).hits}
    assert paths[SHARED] == "/joint/pledge/clauses/shared/"
    assert paths["version:acme/policy/2.0"] == "/labs/acme/policy/2.0/"
    assert paths[SEEN] == "/labs/acme/conduct/2024-05-training-went-on/"


def test_a_renamed_clause_is_one_hit_under_its_last_name() -> None:
    """Its earlier text and name lead to it; there is no second hit for the old name."""
    policy = b.document(
        b.version("1", "2023-01-01", b.clause("first-name", text="Will publish zebras.")),
        b.version("2", "2024-01-01", b.clause("second-name", was="first-name", text="Will publish horses.")),
    )
    index = SearchIndex(None)
    index.update(b.catalog(b.lab(policy)), "one")
    found = index.search("zebras kind:clause", today=TODAY).hits
    assert [hit.entry.key for hit in found] == ["clause:acme/policy/second-name"]
    assert found[0].life is not None
    assert found[0].life.since == "2023-01-01"
    assert asked(index, "first-name kind:clause") == ["clause:acme/policy/second-name"]


def test_a_clause_that_came_back_tells_both_spans() -> None:
    """Between its removal and its return it was not in force."""
    text = "Will publish zebras."
    policy = b.document(
        b.version("1", "2020-01-01", b.clause("a", text=text)),
        b.version("2", "2021-01-01", b.clause("b")),
        b.version("3", "2022-01-01", b.clause("a", text=text)),
    )
    index = SearchIndex(None)
    index.update(b.catalog(b.lab(policy)), "one")
    key = "clause:acme/policy/a"
    states = [
        (asked(index, "zebras", as_of=day) or ["none"])[0]
        for day in (date(2020, 6, 1), date(2021, 6, 1), date(2022, 6, 1))
    ]
    assert states == [key, "none", key]
    known = {
        (today, hit.life.state)
        for today in (date(2019, 12, 31), date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1))
        for hit in index.search("zebras kind:clause", today=today).hits
        if hit.life
    }
    assert known == {
        (date(2019, 12, 31), State.NOT_YET),
        (date(2020, 1, 1), State.IN_FORCE),
        (date(2021, 1, 1), State.REMOVED),
        (date(2022, 1, 1), State.IN_FORCE),
    }


def test_a_withdrawn_document_takes_its_clauses_along() -> None:
    """Withdrawal ends the document, its version and its clauses on its date."""
    gone = Withdrawal(PartialDate.parse("2025-05-01"), "replaced by nothing")
    policy = b.document(b.version("1", "2023-01-01", b.clause("a")), withdrawn=gone)
    index = SearchIndex(None)
    index.update(b.catalog(b.lab(policy)), "one")
    assert set(asked(index, "", state=State.REMOVED)) == {
        "document:acme/policy",
        "version:acme/policy/1",
        "clause:acme/policy/a",
    }


def test_conduct_is_dated_by_its_last_possible_day() -> None:
    """An entry of May 2024 had not surely happened by the middle of that month."""
    entry = Conduct(
        "labs/acme/conduct/2024-05-x.md", "acme", "2024-05-x", PartialDate.parse("2024-05"), ("pause",),
        Verdict.KEPT, (b.SOURCE,), "Zebras were counted.",
    )  # fmt: skip
    index = SearchIndex(None)
    index.update(b.catalog(b.lab(conduct=(entry,))), "one")
    assert asked(index, "zebras", as_of=date(2024, 5, 15)) == []
    assert len(asked(index, "zebras", as_of=date(2024, 5, 31))) == 1
