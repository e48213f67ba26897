"""The index as a thing on disk: it follows the catalogue, survives what befalls it, and never answers wrongly."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.errors import Unavailable
from registry.publish.search import SearchIndex
from tests import builders as b

TODAY = date(2026, 11, 21)
WORDS = ("pause", "zebra", "audit", "model")


def catalogue(*texts: str) -> Catalog:
    """A lab with one clause for each text."""
    clauses = [b.clause(f"c{place}", text=text) for place, text in enumerate(texts)]
    return b.catalog(b.lab(b.document(b.version("1", "2024-01-01", *clauses))))


def found(index: SearchIndex, typed: str, revision: str | None = None) -> list[tuple[str, float]]:
    result = index.search(typed, today=TODAY, revision=revision, limit=1000)
    return [(hit.entry.key, hit.score) for hit in result.hits]


def test_the_index_follows_the_catalogue_entry_by_entry(tmp_path: Path) -> None:
    """Only entries that differ are indexed again; an equal revision costs nothing."""
    index = SearchIndex(tmp_path / "index")
    first = index.update(catalogue("A zebra.", "A horse."), "r1")
    assert first is not None
    assert first.anew
    assert index.update(catalogue("A zebra.", "A horse."), "r1") is None
    second = index.update(catalogue("A zebra.", "A donkey.", "A mule."), "r2")
    assert second is not None
    assert (second.anew, second.gone) == (False, 0)
    # The clause whose text changed; the new one; and the version and document, whose entries hold no clause text, stay.
    assert (second.added, second.changed) == (1, 1)
    third = index.update(catalogue("A zebra."), "r3")
    assert third is not None
    assert (third.added, third.changed, third.gone) == (0, 0, 2)
    assert found(index, "donkey") == []
    assert [key for key, _ in found(index, "zebra")] == ["clause:acme/policy/c0"]


texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=5)


@settings(max_examples=25, deadline=None)
@given(st.lists(texts, min_size=1, max_size=4))
def test_an_updated_index_is_as_a_fresh_one(history: list[list[str]]) -> None:
    """After any history the same hits come in the same order with the same scores, and verifying finds no fault."""
    updated, fresh = SearchIndex(None), SearchIndex(None)
    for number, each in enumerate(history):
        updated.update(catalogue(*each), f"r{number}")
    last, revision = catalogue(*history[-1]), f"r{len(history) - 1}"
    fresh.rebuild(last, revision)
    for word in WORDS:
        assert found(updated, word) == found(fresh, word)
    assert updated.faults(last, revision) == ()


def test_an_update_of_the_shipped_catalogue_is_as_a_fresh_index(shipped: Catalog) -> None:
    """Taking a lab away and giving it back leaves no trace."""

    def some(*labs: str) -> Catalog:
        return Catalog(shipped.vocabulary, {slug: shipped.labs[slug] for slug in labs}, {}, shipped.standards)

    index = SearchIndex(None)
    index.update(some("anthropic", "magic"), "less")
    written = index.update(some("anthropic", "magic", "xai"), "more")
    assert written is not None
    assert not written.anew
    assert index.faults(some("anthropic", "magic", "xai"), "more") == ()


def test_faults_are_named(tmp_path: Path) -> None:
    """Verifying says what the index lacks, holds too much or holds otherwise, and of which revision it is."""
    index = SearchIndex(tmp_path / "index")
    assert "cannot be used" in index.faults(catalogue("A zebra."), "r1")[0]
    index.update(catalogue("A zebra.", "A horse."), "r1")
    assert index.faults(catalogue("A zebra.", "A horse."), "r1") == ()
    assert "reflects revision r1, not r2" in index.faults(catalogue("A zebra."), "r2")[0]
    found = "\n".join(index.faults(catalogue("A mule."), "r1"))
    assert "holds clause:acme/policy/c1, which is not on record" in found
    assert "holds another text of clause:acme/policy/c0" in found


def test_an_index_of_another_revision_gives_no_answer(tmp_path: Path) -> None:
    """No index, or one that lags, is said; it never answers for a revision that it was not made from."""
    index = SearchIndex(tmp_path / "index")
    with pytest.raises(Unavailable):
        index.search("zebra", today=TODAY)
    index.update(catalogue("A zebra."), "r1")
    with pytest.raises(Unavailable):
        index.search("zebra", today=TODAY, revision="r2")
    assert len(found(index, "zebra", revision="r1")) == 1


def test_another_process_sees_what_was_written(tmp_path: Path) -> None:
    """Two doors on one folder: what one writes the other finds at its next search."""
    one, other = SearchIndex(tmp_path / "index"), SearchIndex(tmp_path / "index")
    one.update(catalogue("A zebra."), "r1")
    assert len(found(other, "zebra")) == 1
    one.update(catalogue("A horse."), "r2")
    assert found(other, "zebra") == []
    assert other.revision == "r2"


def test_only_its_owner_can_reach_the_folder(tmp_path: Path) -> None:
    """Folder and file are private; one that others could have written is not opened but made anew."""
    folder = tmp_path / "index"
    index = SearchIndex(folder)
    index.update(catalogue("A zebra."), "r1")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    (folder / "index").chmod(0o666)
    fresh = SearchIndex(folder)
    assert fresh.revision is None
    assert fresh.update(catalogue("A zebra."), "r1") is not None
    assert len(found(fresh, "zebra")) == 1


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_file_is_never_believed(tmp_path: Path, seed: int) -> None:
    """Flipped, cut, lengthened or emptied: the index is either whole or none, and the next update makes it right."""
    folder, chance = tmp_path / "index", random.Random(seed)  # noqa: S311 - chooses where to break a test file
    catalog = catalogue("A zebra.", "A horse.", "A model is paused.")
    SearchIndex(folder).update(catalog, "r1")
    file = folder / "index"
    content = bytearray(file.read_bytes())
    match seed % 5:
        case 0:
            content = content[: chance.randrange(len(content))]
        case 1:
            content += chance.randbytes(10)
        case _:
            for _ in range(chance.randint(1, 8)):
                content[chance.randrange(len(content))] ^= chance.randint(1, 255)
    file.write_bytes(content)
    index = SearchIndex(folder)
    assert index.revision is None
    with pytest.raises(Unavailable):
        index.search("zebra", today=TODAY)
    assert index.update(catalog, "r1") is not None
    assert index.faults(catalog, "r1") == ()
    assert len(found(index, "zebra")) == 1


def test_a_deleted_file_is_made_again(tmp_path: Path) -> None:
    """Deleting the index costs a rebuild, nothing else."""
    index = SearchIndex(tmp_path / "index")
    index.update(catalogue("A zebra."), "r1")
    (tmp_path / "index" / "index").unlink()
    assert index.revision is None
    assert index.update(catalogue("A zebra."), "r1") is not None
    assert len(found(index, "zebra")) == 1


def test_an_index_of_other_code_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of the search code wrote is not read by this one."""
    index = SearchIndex(tmp_path / "index")
    with monkeypatch.context() as patch:
        patch.setattr("registry.publish.search.edition.code", lambda: "another version")
        index.update(catalogue("A zebra."), "r1")
    assert SearchIndex(tmp_path / "index").revision is None
    written = index.update(catalogue("A zebra."), "r1")
    assert written is not None
    assert written.anew


