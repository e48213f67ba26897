"""Topics: who promises what about one thing, and who does not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.core.catalog import Catalog, TopicState
from registry.core.dates import PartialDate
from registry.core.records import Act, Lab, NothingFound, Signatory
from registry.core.topics import Status
from registry.web.holding import LABS_A_PAGE, topic_page
from registry.web.topics import topic_groups
from tests import builders
from tests.builders import clause, day, document, lab, version
from tests.web.conftest import TODAY
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of


def test_every_topic_has_its_page(client: FlaskClient, catalog: Catalog) -> None:
    """Each topic of the vocabulary answers, and its clauses are all there, each with a link to its source."""
    for topic in catalog.vocabulary.topics:
        page = read(client, f"/topics/{topic.id}/")
        held = [
            tenure
            for slug in catalog.labs
            for tenure in catalog.holdings(slug, TODAY)
            if tenure.clause.topic == topic.id
        ]
        assert page.status == 200
        assert page.title.startswith(topic.title)
        assert {tenure.version.source.url for tenure in held} <= set(page.links)
        assert f"with {len(held):,} clause" in page.text


def test_every_lab_stands_in_exactly_one_place(catalog: Catalog) -> None:
    """A lab holds clauses, dropped them, saw them end, was searched in vain or not assessed: never two, never none."""
    for topic in catalog.vocabulary.topics:
        page = topic_page(catalog, topic, TODAY)
        named = [item.lab.slug for item in page.holders]
        named += [item.lab.slug for item in (*page.dropped, *page.ended)]
        named += [item.lab.slug for item in page.nothing_found]
        named += [item.slug for item in (*page.not_assessed, *page.passed_over)]
        assert sorted(named) == sorted(catalog.labs)


def test_the_overview_counts_what_the_pages_show(catalog: Catalog) -> None:
    """States and promises of the overview are those of the core."""
    for group in topic_groups(catalog, TODAY):
        for item in group.topics:
            states = [catalog.topic_state(slug, item.topic.id, TODAY) for slug in catalog.labs]
            assert item.states[Status.REMOVED] + item.states[Status.ENDED] == states.count(TopicState.PAST)
            assert item.states[Status.NOTHING_FOUND] == states.count(TopicState.NOTHING_FOUND)
            assert sum(item.states.values()) == len(catalog.labs)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"a", "b", "c"}),
        ("?strength=conditional", {"a", "b"}),
        ("?strength=firm", {"a"}),
        ("?aspect=stop-training", {"b"}),
        ("?strength=firm&aspect=stop-training", set()),
        ("?as_of=2024-06-01", {"a"}),
    ],
)
def test_filters(query: str, shown: set[str]) -> None:
    """A filter leaves the clauses at least that strong, with that aspect, held on that day."""
    client = reader_of(builders.catalog(three_clauses()))
    page = read(client, f"/topics/pause/{query}")
    assert page.status == 200
    assert {name for name in "abc" if f"The lab will do {name}." in page.text} == shown


def three_clauses() -> Lab:
    """A lab whose second version holds three clauses of falling strength."""
    return lab(
        document(
            version("1", "2024-01-01", clause("a")),
            version(
                "2",
                "2025-01-01",
                clause("a"),
                clause("b", strength="conditional", aspects=("stop-training",)),
                clause("c", strength="intent"),
            ),
        )
    )


def test_what_is_missing_is_said_with_its_reason() -> None:
    """Removed says since when, ended how, nothing found when and where it was looked for; not assessed stands apart."""
    gone = lab(
        document(version("1", "2024-01-01", clause("a")), version("2", "2025-03-04"), owner="gone"),
        slug="gone",
    )
    searched = lab(
        slug="searched",
        nothing_found=(NothingFound("pause", PartialDate.parse("2025-05-06"), "website and reports"),),
    )
    done = lab(
        document(version("1", "2024-01-01", clause("a", ends="2025-02-03")), owner="done"), slug="done"
    )
    page = read(reader_of(builders.catalog(gone, searched, done, lab(slug="unseen"))), "/topics/pause/")
    assert "Done, ran out or was fulfilled on 3 February 2025" in page.part("ended")
    assert "Done" not in page.part("removed")
    assert "Gone, since 4 March 2025" in page.part("removed")
    assert "6 May 2025" in page.part("nothing")
    assert "Website and reports." in page.part("nothing")
    assert page.part("not-assessed").endswith("Unseen.")
    assert "Unseen" not in page.part("nothing")


def test_own_joint_claimed_and_other_acts_are_told_apart() -> None:
    """A joint clause, a claimed rule, a permission and an unconfirmed clause each say what they are."""
    own = document(
        version(
            "1", "2024-01-01", clause("a", disclosure="claimed"), clause("b", act=Act.PERMISSION), clause("u")
        ),
        version(
            "2",
            "2024-02-01",
            clause("a", disclosure="claimed"),
            clause("b", act=Act.PERMISSION),
            unconfirmed=("u",),
        ),
    )
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-05-05")),),
    )
    page = read(reader_of(builders.catalog(lab(own), joint=(pledge,))), "/topics/pause/")
    for words in (
        "claimed: its text is not public",
        "Permission, not a promise",
        "whether it still stands could not be confirmed",
        "since 5 May 2024: Acme",
    ):
        assert words in page.text


def test_a_joint_clause_stands_once_with_all_who_hold_it() -> None:
    """What several labs signed is told once, with each of them and since when."""
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j")),
        signatories=(
            Signatory(lab="acme", joined=PartialDate.parse("2024-05-05")),
            Signatory(lab="other", joined=PartialDate.parse("2025-01-01")),
        ),
    )
    page = read(reader_of(builders.catalog(lab(), lab(slug="other"), joint=(pledge,))), "/topics/pause/")
    assert page.text.count("The lab will do j.") == 1
    assert "since 5 May 2024: Acme" in page.part("joint")
    assert "since 1 January 2025: Other" in page.part("joint")
    assert page.part("held").count("Nothing of its own; 1 clause in joint documents") == 2


def test_the_columns_are_named_above_the_first_clause() -> None:
    """The first lab that has clauses of its own bears the names of the columns in sight, whoever stands before it."""
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-05-05")),),
    )
    own = [
        lab(document(version("1", "2024-01-01", clause("a")), owner=slug), slug=slug) for slug in ("b", "c")
    ]
    page = read(reader_of(builders.catalog(lab(), *own, joint=(pledge,))), "/topics/pause/")
    first, second = page.html.partition('id="c"')[0].partition('id="b"')[2], page.html.partition('id="c"')[2]
    assert "<thead><tr>" in first
    assert '<thead class="unseen">' in second.partition("</section>")[0]


@pytest.mark.parametrize(
    ("address", "status", "help_"),
    [
        ("/topics/pauze/", 404, "pause"),
        ("/topics/pause/?strength=strong", 400, "strength"),
        ("/topics/pause/?aspect=no-release", 400, "aspect"),
        ("/topics/pause/?strength=firm&strength=intent", 400, "twice"),
        ("/topics/pause/?as_of=2026-02-30", 400, "calendar"),
        ("/topics/pause/?as_of=9999-01-01", 400, "future"),
        ("/topics/%00/", 404, ""),
        ("/topics/" + "a" * 5000 + "/", 404, ""),
    ],
)
def test_bad_values_get_a_page_that_helps(client: FlaskClient, address: str, status: int, help_: str) -> None:
    """What has no meaning is refused with words that lead on."""
    page = read(client, address)
    assert page.status == status
    assert help_ in page.text or help_ == "twice"


def test_hostile_words_stay_words() -> None:
    """Markup in any field that a topic page shows is text."""
    nasty = lab(
        document(
            version("1", "2024-01-01", clause("a", text=NASTY, decided_by=NASTY, waiver=NASTY, where=NASTY)),
            title=NASTY,
        ),
        name=NASTY,
    )
    client = reader_of(builders.catalog(nasty))
    for address in ("/topics/", "/topics/pause/"):
        page = read(client, address)
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert "<img" not in page.html


def test_a_day_before_everything_is_not_assessed(catalog: Catalog) -> None:
    """Nothing that is dated after the day is used."""
    page = topic_page(catalog, catalog.topic("governance"), day("1990-01-01"))
    assert page.holders == ()
    assert page.dropped == ()


def test_many_labs_stand_on_several_pages() -> None:
    """Of more labs than fit, each stands on one page, with its line in the overview; the counts are about all."""
    labs = [
        lab(document(version("1", "2024-01-01", clause("a")), owner=f"lab-{n:02}"), slug=f"lab-{n:02}")
        for n in range(LABS_A_PAGE + 2)
    ]
    client = reader_of(builders.catalog(*labs))
    first, second = (read(client, f"/topics/pause/?page={number}") for number in (1, 2))
    assert "32 labs with 32 clauses" in first.text
    assert "32 labs with 32 clauses" in second.text
    assert ["lab-00" in page.ids() for page in (first, second)] == [True, False]
    assert [f"lab-{n}" in second.ids() for n in (29, 30, 31)] == [False, True, True]
    assert [row[0] for row in second.table("How strong each lab")[1:]] == ["Lab-30", "Lab-31"]
    assert "/topics/pause/?page=2#held" in first.links
    past = read(client, "/topics/pause/?page=9")
    assert (past.status, "/topics/pause/?page=2" in past.links) == (404, True)


def test_the_overview_shows_the_strongest_promise_and_whose_it_is() -> None:
    """For each lab and aspect the strongest promise; a joint one is marked; labs without any say why."""
    own = document(
        version(
            "1",
            "2024-01-01",
            clause("a", aspects=("stop-training",), strength="intent"),
            clause("b", aspects=("stop-training",), strength="firm"),
            clause("c", act=Act.PERMISSION, aspects=("stop-deployment",)),
        )
    )
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j", aspects=("stop-deployment",), strength="conditional")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-05-05")),),
    )
    searched = lab(
        slug="searched", nothing_found=(NothingFound("pause", PartialDate.parse("2025-05-06"), "website"),)
    )
    client = reader_of(builders.catalog(lab(own), searched, lab(slug="unseen"), joint=(pledge,)))
    rows = read(client, "/topics/pause/").table("How strong each lab")
    assert rows[0][1:] == ["Stop-training", "Stop-deployment"]
    assert rows[1] == ["Acme", "Firm", "jConditional, in a joint document"]
    assert rows[2] == ["Searched", "No promise found looked on 6 May 2025"]
    assert rows[3] == ["Unseen", "Not assessed"]


def test_a_lab_with_many_clauses_folds_some() -> None:
    """Without a filter a lab's first clauses stand open; with one, all that it lets through do."""
    many = lab(document(version("1", "2024-01-01", *(clause(name) for name in "abcdefg"))))
    client = reader_of(builders.catalog(many))
    assert "4 more clauses of Acme" in read(client, "/topics/pause/").text
    assert "more clauses of" not in read(client, "/topics/pause/?strength=firm").text
