"""What the form of a record consists of on a page: sections of controls, and rows of such sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.content.outline import LISTED, SINGLE, Field, Input
from registry.content.structure import Value, as_list, as_text, is_empty
from registry.web.record_offers import Option

HEADING = frozenset(
    ("id", "topic", "text", "strength", "lab", "name", "joined", "seen", "title", "score", "label", "date")
)
"""The keys that a folded row's heading shows."""

FLAT = 4
"""Rows with at most so many fields, each a single one, are shown side by side and not folded."""

NUMBERED = (Input.ROWS, Input.PAIRS, Input.LISTS, Input.LIST)
"""Inputs with rows."""

SUGGESTING = (Input.LINE, Input.SLUG, Input.LIST)
"""Inputs to which an offer is but a suggestion."""

Meanings = tuple[tuple[str, tuple[Option, ...]], ...]
"""The labels of fields, each with what can be chosen there."""


@dataclass(frozen=True, slots=True)
class Control:
    """One field: what it is called in the form, what stands in it, whether it must, and what is wrong with that."""

    field: Field
    name: str
    value: Value
    needed: bool = False
    problems: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    sections: tuple[Section, ...] = ()
    meanings: Meanings = ()

    @property
    def is_wanting(self) -> bool:
        """Whether something in it is wrong."""
        inner = any(row.is_wanting for row in self.rows) or any_wanting(self.sections)
        return bool(self.problems) or inner

    @property
    def is_filled(self) -> bool:
        """Whether something stands in it."""
        return not is_empty(self.value)

    @property
    def is_flat(self) -> bool:
        """Whether its rows are so small that they are not folded."""
        inner = self.field.fields
        return len(inner) <= FLAT and all(one.input in SINGLE for one in inner)

    @property
    def suggestions(self) -> str:
        """The id of the list of what is suggested; empty for none."""
        offer = self.field.offer
        return f"offer-{offer.name.lower()}" if offer and self.field.input in SUGGESTING else ""

    def strange(self) -> tuple[str, ...]:
        """What is chosen but not on offer; it is shown nevertheless, lest it be lost."""
        values = as_list(self.value) if self.field.input in LISTED else [self.value]
        offered = {option.value for option in self.options}
        return tuple(text for value in values if (text := as_text(value)) and text not in offered)

    def has(self, value: str) -> bool:
        """Whether a value is chosen."""
        return value in as_list(self.value) if self.field.input in LISTED else value == self.value


@dataclass(frozen=True, slots=True)
class Section:
    """Controls that are shown together."""

    title: str
    controls: tuple[Control, ...]
    folded: bool = False

    @property
    def is_lone(self) -> bool:
        """Whether its title says what its only control is."""
        return bool(self.title) and len(self.controls) == 1

    @property
    def is_open(self) -> bool:
        """Whether a folded section has something to show."""
        return any(control.is_filled or control.is_wanting for control in self.controls)


@dataclass(frozen=True, slots=True)
class Row:
    """One of several like blocks, or one entry of a list. Its heading says which, by keys and what stands there."""

    name: str
    number: int
    heading: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    text: str = ""
    problems: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def is_wanting(self) -> bool:
        """Whether something in it is wrong."""
        return bool(self.problems) or any_wanting(self.sections)


def any_wanting(sections: Sequence[Section]) -> bool:
    """Whether something in a section is wrong."""
    return any(control.is_wanting for section in sections for control in section.controls)


def messages(sections: Sequence[Section], where: str = "") -> Iterator[tuple[str, str, str]]:
    """Every problem in the sections: the field's name, where it is and how it is called, and what is wrong."""
    for section in sections:
        for control in section.controls:
            label = f"{where}{control.field.label}"
            yield from ((control.name, label, message) for message in control.problems)
            yield from messages(control.sections, f"{label}, ")
            for row in control.rows:
                place = f"{where}{_called(control, row)}"
                yield from ((row.name, place, message) for message in row.problems)
                yield from messages(row.sections, f"{place}, ")


def _called(control: Control, row: Row) -> str:
    """A row by the first thing that its heading has, else by its number."""
    named = next((text for _, text in row.heading if text), "")
    return named or f"{control.field.noun or control.field.label} {row.number + 1}"
