"""What the pages of a lab's record say, and how the day and the revision asked about change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.content.folder import write_folder
from registry.core.dates import PartialDate
from registry.core.records import (
    Announced,
    Conduct,
    Direction,
    Dispute,
    Document,
    Judgement,
    NothingFound,
    Reading,
    Removal,
    Signatory,
    Verdict,
    Version,
    Withdrawal,
)
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade
from tests import builders as make
from tests.web.html5 import parsed
from tests.web.reading import read
from tests.web.sites import reader_of

RSP = "/labs/anthropic/responsible-scaling-policy/"


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return parsed(answer).text


def policy(**given: Any) -> Document:
    """Two versions: one clause weakened and judged, one removed with a note, one added."""
    first = make.version(
        "1", "2023-01-01", make.clause("gate"), make.clause("buffer", topic="audit", text="It will wait.")
    )
    second = make.version(
        "2",
        "2025-01-01",
        make.clause(
            "gate", text="The lab may do gate.", judged=Judgement(Direction.WEAKENED, "will became may")
        ),
        make.clause("new", text="The lab will tell."),
        removed=(Removal("buffer", "no longer needed"),),
        announced=None,
    )
    return replace(make.document(first, second), **given)


def reader(*conduct: Conduct, document: Document | None = None, **given: Any) -> FlaskClient:
    lab = make.lab(document or policy(), conduct=conduct, **given)
    return reader_of(make.catalog(lab), today="2026-01-01")


# -- the day asked about ---------------------------------------------------------------------------------------


def test_a_day_shows_what_was_in_force_then() -> None:
    """A removed clause stands on the days before its removal, and the page says that it shows the past."""
    client = reader()
    assert "It will wait." in text(client, "/labs/acme/policy/?as_of=2024-06-01")
    past = text(client, "/labs/acme/?as_of=2024-06-01")
    assert "This page shows what was in force on 1 June 2024" in past
    assert "The lab will tell." not in past
    assert "had not been published on 1 June 2022" in text(client, "/labs/acme/policy/?as_of=2022-06-01")


def test_a_past_page_leads_to_past_pages() -> None:
    """Every link of a past page to another page of the record stays on its day, but for the way back to today."""
    page = parsed(reader().get("/labs/acme/policy/?as_of=2024-06-01"))
    inside = [link for link in page.links if link.startswith("/")]
    assert [link for link in inside if "as_of=2024-06-01" not in link] == ["/labs/acme/policy/"]


def test_conduct_after_the_day_is_not_told() -> None:
    """What happened after the day asked about is neither listed nor counted."""
    client = reader(make.conduct("2025-06-01", Verdict.BROKEN, "policy/gate"))
    assert "Promised; broken" in text(client, "/labs/acme/")
    before = text(client, "/labs/acme/?as_of=2025-05-31")
    assert "broken" not in before
    assert "Promised" in before


def test_an_old_revision_shows_what_was_known(tmp_path: Path) -> None:
    """A page at an earlier revision shows that revision's texts, says so, and its links stay there."""
    folder = tmp_path / "content"
    vocabulary = (data_root() / "standards" / "vocabulary.yaml").read_text(encoding="utf-8")
    lab = "---\nname: {}\n---\n\nA lab.\n"
    texts = {"standards/vocabulary.yaml": vocabulary, "labs/acme/lab.md": lab.format("Acme Before")}
    settings = Settings(data_dir=str(tmp_path / "var"))
    database = Database(settings.database)
    upgrade(database)
    for name in ("Acme Before", "Acme After"):
        write_folder(folder, texts | {"labs/acme/lab.md": lab.format(name)})
        import_folder(database, folder, author="operator", now=datetime(2026, 1, 1, tzinfo=UTC))
    client = create_app(settings, clock=lambda: date(2026, 1, 1)).test_client(use_cookies=False)
    assert "Acme After" in text(client, "/labs/acme/")
    old = parsed(client.get("/labs/acme/?revision=1"))
    assert "Acme Before" in old.text
    assert "It shows what this registry knew at revision 1" in old.text
    assert "/labs/?revision=1" in old.links
    assert client.get("/labs/acme/?revision=3").status_code == 404
    database.close()


