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
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import (
    Clause,
    Conduct,
    Dispute,
    NothingFound,
    OutOfScope,
    Verdict,
    Version,
    Withdrawal,
)
from registry.core.scoring import score
from registry.core.standard import Aggregate
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


class Unpacked(recipe["Archive"]):  # type: ignore[misc]
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
    """In the archive's folder, with a Python that sees no package: it prints the totals beside those on record."""
    unpacked(tmp_path, folder(tmp_path / "files"))
    command = [sys.executable, "-I", "-S", str(tmp_path / "data/recompute.py"), "acme", "caution"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^2026-11-21 practice: ([\d.]+), and \1 in the archive$", done.stdout, re.MULTILINE)


def test_it_stands_on_nothing_of_ours() -> None:
    """One file of at most 250 lines that imports the standard library alone."""
    text = RECIPE.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 250


maybe_day = st.one_of(
    st.none(), st.sampled_from(["2023", "2024-02", "2024-06-30", "2025-01"]).map(PartialDate.parse)
)


@st.composite
def entangled_clauses(draw: st.DrawFn, clause: Clause) -> Clause:
    """The clause with ties to the version before and to the pledge, and perhaps an end."""
    return replace(
        clause,
        was=draw(st.sampled_from([None, None, "a", "b"])),
        continues=draw(st.sampled_from([None, None, "joint/pledge/p"])),
        ends=draw(maybe_day),
    )


@st.composite
def entangled_versions(draw: st.DrawFn, version: Version) -> Version:
    """The version with such clauses, and with some of the one before left open."""
    left_open = draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=3))
    return replace(
        version,
        clauses=tuple(draw(entangled_clauses(clause)) for clause in version.clauses),
        unconfirmed=tuple(name for name in left_open if name not in version.clause_by_id),
    )


@st.composite
def entangled(draw: st.DrawFn) -> Catalog:
    """A catalogue in which everything that a rule speaks of may happen at once."""
    catalog = draw(strategies.catalogs())
    (lab,), (standard,) = catalog.labs.values(), catalog.standards.values()
    (policy,), (pledge,) = lab.documents, catalog.joint.values()
    withdrawn, disputed, left, scope = (draw(maybe_day) for _ in range(4))
    policy = replace(
        policy,
        versions=tuple(draw(entangled_versions(version)) for version in policy.versions),
        withdrawn=Withdrawal(withdrawn, "it says so") if withdrawn else None,
        disputed=Dispute(disputed, "nobody answers") if disputed else None,
    )
    party = replace(
        pledge.signatories[0],
        left=left,
        out_of_scope=OutOfScope(scope, "no models") if scope else None,
        clauses=draw(st.sampled_from([(), ("p",)])),
    )
    month = draw(st.sampled_from(["2023-05", "2024-02", "2025"]))
    about = draw(st.sampled_from(["joint/pledge/p", "policy/c"]))
    event: Conduct = builders.conduct(month, Verdict.BROKEN, about, name="broken")
    looked = (NothingFound("audit", PartialDate.parse("2024"), "everywhere"),) if draw(st.booleans()) else ()
    founded = draw(st.sampled_from([None, 2024]))
    lab = replace(
        lab, documents=(policy,), conduct=(*lab.conduct, event), nothing_found=looked, founded=founded
    )
    standard = replace(
        standard, aggregate=draw(st.sampled_from(list(Aggregate))), grades={"A": 60.0, "B": 20.0}
    )
    return Catalog(
        catalog.vocabulary,
        {lab.slug: lab},
        {pledge.slug: replace(pledge, signatories=(party,))},
        {standard.id: standard},
    )


@given(entangled(), st.lists(strategies.days, min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_it_follows_every_rule(catalog: Catalog, days: list[date]) -> None:
    """Whatever is on record: promises continued, carried, judged, ended, joint, linked, disputed, withdrawn."""
    agree(Unpacked(catalog), catalog, days)
