"""What engines find, and how volumes are made of them: the same whatever the engine, however an index came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publish.search import SearchIndex
from registry.publish.search.engine import Document, Files, Volume
from registry.publish.search.engines import engine_named
from registry.publish.search.volumes import Bound, bound, packed, placed, unpacked
from tests.publish.search.conftest import ENGINES, TODAY
from tests.publish.search.relevance import TUNED, read

WORDS = ("pause", "model", "2.1", "über")
words = st.sampled_from(WORDS)
rows = st.lists(words, max_size=7).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """An entry as engines take it in."""
    given = draw(st.lists(rows, max_size=3))
    held = sorted(set(chain.from_iterable(given)) | draw(st.sets(words)))
    return Document(
        levels={word: draw(st.integers(1, 60)) for word in held},
        rows=tuple(given),
        names=tuple(draw(st.lists(st.sampled_from(["rsp", "rsp 2.1", "a=1"]), max_size=2))),
    )


def follows(row: Sequence[str], stems: Sequence[str], within: int) -> bool:
    """Whether a row holds stems, each at most so many places after the one before: as one would say it."""
    reached = {place for place, word in enumerate(row) if word == stems[0]}
    for stem in stems[1:]:
        reached = {
            place
            for place, word in enumerate(row)
            if word == stem and any(0 < place - before <= within for before in reached)
        }
    return bool(reached)


@settings(max_examples=15, deadline=None)
@given(st.lists(documents(), min_size=1, max_size=8), st.lists(words, min_size=2, max_size=3))
def test_an_engine_finds_what_documents_hold(engine: str, given: list[Document], stems: list[str]) -> None:
    """Words with their levels, rows, near words and names, exactly as they are in the documents."""
    used = engine_named(engine)
    volume = used.open(used.build(given))
    for word in (*WORDS, "mod", "", "pause=1"):
        found = volume.word(word)
        held = [
            (number, document.levels[word])
            for number, document in enumerate(given)
            if word in document.levels
        ]
        assert list(zip(found.numbers.tolist(), found.levels.tolist(), strict=True)) == held
    for within, numbers in (
        (1, volume.row(stems)),
        (4, volume.near(stems[0], stems[1], within=4)),
    ):
        asked = stems if within == 1 else stems[:2]
        held_in = [
            number
            for number, document in enumerate(given)
            if any(follows(row, asked, within) for row in document.rows)
        ]
        assert numbers.tolist() == held_in
    for name in ("rsp", "rsp 2.1", "a=1", "rs"):
        called = [number for number, document in enumerate(given) if name in document.names]
        assert volume.called(name).tolist() == called


class Listing:
    """An engine that keeps nothing, and says how many documents it was given."""

    name = "listing"

    def __init__(self, most: int = 10_000) -> None:
        self.built, self.most = 0, most

    def build(self, documents: Sequence[Document]) -> Files:
        assert 0 < len(documents) <= self.most
        self.built += len(documents)
        return {}

    def open(self, files: Files) -> Volume:
        raise NotImplementedError


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.integers(0, 60).map(str)), max_size=12), st.sampled_from([10, 100]))
def test_volumes_hold_each_text_once_and_stay_few(history: list[set[str]], most: int) -> None:
    """After any history each wanted text is found in one volume, and none else; volumes are few, and none too large."""
    engine, volumes = Listing(most), tuple[Bound, ...]()
    for wanted in map(sorted, history):
        volumes = bound(volumes, wanted, lambda _: Document({}, (), ()), engine)
        places = list(chain.from_iterable(placed(volumes, wanted)))
        assert sorted(place for place in places if place >= 0) == list(range(len(wanted)))
        assert len(volumes) <= 6 + 2 * len(places) // most
        assert unpacked(packed(volumes)) == volumes


def test_one_change_after_another_costs_little() -> None:
    """A thousand texts, changed one at a time a hundred times: each change indexes some ten texts anew, not all."""
    engine, volumes = Listing(), tuple[Bound, ...]()
    texts = [f"{number}" for number in range(1000)]
    volumes = bound(volumes, texts, lambda _: Document({}, (), ()), engine)
    for turn in range(100):
        texts[turn] = f"changed {turn}"
        volumes = bound(volumes, texts, lambda _: Document({}, (), ()), engine)
    assert engine.built < 1000 + 100 * 10


def test_both_engines_give_one_answer(indexes: Mapping[str, SearchIndex]) -> None:
    """For every judged query they find the same in the same order with the same scores, and count alike."""
    for judged in read(TUNED):
        whoosh, tantivy = (indexes[name].search(judged.query, today=TODAY, limit=3) for name in ENGINES)
        assert whoosh == tantivy