# -- labs ------------------------------------------------------------------------------------------------------


def test_silence_is_shown_with_where_it_was_looked_for() -> None:
    """Nothing found says when and where; never looked is told apart."""
    client = reader(nothing_found=(NothingFound("audit", PartialDate.parse("2025-03-02"), "its website"),))
    page = text(client, "/labs/acme/?as_of=2022-01-01")
    assert "Audit No promise found looked on 2 March 2025 Where it was looked for: Its website." in page
    assert "nobody has looked yet. Pause." in page


def test_removed_clauses_stand_on_the_lab_page() -> None:
    """A topic whose last clause went says since when, and the clause is there with the version that dropped it."""
    page = text(reader(), "/labs/acme/")
    assert "Audit Removed since 1 January 2025" in page
    assert "It will wait. Removed 1 January 2025 with Policy, 2. No longer needed." in page


def test_the_strongest_clauses_of_a_topic_stand_first_and_the_rest_is_folded() -> None:
    """Of many clauses on a topic the three strongest stand first; every other one is on the page, folded once more."""
    strengths = ("intent", "firm", "aspiration", "firm", "conditional")
    clauses = [make.clause(f"c{n}", strength=strength) for n, strength in enumerate(strengths)]
    page = text(reader(document=make.document(make.version("1", "2024-01-01", *clauses))), "/labs/acme/")
    places = [page.index(f"The lab will do c{n}.") for n in (1, 3, 4)]
    assert places == sorted(places)
    folded = page.index("2 more of its own")
    assert places[-1] < folded < min(page.index("The lab will do c0."), page.index("The lab will do c2."))


def test_what_is_folded_is_told_beside_its_topic() -> None:
    """The line of a topic counts what its fold hides: clauses, joint ones, what was kept of how many, what is gone."""
    pledge = make.joint(
        make.version("1", "2024-01-01", make.clause("j", topic="audit")),
        signatories=(Signatory(lab="acme", joined=PartialDate.parse("2024-01-01")),),
    )
    events = (
        make.conduct("2024-02-01", Verdict.KEPT, "policy/gate"),
        make.conduct("2024-03-01", Verdict.BROKEN, "policy/gate", name="other"),
    )
    client = reader_of(make.catalog(make.lab(policy(), conduct=events), joint=(pledge,)), today="2026-01-01")
    page = parsed(client.get("/labs/acme/"))
    said = [" ".join("".join(item.itertext()).split()) for item in page.all("summary")]
    assert "Pause Promised; broken 2 clauses · 1 of 2 resolved kept, 1 broken" in said
    assert "Audit Promised 1 clause, only in joint documents · 1 removed" in said
    assert "In force 3 clauses, 2 in its own documents 1 promised 1 promised; broken" in page.text


def test_a_broken_promise_is_never_folded_away() -> None:
    """However much conduct is newer, an entry that says that a promise was broken stands open on the lab's page."""
    events = [
        make.conduct(f"2024-0{month}-01", verdict, "policy/gate", name=verdict)
        for month, verdict in enumerate(
            (Verdict.BROKEN, Verdict.KEPT, Verdict.PARTLY_KEPT, Verdict.DISPUTED), start=1
        )
    ]
    page = parsed(reader(*events).get("/labs/acme/"))
    folded = [link.get("href") for fold in page.all("details") for link in fold.iter("a")]
    shown = [link for link in page.links if "/conduct/2024-01-01-broken/" in link]
    assert len(shown) > sum("/conduct/2024-01-01-broken/" in str(link) for link in folded)


def test_a_lab_page_says_who_decides() -> None:
    """Each decision has those whom the lab's promises name, whether one person can set one aside, and the silence."""
    named = make.version(
        "1",
        "2024-01-01",
        make.clause("a", decided_by="the chief executive officer", waiver="in an emergency"),
        make.clause("b"),
        make.clause("c", topic="audit"),
    )
    page = parsed(reader(document=make.document(named)).get("/labs/acme/"))
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tr")]
    assert (
        "Scale the chief executive officer one person in 1 promise, since 1 January 2024 1 promise 1 of 2"
        in rows
    )
    assert "nobody named, neither as deciding nor as waiving: Deploy (1 promise)." in page.text