def test_a_full_disk_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is said, and the index that stood still answers."""
    index = SearchIndex(tmp_path / "index")
    index.update(catalogue("A zebra."), "r1")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable, match="No space left"):
            index.update(catalogue("A horse."), "r2")
    assert len(found(index, "zebra", revision="r1")) == 1
    assert index.update(catalogue("A horse."), "r2") is not None


KILLED = """
import os, signal, sys
from pathlib import Path
from registry.publish.search import SearchIndex
from tests.publish.search.test_index import catalogue

folder, step = Path(sys.argv[1]), sys.argv[2]
def killed(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if step == "replace":
    Path.replace = killed
elif step == "fdopen":
    os.fdopen = killed
else:
    setattr(os, step, killed)
SearchIndex(folder).update(catalogue("A horse."), "r2")
"""


@pytest.mark.parametrize("step", ["fdopen", "fsync", "replace"])
def test_a_writer_killed_at_any_step_leaves_a_whole_index(tmp_path: Path, step: str) -> None:
    """SIGKILL at any step before the swap: the old one answers, the next writer catches up."""
    folder = tmp_path / "index"
    index = SearchIndex(folder)
    index.update(catalogue("A zebra."), "r1")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), step], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    other = SearchIndex(folder)
    assert len(found(other, "zebra", revision="r1")) == 1
    other.follow(lambda: (catalogue("A horse."), "r2"))
    assert found(other, "zebra") == []
    assert other.faults(catalogue("A horse."), "r2") == ()


def test_one_writes_at_a_time_and_who_cannot_wait_is_told(tmp_path: Path) -> None:
    """While one writes, another that asks not to wait gets an error at once, and asks for no catalogue."""
    folder = tmp_path / "index"

    def current() -> tuple[Catalog, str]:
        with pytest.raises(Unavailable):
            SearchIndex(folder).follow(lambda: pytest.fail("asked for a catalogue while another was writing"))
        return catalogue("A zebra."), "r1"

    SearchIndex(folder).follow(current)
    assert SearchIndex(folder).revision == "r1"


def test_readers_in_threads_get_right_answers_while_it_is_updated(tmp_path: Path) -> None:
    """Every answer is that of the revision it names, for many threads on one door while another writes."""
    folder, done = tmp_path / "index", threading.Event()
    texts = [
        ["A zebra.", "A model zebra."][: 1 + number % 2] + ["A horse."] * (number % 3) for number in range(8)
    ]
    expected = {}
    for number, each in enumerate(texts):
        fresh = SearchIndex(None)
        fresh.update(catalogue(*each), f"r{number}")
        expected[f"r{number}"] = (len(found(fresh, "zebra")), len(found(fresh, "horse")))
    SearchIndex(folder).update(catalogue(*texts[0]), "r0")
    shared, wrong, counted = SearchIndex(folder), [], []

    def read() -> None:
        while not done.is_set():
            result = shared.search("zebra", today=TODAY)
            others = shared.search("horse", today=TODAY)
            if result.total != expected[result.revision][0] or others.total != expected[others.revision][1]:
                wrong.append(result.revision)
            counted.append(1)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    writer = SearchIndex(folder)
    for number, each in enumerate(texts):
        writer.update(catalogue(*each), f"r{number}")
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(counted) > 4


def test_one_door_shared_by_threads_answers_as_to_one(index: SearchIndex) -> None:
    """Many threads asking many things at once on the shipped catalogue get what one asking alone gets."""
    asked = [
        "pause training",
        '"safety case"',
        "evaluat*",
        "lab:openai changed:weakened",
        "who decides",
        "red-teaming",
    ]
    alone = {typed: found(index, typed) for typed in asked}
    wrong: list[str] = []

    def read(seed: int) -> None:
        for typed in random.Random(seed).sample(asked * 4, 12):  # noqa: S311 - an order of questions
            wrong.extend([typed] if found(index, typed) != alone[typed] else [])

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
