"""What a proposal would make of the record is told before anything is stored, whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from registry.content import reader
from registry.content.folder import read_all, read_folder, write_folder
from registry.content.places import Place
from registry.content.readings import Reading
from registry.core.catalog import Catalog
from registry.core.records import Direction
from registry.core.topics import Status
from registry.desk import drafting, previewing
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.importing import import_folder
from registry.desk.previewing import Previewer
from registry.errors import BadValue
from registry.settings import data_root
from registry.store import ledger
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.schema import upgrade
from tests.builders import day
from tests.content.sample import LAB, OTHER_LAB, PLEDGE_TEXT, SECOND, TEXTS, VOCABULARY
from tests.desk.folders import NOON, accept
from tests.patience import processor_seconds

ON = day("2025-06-01")
THIRD = "labs/acme/policy/3.0.md"
THIRD_TEXT = """\
---
seen: 2025-03-01
source: {url: "https://acme.example/policy-3.pdf", read: primary}
clauses:
  - {id: stop, topic: pause, aspects: [stop-training], text: Acme will stop., strength: firm, decided_by: the board}
  - {id: open, topic: audit, text: Acme will open its doors., strength: firm}
removed:
  - {id: look, why: replaced by a clause of its own}
---

The third.
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The sample catalogue in a ledger that nobody writes to."""
    folder = tmp_path_factory.mktemp("previewed")
    write_folder(folder / "files", TEXTS)
    database = Database(folder / "registry.db")
    upgrade(database)
    import_folder(database, folder / "files", author="operator", now=NOON)
    yield database
    database.close()


@pytest.fixture
def previewer(filled: Database) -> Previewer:
    """A previewer that has seen nothing yet."""
    return Previewer(CatalogueSource(filled))


def edited(path: str, old: str, new: str) -> dict[str, str | None]:
    """A proposal that replaces one passage of one text."""
    assert TEXTS[path].count(old) == 1
    return {path: TEXTS[path].replace(old, new)}


def test_a_new_version_shows_what_follows(previewer: Previewer) -> None:
    """Its changes clause by clause, the scores and states that move, and its lines."""
    found = previewer.preview({THIRD: THIRD_TEXT}, on=ON)
    assert found.problems == ()
    assert found.impact is not None
    changes = [shift.after for shift in found.impact.changes if shift.after and shift.after.to_version]
    assert [(change.clause.id, change.direction) for change in changes] == [
        ("stop", Direction.MIXED),
        ("open", Direction.ADDED),
        ("look", Direction.REMOVED),
    ]
    assert [(shift.standard, shift.lab) for shift in found.impact.scores] == [("caution", "acme")]
    assert [(shift.topic, shift.gained, shift.lost) for shift in found.impact.topics] == [
        ("audit", ("policy/open",), ("policy/look",))
    ]
    assert found.impact.topics[0].status == (Status.POSITION, Status.PROMISED)
    (difference,) = found.differences
    assert (difference.path, difference.before, difference.after) == (THIRD, None, THIRD_TEXT)
    assert found.catalog is not None
    assert found.catalog.document("acme", "policy").versions[-1].label == "3.0"


def test_nothing_is_stored(previewer: Previewer, filled: Database) -> None:
    """The head's catalogue is what it was."""
    source = CatalogueSource(filled)
    previewer.preview({THIRD: THIRD_TEXT}, on=ON)
    assert source.current().revision.n == 1
    assert source.current().texts == TEXTS


def test_every_problem_is_told_with_its_place(previewer: Previewer) -> None:
    """In the proposed texts and in those that lean on them, by path and line; there is nothing to show then."""
    proposed = {
        SECOND: TEXTS[SECOND].replace("strength: intent", "strength: intend"),
        THIRD: THIRD_TEXT.replace("topic: audit", "topic: audits"),
        PLEDGE_TEXT: TEXTS[PLEDGE_TEXT].replace("stop-together", "stop-apart"),
    }
    found = previewer.preview(proposed, on=ON)
    assert [(problem.path, problem.line) for problem in found.problems] == [
        ("labs/acme/conduct/2024-11-report-published.md", 3),
        (SECOND, 11),
        (SECOND, 17),
        (THIRD, 6),
        ("labs/joint/pledge/document.md", 6),
    ]
    assert (found.catalog, found.impact) == (None, None)
    assert [difference.path for difference in found.differences] == [SECOND, THIRD, PLEDGE_TEXT]