def test_a_score_stands_with_how_it_came_about() -> None:
    """A lab's page draws each score over time, names and links what moved it, and has every step as a table."""
    ruler = make.standard(make.criterion(make.level(100, strength="firm"), make.level(40)))
    first = make.version("1", "2024-01-01", make.clause("a"))
    second = make.version("2", "2025-01-01", make.clause("a", strength="intent"))
    catalog = make.catalog(make.lab(make.document(first, second)), standards=(ruler,))
    client = reader_of(catalog, today="2026-01-01")
    page = parsed(client.get("/labs/acme/"))
    assert read(client, "/labs/acme/").table("totals over time")[1:] == [
        ["1 · 1 January 2024", "100.0", "100.0", "100.0 to 100.0", "A", "Policy, 1"],
        ["2 · 1 January 2025", "40.0", "40.0", "40.0 to 40.0", "D", "Policy, 2"],
    ]
    assert "2 · 1 January 2025: 100.0 → 40.0" in page.text
    assert page.links.count("/labs/acme/policy/2/") >= 2
    assert client.get("/labs/acme/").text.count('role="img" aria-label="Totals of Acme under Test from') == 1
    before = parsed(client.get("/labs/acme/?as_of=2024-06-01"))
    assert "40.0" not in before.text
    assert "no line to draw" in parsed(client.get("/labs/acme/?as_of=2023-06-01")).text


def test_a_document_is_read_topic_by_topic() -> None:
    """The clauses of a document and of a version stand under their topics, in the vocabulary's order."""
    mixed = make.version("1", "2024-01-01", make.clause("b", topic="audit"), make.clause("a"))
    client = reader(document=make.document(mixed))
    for address in ("/labs/acme/policy/", "/labs/acme/policy/1/"):
        page = text(client, address)
        order = [page.index(words) for words in ("Pause", "will do a.", "Audit", "will do b.")]
        assert order == sorted(order)


def test_kept_rates_have_their_denominator() -> None:
    """Conduct is counted out of what is resolved, with disputed and undecided entries apart."""
    client = reader(
        make.conduct("2024-01-01", Verdict.KEPT, "policy/gate", name="a"),
        make.conduct("2024-02-01", Verdict.BROKEN, "policy/gate", name="b"),
        make.conduct("2024-03-01", Verdict.DISPUTED, "policy/gate", name="c"),
    )
    assert "1 of 2 resolved kept, 1 broken, 1 disputed" in text(client, "/labs/acme/")


def test_a_lab_without_documents_has_a_page(client: FlaskClient) -> None:
    """A lab of which nothing of its own is on record has a full page all the same."""
    page = text(client, "/labs/mistral/")
    assert "No promise found" in page
    assert "No document of its own is on record" in page


def test_the_home_page_answers_first_questions_with_figures() -> None:
    """What is in force, what was dropped in a year and what is known of keeping stand on top, each with its page."""
    late = make.lab(policy(), conduct=(make.conduct("2025-06-01", Verdict.KEPT, "policy/gate"),))
    other = make.lab(
        slug="other", conduct=(make.conduct("2025-07-01", Verdict.BROKEN, "pause", lab="other"),)
    )
    client = reader_of(make.catalog(late, other), today="2025-06-30")
    page = parsed(client.get("/"))
    for part in (
        "2 labs, 2 clauses in force",
        "What was dropped? 1 clause in a year",
        "1 of 1 resolved kept",
    ):
        assert part in page.text
    assert "1 of 2 resolved kept, 1 broken" in parsed(reader_of(make.catalog(late, other)).get("/")).text
    assert "0 clauses in a year" in parsed(client.get("/?as_of=2024-12-31")).text
    assert {"/labs/", "/changes/?direction=removed", "/deadlines/", "/decisions/", "/standards/"} <= set(
        page.links
    )


