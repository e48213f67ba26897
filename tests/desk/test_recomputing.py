"""The recipe in the archive is a second implementation of the rules: what it computes is what the core computes."""

from __future__ import annotations

import ast
import io
import json
import re
import runpy
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import (
    Act,
    Clause,
    Conduct,
    Direction,
    Dispute,
    Document,
    Judgement,
    Kind,
    NothingFound,
    OutOfScope,
    Signatory,
    Verdict,
    Withdrawal,
)
from registry.core.scoring import score
from registry.core.standard import Aggregate, Combine, Practice
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.packing import pack
from registry.desk.projecting import project
from registry.settings import data_root
from registry.store.engine import Database
from registry.store.projection.records import record_rows
from registry.store.schema import upgrade
from tests import builders
from tests.core import strategies
from tests.desk.folders import folder, read_in

RECIPE = data_root() / "static/registry-recompute.py"
TOTALS = ("promise", "practice", "low", "high", "coverage", "grade")

recipe = runpy.run_path(str(RECIPE))
_Archive: Any = recipe["Archive"]


def unpacked(place: Path, files: Path) -> Edition:
    """Put into a folder what the archive of a catalogue holds; the edition that it was made from."""
    database = Database(place / "registry.db")
    upgrade(database)
    read_in(database, files, now=datetime(2026, 11, 21, tzinfo=UTC))
    source = CatalogueSource(database)
    project(database, source)
    edition = source.current()
    with zipfile.ZipFile(io.BytesIO(pack(database, edition))) as found:
        found.extractall(place / "data")
    database.close()
    return edition


class Unpacked(_Archive):  # type: ignore[misc]
    """The tables of a catalogue as the archive has them, without the files."""

    def __init__(self, catalog: Catalog) -> None:
        self._tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for table, row in record_rows(catalog):
            self._tables[table.name].append(row)
        super().__init__(Path())

    def _read(self, name: str) -> Any:
        if name == "datapackage.json":
            return {"created": "2026-11-21T00:00:00Z"}
        return json.loads(json.dumps(self._tables[Path(name).stem], default=str))


def agree(archive: Any, catalog: Catalog, days: Iterable[date]) -> int:
    """Every total and every criterion of every lab under every standard; counts those compared."""
    compared = 0
    for day in days:
        for standard in catalog.standards.values():
            for lab in catalog.labs:
                card, found = (
                    score(catalog, standard, lab, day),
                    recipe["Scoring"](archive, lab, standard.id, day),
                )
                said = {name: getattr(card, name) for name in TOTALS}
                assert found.totals() == pytest.approx(said, abs=1e-9), (lab, standard.id, day)
                for ours, theirs in zip(card.criteria, found.criteria, strict=True):
                    results = (ours.promise, ours.practice)
                    assert (theirs["promise"], theirs["practice"]) == pytest.approx(results, abs=1e-9)
                    assert theirs["assessed"] is ours.assessed
                compared += 1
    return compared


@pytest.mark.parametrize("files", ["sample", "shipped"])
def test_it_computes_what_the_core_does(files: str, tmp_path: Path) -> None:
    """For every lab under every standard, on the archive's day, on the first of May 2025 and early on.

    What it leaves out, and no total depends on: places and how far they spread when weights are drawn, for which the
    archive has neither draws nor places; which of several clauses at one level decides; which level comes next.
    """
    edition = unpacked(tmp_path, data_root() if files == "shipped" else folder(tmp_path / "files"))
    archive, catalog = recipe["Archive"](tmp_path / "data"), edition.catalog
    assert archive.day == edition.revision.time.date()
    days = (archive.day, date(2025, 5, 1), date(2023, 11, 30))
    assert agree(archive, catalog, days) == 3 * len(catalog.labs) * len(catalog.standards)


def test_it_runs_by_itself(tmp_path: Path) -> None:
    """In the archive's folder, with a Python that sees no package: it prints the totals beside those on record.

    Asked about nothing, or nobody, it says what can be asked.
    """
    unpacked(tmp_path, folder(tmp_path / "files"))
    command = [sys.executable, "-I", "-S", str(tmp_path / "data/recompute.py"), "acme"]
    for asked in ([], ["nothing"]):
        failed = subprocess.run([*command, *asked], capture_output=True, text=True, check=False)
        assert failed.returncode == 1 and "Standards: caution." in failed.stderr
    done = subprocess.run([*command, "caution"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^2026-11-21 practice: ([\d.]+), and \1 in the archive$", done.stdout, re.MULTILINE)


def test_it_stands_on_nothing_of_ours() -> None:
    """One file of some 250 lines that imports the standard library alone."""
    text = RECIPE.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 250


FIRST, SECOND = "2023-01-01", "2024-01-01"

DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        FIRST,
        "2023-06-30",
        SECOND,
        "2024-02-15",
        "2024-03-01",
        "2024-07-18",
        "2024-07-19",
        "2024-08-31",
        "2025-01-01",
    )
)
"""Days on which the cases below turn, 200 days after the second version among them, and days just before."""

STANDARD = builders.standard(
    builders.criterion(
        builders.level(100, strength="firm", own=True, held_days=200),
        builders.level(80, strength="firm", held_days=200),
        builders.level(60, strength="firm"),
        builders.level(20),
    ),
    builders.criterion(builders.level(50), name="two", topics=("audit",), weight=2.0),
    builders.criterion(builders.level(50), name="three", aspects=("stop-training", "stop-deployment")),
    practice=Practice(6, Combine.LATEST, {"kept": 1.0, "partly-kept": 0.8, "broken": 0.5}),
)


