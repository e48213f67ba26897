"""The index as a thing on disk: it follows the catalogue, survives what befalls it, and never answers wrongly."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.catalog import Catalog
from registry.errors import BadValue, Unavailable
from registry.publish.search import SearchIndex
from registry.publish.search.edition import Written
from tests import builders as b
from tests.patience import PATIENCE, processor_seconds
from tests.publish.search.conftest import ENGINES, TODAY

WORDS = ("pause", "zebra", "audit", "model")


def catalogue(*texts: str) -> Catalog:
    """A lab with one clause for each text."""
    clauses = [b.clause(f"c{place}", text=text) for place, text in enumerate(texts)]
    return b.catalog(b.lab(b.document(b.version("1", "2024-01-01", *clauses))))


def found(index: SearchIndex, typed: str, revision: str | None = None) -> list[tuple[str, float]]:
    result = index.search(typed, today=TODAY, revision=revision, limit=40)
    return [(hit.entry.key, hit.score) for hit in result.hits]


def test_the_index_follows_the_catalogue_entry_by_entry(tmp_path: Path, engine: str) -> None:
    """Only entries that differ are indexed again; an equal revision costs nothing."""
    index = SearchIndex(tmp_path / "index", engine=engine)
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


ASKED = (
    *WORDS,
    "pause zebra",
    '"audit model"',
    "mod* -pause",
    "zebra OR audit",
    "paused models",
    "removed:yes",
)
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=12)


@settings(max_examples=8, deadline=None)
@given(st.lists(texts, min_size=1, max_size=6))
def test_an_updated_index_is_as_a_fresh_one(engine: str, history: list[list[str]]) -> None:
    """After any history the same hits come in the same order with the same scores."""
    updated, fresh = SearchIndex(None, engine=engine), SearchIndex(None, engine=engine)
    for number, each in enumerate(history):
        updated.update(catalogue(*each), f"r{number}")
    last, revision = catalogue(*history[-1]), f"r{len(history) - 1}"
    fresh.rebuild(last, revision)
    for typed in ASKED:
        assert found(updated, typed) == found(fresh, typed)


def without(shipped: Catalog, *labs: str) -> Catalog:
    """The shipped catalogue without some of its labs."""
    kept = {slug: lab for slug, lab in shipped.labs.items() if slug not in labs}
    return Catalog(shipped.vocabulary, kept, shipped.joint, shipped.standards)


def test_an_update_of_the_shipped_catalogue_is_as_a_fresh_index(
    shipped: Catalog, indexes: Mapping[str, SearchIndex], engine: str
) -> None:
    """Taking a lab away and giving it back leaves no trace, and costs a small part of what a new index does."""
    index = SearchIndex(None, engine=engine)
    index._shelf.write(indexes[engine]._shelf.read())
    index.update(without(shipped, "magic"), "less")
    assert found(index, "magic") != found(indexes[engine], "magic")
    written: list[Written | None] = []
    more = without(shipped)
    assert processor_seconds(lambda: written.append(index.update(more, "more"))) < 0.5
    assert written[0] is not None and not written[0].anew
    for typed in (
        "magic",
        "pause training",
        '"safety case"',
        "evaluat* lab:magic",
        "changed:weakened",
        "threshold",
    ):
        assert found(index, typed) == found(indexes[engine], typed)


def test_faults_are_named(tmp_path: Path, engine: str) -> None:
    """Verifying says what the index lacks, holds too much or holds otherwise, and of which revision it is."""
    index = SearchIndex(tmp_path / "index", engine=engine)
    assert "cannot be used" in index.faults(catalogue("A zebra."), "r1")[0]
    index.update(catalogue("A zebra.", "A horse."), "r1")
    assert index.faults(catalogue("A zebra.", "A horse."), "r1") == ()
    assert "reflects revision r1, not r2" in index.faults(catalogue("A zebra."), "r2")[0]
    found = "\n".join(index.faults(catalogue("A mule."), "r1"))
    assert "holds clause:acme/policy/c1, which is not on record" in found
    assert "holds another text of clause:acme/policy/c0" in found


def test_an_index_of_another_revision_gives_no_answer(tmp_path: Path, engine: str) -> None:
    """No index, or one that lags, is said; it never answers for a revision that it was not made from."""
    index = SearchIndex(tmp_path / "index", engine=engine)
    with pytest.raises(Unavailable):
        index.search("zebra", today=TODAY)
    index.update(catalogue("A zebra."), "r1")
    with pytest.raises(Unavailable):
        index.search("zebra", today=TODAY, revision="r2")
    assert len(found(index, "zebra", revision="r1")) == 1


def test_another_process_sees_what_was_written(tmp_path: Path, engine: str) -> None:
    """Two doors on one folder: what one writes the other finds at its next search."""
    one, other = (
        SearchIndex(tmp_path / "index", engine=engine),
        SearchIndex(tmp_path / "index", engine=engine),
    )
    one.update(catalogue("A zebra."), "r1")
    assert len(found(other, "zebra")) == 1
    one.update(catalogue("A horse."), "r2")
    assert found(other, "zebra") == []
    assert other.revision == "r2"


def test_only_its_owner_can_reach_the_folder(tmp_path: Path, engine: str) -> None:
    """Folder and file are private; one that others could have written is not opened but made anew."""
    folder = tmp_path / "index"
    index = SearchIndex(folder, engine=engine)
    index.update(catalogue("A zebra."), "r1")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    (folder / "index").chmod(0o666)
    fresh = SearchIndex(folder, engine=engine)
    assert fresh.revision is None
    assert fresh.update(catalogue("A zebra."), "r1") is not None
    assert len(found(fresh, "zebra")) == 1


def damaged(content: bytes, seed: int) -> bytes:
    """A file cut, lengthened, or with some bytes flipped."""
    chance = random.Random(seed)  # noqa: S311 - chooses where to break a test file
    broken = bytearray(content)
    match seed % 5:
        case 0:
            return content[: chance.randrange(len(content))]
        case 1:
            return content + chance.randbytes(10)
        case _:
            for place in chance.sample(range(len(content)), chance.randint(1, 8)):
                broken[place] ^= chance.randint(1, 255)
            return bytes(broken)


def test_a_damaged_file_is_never_believed(tmp_path: Path, engine: str) -> None:
    """Cut, lengthened or changed anywhere: the index is either whole or none, and the next update makes it right."""
    folder, catalog = tmp_path / "index", catalogue("A zebra.", "A horse.", "A model is paused.")
    SearchIndex(folder, engine=engine).update(catalog, "r1")
    content = (folder / "index").read_bytes()
    for seed in range(40):
        (folder / "index").write_bytes(damaged(content, seed))
        index = SearchIndex(folder, engine=engine)
        assert index.revision is None
        with pytest.raises(Unavailable):
            index.search("zebra", today=TODAY)
        if seed % 10 == 0:
            assert index.update(catalog, "r1") is not None
            assert len(found(index, "zebra")) == 1
    assert SearchIndex(folder, engine=engine).update(catalog, "r1") is not None


def test_a_deleted_file_is_made_again(tmp_path: Path, engine: str) -> None:
    """Deleting the index costs a rebuild, nothing else."""
    index = SearchIndex(tmp_path / "index", engine=engine)
    index.update(catalogue("A zebra."), "r1")
    (tmp_path / "index" / "index").unlink()
    assert index.revision is None
    assert index.update(catalogue("A zebra."), "r1") is not None
    assert len(found(index, "zebra")) == 1


def test_an_index_of_other_code_is_made_anew(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version of the search code wrote is not read by this one."""
    index = SearchIndex(tmp_path / "index", engine=engine)
    with monkeypatch.context() as patch:
        patch.setattr("registry.publish.search.edition.code", lambda: "another version")
        index.update(catalogue("A zebra."), "r1")
    assert SearchIndex(tmp_path / "index", engine=engine).revision is None
    written = index.update(catalogue("A zebra."), "r1")
    assert written is not None
    assert written.anew