# -- documents and versions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("announced", "said"),
    [
        (Announced.YES, "The announcement told of what was weakened or removed."),
        (Announced.NO, "The announcement did not tell of what was weakened or removed."),
        (None, "Whether the announcement told of it is not on record."),
    ],
)
def test_removed_clauses_are_never_hidden(announced: Announced | None, said: str) -> None:
    """Each removed clause stands open with the version that dropped it, whether the lab said so, and our note."""
    first, second = policy().versions
    dropped = policy(versions=(first, replace(second, announced=announced)))
    page = parsed(reader(document=dropped).get("/labs/acme/policy/"))
    assert f"With 2, 1 January 2025 1 clause {said} Audit It will wait. Firm · No longer needed." in page.text
    assert not any("It will wait." in "".join(fold.itertext()) for fold in page.all("details"))


def table_of(address: str, **given: Any) -> dict[str, list[tuple[str, str | None]]]:
    """The clause × version table of a page: for each clause what its cells say, and where each leads."""
    page = parsed(reader(**given).get(address))
    rows = [list(row) for row in page.all("tr") if row.get("class") != "group"]
    (head, *_), *clauses = [[("".join(cell.itertext()).strip(), cell) for cell in row] for row in rows]
    assert head[0] == "Clause"
    return {
        name.split()[0]: [
            (said, next((link.get("href") for link in cell.findall(".//{*}a")), None))
            for said, cell in cells
            for _ in range(int(cell.get("colspan", "1")))
        ]
        for (name, _), *cells in clauses
    }


def test_the_table_follows_each_clause() -> None:
    """A clause appears, weakens and goes in the columns of its versions; each event leads to where it is told."""
    diff = "/labs/acme/policy/diff/1..2/#"
    clauses = "/labs/acme/policy/clauses/"
    assert table_of("/labs/acme/policy/") == {
        "gate": [("added", f"{clauses}gate/"), ("weakened", f"{diff}clause-gate")],
        "new": [("", None), ("added", f"{diff}clause-new")],
        "buffer": [("added", f"{clauses}buffer/"), ("removed", f"{diff}gone-buffer")],
    }


def test_what_happened_is_found_where_the_table_leads() -> None:
    """Every place on the page of two versions that the table leads to is there."""
    page = parsed(reader().get("/labs/acme/policy/diff/1..2/"))
    assert {item.get("id") for item in page.all("li")} >= {"clause-gate", "clause-new", "gone-buffer"}


def test_versions_in_which_nothing_happened_share_a_cell() -> None:
    """A clause that stands unchanged says so once across the versions; a withdrawal has a column of its own."""
    quiet = make.document(
        *(make.version(str(n), f"202{n}-01-01", make.clause("a")) for n in (1, 2, 3)),
        withdrawn=Withdrawal(PartialDate.parse("2025-01-01"), "Replaced."),
    )
    assert [said for said, _ in table_of("/labs/acme/policy/", document=quiet)["a"]] == [
        "added",
        "unchanged",
        "unchanged",
        "removed",
    ]


def test_doubts_about_a_document_are_said() -> None:
    """That it cannot be settled whether a document is in force stands at the top of its page."""
    disputed = policy(disputed=Dispute(PartialDate.parse("2025-02-01"), "the page is gone"))
    page = text(reader(document=disputed), "/labs/acme/policy/")
    assert "Whether it is in force cannot be settled, since 1 February 2025: The page is gone." in page
    assert "Clauses of the last version" in page
    assert "Clauses in force" not in page


def test_undated_versions_say_so() -> None:
    """A version that its source does not date is shown by the day of reading, named as that."""
    undated = Version("labs/acme/policy/1.md", "1", make.SOURCE, seen=PartialDate.parse("2025-05-05"))
    page = text(reader(document=make.document(undated)), "/labs/acme/policy/1/")
    assert "Read 5 May 2025; the source bears no date" in page


