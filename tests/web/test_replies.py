"""Replies of labs stand beside what they are about: marked as the lab's own words, dated, signed, without effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask.testing import FlaskClient

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.people import Role
from registry.core.quorum import Quorum
from registry.core.records import Reply, Verdict
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin
from registry.desk.reviewing import approve
from registry.desk.submitting import submit
from registry.store import people
from registry.store.leaf import RevisionKind
from tests import builders
from tests.content.sample import REPLY, TEXTS
from tests.web.html5 import parsed
from tests.web.keepers import Site
from tests.web.reading import Page, read
from tests.web.sites import reader_of
from tests.web.test_untrusted import MARKDOWN, PAYLOADS, assert_inert

BESIDE = (
    "/labs/acme/", "/labs/acme/policy/clauses/halt/", "/labs/acme/policy/clauses/stop/", "/standards/caution/acme/",
    "/labs/acme/conduct/2024-11-report-published/",
)  # fmt: skip
"""The pages that the sample's reply stands on; the second name of its clause is a later one."""


def test_a_reply_stands_beside_everything_it_is_about(keepers: Site) -> None:
    """On each of those pages with date and name, linked with the others; and on no page of another matter."""
    reader = keepers.browser()
    for address in BESIDE:
        page = Page(reader.get(address))
        assert "The lab’s own words Acme, J. Doe, head of policy, 2 January 2025 We disagree." in page.text, (
            address
        )
        assert "It changes no score and no verdict." in page.text
        assert {"/labs/acme/policy/clauses/halt/", "/standards/caution/acme/#c-halting"} <= set(page.links), (
            address
        )
    for address in (
        "/labs/acme/policy/clauses/tell/",
        "/labs/bolt/",
        "/standards/caution/bolt/",
        "/joint/pledge/",
    ):
        assert "We disagree" not in reader.get(address).text


def test_a_reply_is_not_there_before_its_day(keepers: Site) -> None:
    """On the day before it no page shows it."""
    reader = keepers.browser()
    for address in BESIDE[1:]:
        assert "We disagree" in reader.get(f"{address}?as_of=2025-01-02").text
        assert "We disagree" not in reader.get(f"{address}?as_of=2025-01-01").text


def test_days_to_our_answer_are_shown(keepers: Site) -> None:
    """On the reply, from when the lab sent it to when it was published, and in sum under Corrections."""
    keepers.join("speaker", Role.REPRESENTATIVE, lab="acme")
    keepers.join("grace", Role.REVIEWER)
    database, now = keepers.house.database, keepers.time.now
    with database.reading() as session:
        speaker, grace = people.person(session, "speaker"), people.person(session, "grace")
    assert speaker is not None and grace is not None
    source = CatalogueSource(database)
    text = TEXTS[REPLY].replace("2025-01-02", "2026-11-20").replace("We disagree.", "We still disagree.")
    draft = begin(
        database, speaker, kind=RevisionKind.UPDATE, reason="Reply", nonce="n", now=now,
        proposals={"labs/acme/replies/2026-11-20-again.md": text},
    )  # fmt: skip
    found = submit(database, source, speaker, draft.id, edition=draft.edition, now=now)
    approve(
        database, source, grace, found.id, edition=found.edition, content_hash=found.content_hash, quorum=Quorum(),
        now=now + timedelta(days=5),
    )  # fmt: skip
    reader = keepers.browser()
    page = Page(reader.get("/labs/acme/"))
    assert page.text.count("Published 5 days after the lab had sent it.") == 1
    assert page.text.index("We still disagree") < page.text.index("We disagree")
    assert Page(reader.get("/corrections/")).table("How long people wait")[2][:3] == [
        "Replies of labs, last 12 months", "1", "5",
    ]  # fmt: skip


def answered(words: str, text: str) -> Catalog:
    """A lab whose reply is signed and worded so."""
    policy = builders.document(builders.version("1", "2024-01-01", builders.clause("a")))
    reply = Reply(
        "labs/acme/replies/2025-01-01-x.md", "acme", "2025-01-01-x", PartialDate.parse("2025-01-01"), words,
        ("policy/a", "2024-05-01-event", "test/one"), text,
    )  # fmt: skip
    entry = builders.conduct("2024-05-01", Verdict.BROKEN, "policy/a")
    scored = builders.standard(builders.criterion(builders.level(100)))
    return builders.catalog(builders.lab(policy, conduct=(entry,), replies=(reply,)), standards=(scored,))


def test_whatever_a_lab_writes_cannot_run_or_load() -> None:
    """A signature is text; the words are Markdown, and as harmless as everywhere."""
    addresses = (
        "/labs/acme/", "/labs/acme/policy/clauses/a/", "/labs/acme/conduct/2024-05-01-event/", "/standards/test/acme/",
    )  # fmt: skip
    harmless: FlaskClient = reader_of(answered("Plain words.", "Plain words."))
    hostile = reader_of(answered(" ".join(PAYLOADS), "Plain words."))
    wild = reader_of(answered("Plain words.", "\n\n".join(MARKDOWN + PAYLOADS)))
    for address in addresses:
        assert parsed(hostile.get(address)).shape == parsed(harmless.get(address)).shape, address
        page = parsed(wild.get(address))
        assert_inert(page, address)
        assert not {"img", "iframe", "object", "style", "base"} & set(page.shape), address
        assert page.shape.count("script") == parsed(harmless.get(address)).shape.count("script"), address
        assert page.shape.count("main") == 1


def test_a_reply_moves_no_score() -> None:
    """With it and without it the scorecard has the same numbers."""
    catalog = answered("A name", "It is not so.")
    without = builders.catalog(
        replace(catalog.labs["acme"], replies=()), standards=tuple(catalog.standards.values())
    )
    shown = [
        read(reader_of(each), "/standards/test/acme/")
        .part("c-one")
        .partition("The lab’s own words")[0]
        .strip()
        for each in (catalog, without)
    ]
    assert shown[0] == shown[1]