def test_a_full_disk_leaves_the_old_index(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written is said, and the index that stood still answers."""
    index = SearchIndex(tmp_path / "index", engine=engine)
    index.update(catalogue("A zebra."), "r1")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable, match="No space left"):
            index.update(catalogue("A horse."), "r2")
    assert len(found(index, "zebra", revision="r1")) == 1
    assert index.update(catalogue("A horse."), "r2") is not None


@contextmanager
def no_room() -> Iterator[None]:
    """Let this process write no byte into any file, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_any_room_an_index_is_unavailable_and_comes_back(tmp_path: Path, engine: str) -> None:
    """Where nothing can be written, not even for a moment, that is said; with room again all is as it should be."""
    index = SearchIndex(tmp_path / "index", engine=engine)
    index.update(catalogue("A zebra."), "r1")
    assert len(found(index, "zebra", revision="r1")) == 1
    with no_room():
        with pytest.raises(Unavailable, match="could not be written"):
            index.update(catalogue("A horse."), "r2")
        assert len(found(index, "zebra", revision="r1")) == 1
    assert index.update(catalogue("A horse."), "r2") is not None
    assert len(found(index, "horse", revision="r2")) == 1


def test_without_any_room_tantivy_opens_no_index(tmp_path: Path) -> None:
    """It needs a copy to open; until there is room the index is unavailable, and it is not taken for damaged."""
    SearchIndex(tmp_path / "index", engine="tantivy").update(catalogue("A zebra."), "r1")
    index = SearchIndex(tmp_path / "index", engine="tantivy")
    with no_room(), pytest.raises(Unavailable, match="could not be opened"):
        index.search("zebra", today=TODAY)
    assert len(found(index, "zebra", revision="r1")) == 1


def test_another_engine_makes_the_index_anew(tmp_path: Path) -> None:
    """Changing the setting is all that switching takes: what the other engine wrote is not read, and is replaced."""
    folder, catalog = tmp_path / "index", catalogue("A zebra.", "A horse.")
    for engine in (*ENGINES, *ENGINES):
        index = SearchIndex(folder, engine=engine)
        assert index.revision is None
        written = index.update(catalog, "r1")
        assert written is not None and written.anew
        assert len(found(index, "zebra", revision="r1")) == 1


def test_an_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown engine, or one whose package is not installed, is refused in words that say what to do."""
    with pytest.raises(BadValue, match="whoosh or tantivy"):
        SearchIndex(None, engine="lucene")
    monkeypatch.delitem(sys.modules, "registry.publish.search.tantivy_engine", raising=False)
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(BadValue, match=r"lab-safety-registry\[tantivy\]"):
        SearchIndex(None, engine="tantivy")


KILLED = """
import os, signal, sys
from pathlib import Path
from registry.publish.search import SearchIndex
from registry.publish.search.engines import engine_named
from tests.publish.search.test_index import catalogue

folder, step, engine = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def killed(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if step == "replace":
    Path.replace = killed
elif step == "build":
    build = type(engine_named(engine)).build
    type(engine_named(engine)).build = lambda *args: killed(build(*args))
else:
    setattr(os, step, killed)
SearchIndex(folder, engine=engine).update(catalogue("A horse."), "r2")
"""


@pytest.mark.parametrize(
    ("engine", "step"),
    [("whoosh", "build"), ("tantivy", "build"), ("tantivy", "fsync"), ("whoosh", "replace")],
)
def test_a_writer_killed_at_any_step_leaves_a_whole_index(tmp_path: Path, engine: str, step: str) -> None:
    """SIGKILL at any step before the swap: the old one answers, the next writer catches up."""
    folder = tmp_path / "index"
    index = SearchIndex(folder, engine=engine)
    index.update(catalogue("A zebra."), "r1")
    told = [sys.executable, "-c", KILLED, str(folder), step, engine]
    ended = subprocess.run(told, check=False, timeout=PATIENCE, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert ended.returncode == -signal.SIGKILL
    other = SearchIndex(folder, engine=engine)
    assert len(found(other, "zebra", revision="r1")) == 1
    other.follow(lambda: (catalogue("A horse."), "r2"))
    assert found(other, "zebra") == []
    assert other.faults(catalogue("A horse."), "r2") == ()


def test_one_writes_at_a_time_and_who_cannot_wait_is_told(tmp_path: Path, engine: str) -> None:
    """While one writes, another that asks not to wait gets an error at once, and asks for no catalogue."""
    folder = tmp_path / "index"

    def current() -> tuple[Catalog, str]:
        with pytest.raises(Unavailable):
            SearchIndex(folder, engine=engine).follow(
                lambda: pytest.fail("asked for a catalogue while another was writing")
            )
        return catalogue("A zebra."), "r1"

    SearchIndex(folder, engine=engine).follow(current)
    assert SearchIndex(folder, engine=engine).revision == "r1"


def test_readers_in_threads_get_right_answers_while_it_is_updated(tmp_path: Path, engine: str) -> None:
    """Every answer is that of the revision it names, for many threads on one door while another writes."""
    folder, done = tmp_path / "index", threading.Event()
    texts = [
        ["A zebra.", "A model zebra."][: 1 + number % 2] + ["A horse."] * (number % 3) for number in range(8)
    ]
    expected = {}
    for number, each in enumerate(texts):
        fresh = SearchIndex(None, engine=engine)
        fresh.update(catalogue(*each), f"r{number}")
        expected[f"r{number}"] = (len(found(fresh, "zebra")), len(found(fresh, "horse")))
    SearchIndex(folder, engine=engine).update(catalogue(*texts[0]), "r0")
    shared, wrong, counted = SearchIndex(folder, engine=engine), [], []

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
    writer = SearchIndex(folder, engine=engine)
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