# -- differences -----------------------------------------------------------------------------------------------


def test_a_difference_shows_derived_and_judged_apart() -> None:
    """A judged change stands under its judged direction with its reason and what comparison alone makes of it."""
    page = text(reader(), "/labs/acme/policy/diff/1..2/")
    assert "1 weakened, 1 removed, 1 added" in page
    assert "1 weakened 1 judged by an editor" in page
    assert "Judged weakened by an editor: Will became may. By comparison alone: reworded." in page


def test_a_difference_says_what_it_did_to_scores() -> None:
    """Each standard's totals on the later version's day with either version, and which criteria moved."""
    standard = make.standard(
        make.criterion(make.level(80, strength="firm"), make.level(30), topics=("audit",))
    )
    client = reader_of(make.catalog(make.lab(policy()), standards=(standard,)))
    page = text(client, "/labs/acme/policy/diff/1..2/")
    assert "1 weakened, 1 removed, 1 added; test 80.0 → 0.0." in page
    assert "Acme is scored twice for 1 January 2025" in page
    assert "Test 80.0 → 0.0 80.0 lower 80.0 → 0.0 80.0 lower A → F One: 80 → 0" in page
    back = text(client, "/labs/acme/policy/diff/2..1/")
    assert "test 0.0 → 80.0." in back
    assert "for 1 January 2025, the day from which the newer of the two counts" in back


def test_summaries_are_compared() -> None:
    """Our summaries are marked word by word, or stand side by side where one was written anew."""
    texts = (
        "It stops all its training.",
        "It stops most of its training.",
        "Nothing is left of what it said before.",
    )
    versions = (make.version(str(n), f"202{n}-01-01", summary=words) for n, words in enumerate(texts))
    client = reader(document=make.document(*versions))
    marked = parsed(client.get("/labs/acme/policy/diff/0..1/"))
    assert ["".join(mark.itertext()) for mark in marked.all("del") + marked.all("ins")] == ["all", "most of"]
    assert "the later one was written anew. 1" in text(client, "/labs/acme/policy/diff/1..2/")


def test_a_difference_marks_words() -> None:
    """Inside a text only what changed is marked, with more than colour."""
    page = parsed(reader().get("/labs/acme/policy/diff/1..2/"))
    assert ["".join(mark.itertext()) for mark in page.all("del")] == ["will"]
    assert ["".join(mark.itertext()) for mark in page.all("ins")] == ["may"]


def test_a_difference_backwards_says_so() -> None:
    """Two versions may be named in either order; backwards, added is removed, and the page says which way it reads."""
    page = text(reader(), "/labs/acme/policy/diff/2..1/")
    assert "1 removed, 1 added, 1 reworded" in page
    assert "Read backwards" in page
    assert "is no part of this direct comparison. 2, 1 January 2025 gate: weakened Will became may." in page


def test_versions_apart_are_compared_directly(client: FlaskClient) -> None:
    """Versions that do not follow one another are compared, and what was judged on the way stands apart."""
    page = text(client, f"{RSP}diff/1.0..3.0/")
    assert "These versions do not follow one another" in page
    assert "Judged on the way" in page


def test_a_version_equals_itself() -> None:
    """A version set against itself has no change."""
    page = text(reader(), "/labs/acme/policy/diff/2..2/")
    assert "Nothing changed" in page
    assert "What it did to scores" not in page


