"""The outlines say what the readers read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from registry.content import outline_of_labs
from registry.content.fields import Fields
from registry.content.outline import BODY, LISTED, SINGLE, Field, Input, Offer, Outline, in_parts
from registry.content.outlines import OUTLINES, outline_of
from registry.content.places import QUESTIONS, Sort, place_of
from registry.content.reader import read_text
from registry.content.words import Words
from registry.core.records import Act, Announced, Kind, Read
from registry.core.standard import FILLABLE, Aggregate, Combine
from tests.content import sample

Keys = dict[tuple[str, ...], set[str]]

EVERY = [*OUTLINES.values(), outline_of_labs.JOINT_DOCUMENT]


def _outlined(
    fields: Sequence[Field], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    lone = {field.single for field in fields if field.single}
    yield path, {field.key for field in fields if field.key != BODY} | lone
    for field in fields:
        if field.input in (Input.BLOCK, Input.ROWS):
            yield from _outlined(field.fields, (*path, field.key))


def _every_field(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _every_field(field.fields)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """The keys that readers ask for, by the way to the mapping in which they ask."""
    keys: Keys = defaultdict(set)
    way: list[str] = []

    def followed(name: str) -> None:
        read = getattr(Fields, name)

        def follow(self: Fields, key: str, *given: Any, **more: Any) -> Any:
            way.append(key)
            try:
                return read(self, key, *given, **more)
            finally:
                way.pop()

        monkeypatch.setattr(Fields, name, follow)

    finish = Fields.finish

    def finished(self: Fields) -> None:
        keys[tuple(way)] |= set(self._asked)
        finish(self)

    followed("rows")
    followed("block")
    monkeypatch.setattr(Fields, "finish", finished)
    return keys


def test_every_key_that_a_reader_asks_for_has_a_field(asked: Keys) -> None:
    """A key that a reader knows can be filled in, and a form has no field for one that no reader knows."""
    read: dict[Sort, Keys] = defaultdict(lambda: defaultdict(set))
    outlined: dict[Sort, Keys] = defaultdict(lambda: defaultdict(set))
    for path, text in sample.TEXTS.items():
        place = place_of(path)
        if place.sort in QUESTIONS:
            continue
        asked.clear()
        assert not read_text(place, text, Words(None)).problems
        for way, keys in asked.items():
            read[place.sort][way] |= keys
        for way, keys in _outlined(outline_of(place).fields):
            outlined[place.sort][way] |= keys
    for ways in read.values():
        ways.pop(("grades",), None)  # its keys are the writer's own
    lone = read[Sort.CONDUCT].pop(("source",), None)
    assert lone is None or lone == read[Sort.CONDUCT]["sources",]
    assert read == outlined


@pytest.mark.parametrize("outline", EVERY, ids=lambda outline: outline.title)
def test_fields_are_shown_once_and_in_plain_words(outline: Outline) -> None:
    """Every field has a label, is shown in just one part, and has what its input needs."""
    holders: list[Outline | Field] = [
        outline,
        *(field for field in _every_field(outline.fields) if field.fields),
    ]
    for holder in holders:
        shown = [field.key for _, fields in in_parts(holder) for field in fields]
        assert sorted(shown) == sorted(field.key for field in holder.fields)
    for field in _every_field(outline.fields):
        assert field.label, field.key
        assert bool(field.fields) == (field.input not in SINGLE | LISTED | {Input.LISTS}), field.key
        assert bool(field.noun) == (field.input in (Input.ROWS, Input.PAIRS, Input.LISTS)), field.key
        if field.input in (Input.CHOICE, Input.CHOICES):
            assert bool(field.choices) != bool(field.offer), field.key


def test_fixed_choices_are_those_that_a_reader_takes() -> None:
    """A form offers exactly the values of the enumerations, each with a label."""
    version = OUTLINES[Sort.VERSION]
    standard = OUTLINES[Sort.STANDARD]
    clause = version.field("clauses")
    needs = standard.field("criteria").field("levels").field("needs")
    held = {
        tuple(Act): clause.field("act"),
        tuple(Announced): version.field("announced"),
        tuple(Read): version.field("source").field("read"),
        tuple(Kind): outline_of_labs.JOINT_DOCUMENT.field("kind"),
        tuple(kind for kind in Kind if kind is not Kind.LAW): outline_of_labs.DOCUMENT.field("kind"),
        tuple(Aggregate): standard.field("aggregate"),
        tuple(Combine): standard.field("practice").field("combine"),
        FILLABLE: needs.field("has"),
    }
    for values, field in held.items():
        assert tuple(choice.value for choice in field.choices) == values
        assert all(choice.label for choice in field.choices)
    assert clause.field("strength").offer is Offer.STRENGTHS