def policy(first: Clause, *second: Clause, at: str = SECOND, **given: Any) -> Document:
    """A policy whose first version has the one clause, and its second the others."""
    later = builders.version("2.0", at, *second, unconfirmed=given.pop("unconfirmed", ()))
    return builders.document(builders.version("1.0", FIRST, first), later, **given)


def pledge(*clauses: Clause, **given: Any) -> Document:
    """A pledge of the first version's day that the lab joined between the two."""
    party = Signatory(lab="acme", joined=PartialDate.parse("2023-12"), **given)
    return builders.joint(builders.version("1.0", FIRST, *clauses), signatories=(party,))


def judged(change: Direction, **given: Any) -> Clause:
    """The second form of a clause, judged against the first."""
    return builders.clause(judged=Judgement(change, "the text says so"), **given)


def case(
    *documents: Document, joint: tuple[Document, ...] = (), events: tuple[Conduct, ...] = (), **given: Any
) -> Catalog:
    """A lab with those documents and those events, under the standard above."""
    lab = builders.lab(*documents, conduct=events, **given)
    return builders.catalog(lab, joint=joint, standards=(STANDARD,))


A, INTENT, AUDIT = builders.clause(), builders.clause(strength="intent"), builders.clause(topic="audit")
B = builders.clause("b", was="a")
BROKEN = builders.conduct("2024-02", Verdict.BROKEN, "policy/a")
WHEN = PartialDate.parse(SECOND)

CASES = {
    "nothing on record": case(),
    "nothing found": case(nothing_found=(NothingFound("audit", WHEN, "everywhere"),)),
    "founded later": case(policy(A, A), founded=2024),
    "a statement becomes a promise": case(policy(replace(A, act=Act.STATEMENT), A)),
    "a promise ends as the next version begins": case(policy(replace(A, ends=WHEN), A)),
    "one of the aspects": case(policy(A, replace(A, aspects=("stop-training",)))),
    "another id": case(policy(A, B)),
    "a version replaced on its own day": case(policy(AUDIT, A, at=FIRST)),
    "left open": case(policy(A, unconfirmed=("a",))),
    "judged weakened": case(policy(INTENT, judged(Direction.WEAKENED))),
    "judged strengthened": case(policy(A, judged(Direction.STRENGTHENED, strength="intent"))),
    "judged mixed": case(policy(INTENT, judged(Direction.MIXED))),
    "judged against what does not count": case(
        policy(replace(AUDIT, strength="intent"), judged(Direction.WEAKENED))
    ),
    "joined": case(joint=(pledge(A),)),
    "joined in part": case(joint=(pledge(A, AUDIT, clauses=("b",)),)),
    "left": case(joint=(pledge(A, left=WHEN),)),
    "out of scope": case(joint=(pledge(A, out_of_scope=OutOfScope(WHEN, "no models")),)),
    "a law": case(joint=(replace(pledge(A), kind=Kind.LAW),)),
    "withdrawn": case(policy(A, A, withdrawn=Withdrawal(PartialDate.parse("2024-03"), "replaced"))),
    "disputed": case(policy(A, A, disputed=Dispute(PartialDate.parse("2024-03"), "nobody answers"))),
    "conduct in a month": case(policy(A, A), events=(BROKEN,)),
    "conduct at the window's edge": case(
        policy(A, A), events=(replace(BROKEN, date=PartialDate.parse("2023-09-01")),)
    ),
    "conduct before the promise": case(
        builders.document(builders.version("1.0", "2024-03-01", A)), events=(BROKEN,)
    ),
    "conduct under an earlier id": case(
        policy(A, B), events=(replace(BROKEN, date=PartialDate.parse("2023-12-01")),)
    ),
    "conduct about a topic": case(policy(A, A), events=(replace(BROKEN, about=("pause",)),)),
    "conduct that counts for nothing": case(policy(A, A), events=(replace(BROKEN, verdict=Verdict.PENDING),)),
    "conduct, the latest in the middle": case(
        policy(A, A),
        events=(
            builders.conduct("2024-01-10", Verdict.KEPT, "policy/a", name="one"),
            builders.conduct("2024-02-10", Verdict.BROKEN, "policy/a", name="two"),
            builders.conduct("2024-01-05", Verdict.PARTLY_KEPT, "policy/a", name="three"),
        ),
    ),
    "conduct about a clause that it continues": case(
        policy(A, replace(A, continues="joint/pledge/p")),
        events=(builders.conduct("2023-12-15", Verdict.BROKEN, "joint/pledge/p"),),
    ),
    "conduct about a clause that continues it": case(
        policy(A, replace(A, continues="joint/pledge/a")), joint=(pledge(A),), events=(BROKEN,)
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_follows_every_rule(name: str) -> None:
    """Each rule where it turns, on the day itself and beside it."""
    agree(Unpacked(CASES[name]), CASES[name], DAYS)


@given(strategies.catalogs(), strategies.days)
@settings(max_examples=40, deadline=None)
def test_it_agrees_whatever_is_on_record(catalog: Catalog, day: date) -> None:
    """Any mixture of clauses, levels, judgements and conduct, and either way of adding up."""
    (standard,) = catalog.standards.values()
    both = {name.value: replace(standard, id=name.value, aggregate=name) for name in Aggregate}
    mixed = Catalog(catalog.vocabulary, catalog.labs, catalog.joint, both)
    agree(Unpacked(mixed), mixed, (day,))
