"""What a document's page says of versions, whatever the day asked about."""

from __future__ import annotations

from dataclasses import replace

from registry.core.dates import PartialDate
from registry.core.records import Signatory
from tests import builders as make
from tests.web.html5 import parsed
from tests.web.sites import reader_of


def test_a_version_to_come_is_named() -> None:
    """A version that is published and not in force yet stands in the timeline; before it was published it does not."""
    coming = replace(make.version("2", "2025-01-01"), effective=PartialDate.parse("2027-01-01"))
    policy = make.document(make.version("1", "2024-01-01", make.clause("a")), coming)
    client = reader_of(make.catalog(make.lab(policy)))
    said = "2 published 1 January 2025, in force from 1 January 2027"
    for query, is_said in (("", True), ("?as_of=2024-12-31", False)):
        assert (said in parsed(client.get(f"/labs/acme/policy/{query}")).text) is is_said
    assert "was not in force yet" in parsed(client.get("/labs/acme/policy/2/")).text


def test_who_is_bound_depends_on_the_day() -> None:
    """The list and the page of a joint document name those bound on the day: joined, not left, still in scope."""
    joined = PartialDate.parse("2024-01-01")
    gone = Signatory(name="Elsewhere Ltd", joined=joined, left=PartialDate.parse("2025-01-01"))
    beta = Signatory(lab="beta", joined=PartialDate.parse("2025-06-01"))
    pledge = make.joint(
        make.version("1", "2024-01-01", make.clause("a")),
        signatories=(Signatory(lab="acme", joined=joined), beta, gone),
    )
    client = reader_of(make.catalog(make.lab(), make.lab(slug="beta"), joint=(pledge,)))
    for query, bound, count in (("", "Acme, Beta", 2), ("?as_of=2024-06-01", "Acme, Elsewhere Ltd", 1)):
        page = parsed(client.get(f"/joint/pledge/{query}")).text
        assert f"{bound} Clauses in force" in page
        assert ("left 1 January 2025" in page) is (query == "")
        assert f"pledge1 January 2024 {count} Laws" in parsed(client.get(f"/joint/{query}")).text


def test_many_clauses_are_folded_where_a_table_lists_them() -> None:
    """Thirteen clauses of a second version are folded by topic, and each is in the table as well; twelve stand open."""
    for count, folds in ((13, ["Pause 13 clauses"]), (12, [])):
        clauses = [make.clause(f"c{n}") for n in range(count)]
        policy = make.document(make.version("1", "2024-01-01"), make.version("2", "2025-01-01", *clauses))
        page = parsed(reader_of(make.catalog(make.lab(policy))).get("/labs/acme/policy/"))
        summaries = [" ".join("".join(fold.itertext()).split()) for fold in page.all("summary")]
        assert [said for said in summaries if said.startswith("Pause")] == folds
        for n in range(count):
            assert page.text.count(f"The lab will do c{n}.") == 2


def test_a_clause_that_ran_out_says_so_in_the_table() -> None:
    """A clause that no longer binds, though no version dropped it, is not in force and says since when."""
    done = make.clause("done", ends="2025-03-01")
    policy = make.document(make.version("1", "2024-01-01", done), make.version("2", "2025-01-01", done))
    client = reader_of(make.catalog(make.lab(policy)))
    assert "done ended 1 March 2025" in parsed(client.get("/labs/acme/policy/")).text
    assert "ended" not in parsed(client.get("/labs/acme/policy/?as_of=2025-02-01")).text