def test_a_clause_that_is_dropped_wants_a_note(previewer: Previewer) -> None:
    """Without one there is a problem at the place where notes stand, and what follows is shown all the same."""
    noted = THIRD_TEXT.replace("{id: look, why: replaced by a clause of its own}", "{id: stop, why: gone}")
    found = previewer.preview({THIRD: noted.replace("id: stop, topic", "id: halt-all, topic")}, on=ON)
    (problem,) = found.problems
    assert (problem.path, problem.line) == (THIRD, 7)
    assert "`look`" in problem.message
    assert found.impact is not None
    without_any = THIRD_TEXT[: THIRD_TEXT.index("removed:")] + "---\n\nThe third.\n"
    (problem,) = previewer.preview({THIRD: without_any}, on=ON).problems
    assert problem.line == without_any[: without_any.index("clauses:")].count("\n") + 1


def test_what_was_dropped_silently_before_is_nobodys_problem_now(
    previewer: Previewer, filled: Database, tmp_path: Path
) -> None:
    """Correcting a version that already lacked a note is not held up by it."""
    silent = TEXTS[SECOND].replace("removed:\n  - {id: tell, why: no longer said}\n", "")
    assert len(previewer.preview({SECOND: silent}, on=ON).problems) == 1
    database = Database(tmp_path / "copy.db")
    upgrade(database)
    accept(database, {**TEXTS, SECOND: silent})
    found = Previewer(CatalogueSource(database)).preview({SECOND: silent + "\nMore.\n"}, on=ON)
    assert found.problems == ()
    database.close()


def test_texts_that_stay_as_they_are_do_not_count(previewer: Previewer) -> None:
    """A text equal to the head's, or a record ended that is not there, changes nothing."""
    found = previewer.preview({LAB: TEXTS[LAB], THIRD: None}, on=ON)
    assert (found.differences, found.problems) == ((), ())
    assert found.impact is not None
    assert found.impact.is_empty


def test_a_record_can_be_ended(previewer: Previewer) -> None:
    """The version before stands again; whatever referred to the ended one is a problem of its own."""
    found = previewer.preview({SECOND: None}, on=ON)
    assert found.differences[0].after is None
    assert {problem.path for problem in found.problems} == {"labs/acme/conduct/2024-11-report-published.md"}


# -- quick, and bounded ---------------------------------------------------------------------------------------