def test_the_form_leads_to_the_difference() -> None:
    """The form on a document's page leads to the two versions chosen."""
    answer = reader().get("/labs/acme/policy/diff/?from=1&to=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/labs/acme/policy/diff/1..2/"


# -- clauses, conduct, joint documents -------------------------------------------------------------------------


def test_a_clause_page_tells_its_life() -> None:
    """A clause's page has each step of its life, the conduct about it, and which criteria count it for what."""
    event = make.conduct("2025-06-01", Verdict.KEPT, "policy/gate")
    standard = make.standard(make.criterion(make.level(100, strength="firm")))
    lab = make.lab(policy(), conduct=(event,))
    client = reader_of(make.catalog(lab, standards=(standard,)))
    page = text(client, "/labs/acme/policy/clauses/gate/")
    assert page.index("weakened 2, 1 January 2025") < page.index("added 1, 1 January 2023")
    assert "It was seen." in page
    assert "Test: One meets “Level 100”, 100 of 100; 100 % of the standard’s weight." in page
    assert "nobody named" in page
    assert "It decides the promise here." in page
    assert "Another clause decides here." in text(client, "/labs/acme/policy/clauses/new/")


def test_a_removed_clause_keeps_its_page() -> None:
    """A clause that is gone has its page, which says what dropped it and where its text stood; one to come has, too."""
    first, second = policy().versions
    elsewhere = replace(first, source=replace(make.SOURCE, url="https://archive.example/1"))
    client = reader(document=policy(versions=(elsewhere, replace(second, announced=Announced.NO))))
    page = parsed(client.get("/labs/acme/policy/clauses/buffer/"))
    assert (
        "no longer in the document. Removed with 2, 1 January 2025. The announcement did not tell"
        in page.text
    )
    assert "https://archive.example/1" in page.links
    assert "had not appeared yet" in text(client, "/labs/acme/policy/clauses/new/?as_of=2024-01-01")


def test_a_clause_that_took_another_name_is_found_under_both() -> None:
    """An earlier id leads on to the later one, which names it; a clause that also went on elsewhere says as what."""
    renamed = make.document(
        make.version("1", "2024-01-01", make.clause("old"), make.clause("kept")),
        make.version(
            "2",
            "2025-01-01",
            make.clause("new", was="old"),
            make.clause("kept"),
            make.clause("twig", was="kept"),
        ),
    )
    client = reader(document=renamed)
    assert "It goes on under another id: new." in text(client, "/labs/acme/policy/clauses/old/")
    page = text(client, "/labs/acme/policy/clauses/new/")
    assert "From here on under the id new, before it old." in page
    assert "Until 2: old" in page
    branched = text(client, "/labs/acme/policy/clauses/kept/")
    assert "Went on also as twig" in branched
    assert "another id" not in branched


def test_a_version_says_what_it_made_of_each_clause() -> None:
    """Beside each clause of a version stands what happened to it there, and in one line what that did to scores."""
    client = reader_of(
        make.catalog(make.lab(policy()), standards=(make.standard(make.criterion(make.level(50))),))
    )
    page = text(client, "/labs/acme/policy/2/")
    assert "1 weakened, 1 removed, 1 added; no score moved." in page
    assert page.index("weakened The lab may do gate.") < page.index("added The lab will tell.")
    assert "took its place" not in text(client, "/labs/acme/policy/1/?as_of=2024-01-01")


def test_both_readings_of_a_dispute_are_printed() -> None:
    """A disputed entry shows how each side reads it, and which promises it bears on."""
    event = replace(
        make.conduct("2025-06-01", Verdict.DISPUTED, "policy/gate", "pause"),
        readings=(Reading("The lab", "It was kept."), Reading("Others", "It was not.")),
    )
    page = text(reader(event), "/labs/acme/conduct/2025-06-01-event/")
    for part in (
        "It was kept.",
        "It was not.",
        "The lab may do gate.",
        "Everything Acme has promised about Pause",
    ):
        assert part in page


def test_signatories_come_and_go() -> None:
    """A joint document lists who signed, who left, and those who are not in the catalogue."""
    pledge = make.joint(
        make.version("1", "2024-01-01", make.clause("a")),
        signatories=(
            Signatory(
                lab="acme", joined=PartialDate.parse("2024-01-01"), left=PartialDate.parse("2025-01-01")
            ),
            Signatory(name="Elsewhere Ltd", seen=PartialDate.parse("2024-02")),
        ),
    )
    client = reader_of(make.catalog(make.lab(), joint=(pledge,)))
    page = text(client, "/joint/pledge/")
    assert "joined 1 January 2024 left 1 January 2025" in page
    assert "Elsewhere Ltd named on a list of February 2024" in page
