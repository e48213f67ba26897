"""Whom a change of records concerns."""

from __future__ import annotations

from registry.core.catalog import Catalog
from registry.core.concerns import labs_concerned
from registry.core.dates import PartialDate
from registry.core.records import Declined, Signatory
from tests import builders
from tests.builders import SOURCE, joint, lab, version

DAY = PartialDate.parse("2024-05-21")


def catalogue(*signed: str, declined: tuple[str, ...] = ()) -> Catalog:
    """A catalogue with a pledge that those labs signed, and one that has no slug here."""
    pledge = joint(
        version("1.0", "2024-05-21"),
        signatories=(
            *(Signatory(lab=slug, joined=DAY) for slug in signed),
            Signatory(name="Zeta", joined=DAY),
        ),
        declined=tuple(Declined(DAY, "said no", SOURCE, lab=slug) for slug in declined),
    )
    return builders.catalog(lab(), lab(slug="bolt"), joint=(pledge,))


def test_a_labs_records_concern_that_lab() -> None:
    """Whatever stands in a lab's folder is its own, also where the lab is not on record yet."""
    paths = ("labs/acme/lab.md", "labs/bolt/conduct/2024-01-01-x.md", "labs/new/policy/1.0.md")
    assert labs_concerned(paths, catalogue()) == {"acme", "bolt", "new"}


def test_a_joint_document_concerns_all_that_it_names() -> None:
    """Signatories of any of its texts, and who declined: before and after a change alike."""
    before, after = catalogue("acme"), catalogue("bolt", declined=("core",))
    for path in ("labs/joint/pledge/document.md", "labs/joint/pledge/1.0.md"):
        assert labs_concerned([path], before) == {"acme"}
        assert labs_concerned([path], before, after) == {"acme", "bolt", "core"}


def test_a_renamed_lab_is_concerned_under_all_its_names() -> None:
    """Whoever declared a tie to it before is tied to it, also where it signed, once either catalogue says so."""
    pledge = joint(version("1.0", "2024-05-21"), signatories=(Signatory(lab="ace", joined=DAY),))
    before, after = (
        builders.catalog(lab(slug="ace", formerly=names), joint=(pledge,)) for names in ((), ("acme", "apex"))
    )
    for path in ("labs/ace/lab.md", "labs/joint/pledge/1.0.md"):
        assert labs_concerned([path], before, after) == {"ace", "acme", "apex"}
        assert labs_concerned([path], before) == {"ace"}


def test_what_is_for_all_concerns_no_one_lab() -> None:
    """Standards, the vocabulary, a pledge that nobody signed yet and paths that are none concern nobody."""
    paths = (
        "standards/test.yaml",
        "standards/vocabulary.yaml",
        "labs/joint/other/1.0.md",
        "labs",
        "labs/",
        "",
    )
    assert labs_concerned(paths, catalogue("acme")) == frozenset()