def test_only_changed_texts_are_read(previewer: Previewer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the head has been read, a preview reads the text that it changes, and what the one before had changed."""
    previewer.preview({LAB: TEXTS[LAB] + "x\n"}, on=ON)
    read: list[str] = []
    plain = reader.read_text

    def noted(place: Place, *rest: Any, **more: Any) -> Reading:
        read.append(place.path)
        return plain(place, *rest, **more)

    monkeypatch.setattr(reader, "read_text", noted)
    previewer.preview({THIRD: THIRD_TEXT}, on=ON)
    previewer.preview({THIRD: THIRD_TEXT + "x\n"}, on=ON)
    assert read == [LAB, THIRD, THIRD]
    read.clear()
    previewer.preview(edited(VOCABULARY, "meaning: What a model", "meaning: All that a model"), on=ON)
    assert set(read) == set(TEXTS)
    read.clear()
    previewer.preview({THIRD: THIRD_TEXT + "y\n"}, on=ON)
    assert read == [THIRD]


def test_a_preview_is_kept_while_it_is_looked_at(previewer: Previewer) -> None:
    """The same proposal on the same day is the same preview; the oldest of some few is let go."""
    first = previewer.preview({LAB: TEXTS[LAB] + "0\n"}, on=ON)
    assert previewer.preview({LAB: TEXTS[LAB] + "0\n"}, on=ON) is first
    assert previewer.preview({LAB: TEXTS[LAB] + "0\n"}, on=day("2025-06-02")) is not first
    for number in range(previewing.KEPT):
        previewer.preview({LAB: TEXTS[LAB] + f"{number + 1}\n"}, on=ON)
    assert previewer.preview({LAB: TEXTS[LAB] + "0\n"}, on=ON) is not first


def test_one_text_never_passes_for_another(previewer: Previewer) -> None:
    """An ended record, an empty text and texts that read alike end to end are different proposals."""
    proposals: list[dict[str, str | None]] = [
        {LAB: None},
        {LAB: ""},
        {LAB: f"a{OTHER_LAB}", OTHER_LAB: ""},
        {LAB: "a", OTHER_LAB: f"{OTHER_LAB}"},
    ]
    assert len({previewing._digest(proposed) for proposed in proposals}) == len(proposals)


def test_the_head_is_followed(filled: Database, tmp_path: Path) -> None:
    """After a revision the same proposal is set against the new head."""
    database = Database(tmp_path / "moving.db")
    upgrade(database)
    accept(database, dict(TEXTS))
    previewer = Previewer(CatalogueSource(database))
    first = previewer.preview({THIRD: THIRD_TEXT}, on=ON)
    accept(database, {THIRD: THIRD_TEXT})
    second = previewer.preview({THIRD: THIRD_TEXT}, on=ON)
    assert (first.edition.revision.n, second.edition.revision.n) == (1, 2)
    assert ([item.path for item in first.differences], second.differences) == ([THIRD], ())
    database.close()


def test_threads_share_one(previewer: Previewer) -> None:
    """Each gets the preview of its own proposal."""

    def named(number: int) -> str:
        proposed = {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {number}")}
        catalog = previewer.preview(proposed, on=ON).catalog
        assert catalog is not None
        return catalog.lab("bolt").name

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(named, range(24))) == [f"Bolt {number}" for number in range(24)]


def test_texts_are_read_by_one_thread_at_a_time(
    previewer: Previewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader remembers what it read last, so it is nobody else's meanwhile."""
    held: list[bool] = []
    plain = reader.Reader.read

    def noted(this: reader.Reader, texts: Mapping[str, str]) -> Catalog:
        held.append(previewer._lock.locked())
        return plain(this, texts)

    monkeypatch.setattr(reader.Reader, "read", noted)
    previewer.preview({THIRD: THIRD_TEXT}, on=ON)
    assert held == [False, True]  # the head's own catalogue, by a reader of its own, and then the proposal


def test_too_much_is_refused(previewer: Previewer) -> None:
    """Neither more records nor more text than one proposal can have is looked at."""
    with pytest.raises(BadValue, match="201 records"):
        previewer.preview({f"labs/acme/policy/{n}.md": "x" for n in range(201)}, on=ON)
    assert drafting.MAX_SIZE <= previewing.MAX_SIZE
    assert drafting.MAX_TEXTS <= previewing.MAX_TEXTS
    with pytest.raises(BadValue, match="characters"):
        previewer.preview({f"labs/acme/policy/{n}.md": "x" * 1_000_000 for n in range(6)}, on=ON)


CLAUSES = "".join(
    f"  - {{id: c{n}, topic: audit, text: It will do {n}., strength: firm}}\n" for n in range(1200)
)
MANY = "---\nseen: 2025-03-01\nsource: {url: 'https://a.example', read: primary}\nclauses:\n" + CLAUSES
HOSTILE = {
    "many clauses": MANY + "---\n\nx\n",
    "a million line ends": "\n" * 1_000_000,
    "one line": "---\n" + "x" * 990_000,
    "nested": "---\na: " + "[" * 900_000 + "\n---\n",
    "anchors": "---\n" + "a: &a [*a, *a]\n" * 60_000 + "---\n",
    "strange characters": "---\na: \0\ud800\u202e" * 50_000,
    "more than a text may have": "x" * 2_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_within_bounds(previewer: Previewer, text: str) -> None:
    """A megabyte of anything is answered with problems, or with what follows, in little time."""
    previewer.preview({}, on=ON)
    seconds = processor_seconds(lambda: previewer.preview({THIRD: text}, on=ON))
    assert seconds < 2
    found = previewer.preview({THIRD: text}, on=ON)
    assert found.problems
    assert {problem.path for problem in found.problems} == {THIRD}


def test_paths_are_not_trusted(previewer: Previewer) -> None:
    """A path that no catalogue has is a problem, not a file."""
    for path in ("../../etc/passwd", "labs/acme/../bolt/lab.md", "labs/x/\0.md", "", "labs/joint/lab.md"):
        found = previewer.preview({path: "x"}, on=ON)
        assert [problem.path for problem in found.problems] == [path]


class Shipped(CatalogueSource):
    """The catalogue that the registry ships, as if it were the head of a ledger."""

    def __init__(self) -> None:
        texts = read_folder(data_root())
        first = ledger.Revision(1, NOON, "operator", None, RevisionKind.IMPORT, "x", None, "0" * 64, "{}")
        self._shipped = Edition(first, read_all(texts), texts)

    def current(self) -> Edition:
        return self._shipped


def test_previewing_the_shipped_catalogue_is_quick() -> None:
    """A change of one real version is shown within a fraction of a second of processor time."""
    on, source = day("2026-11-21"), Shipped()
    previewer = Previewer(source)
    path = "labs/anthropic/responsible-scaling-policy/3.0.md"
    text = source.current().texts[path]
    previewer.preview({path: text + "\nx\n"}, on=on)
    number = iter(range(100))

    def change() -> None:
        changed = text.replace("strength: firm", "strength: intent", next(number) + 1)
        assert previewer.preview({path: changed}, on=on).impact is not None

    assert processor_seconds(change, repeat=3) < 0.3
