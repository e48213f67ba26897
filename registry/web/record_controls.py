"""A record's form as its template shows it: parts of controls, each with its name, value, choices and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from registry.content.outline import LISTED, SINGLE, Field, Input, Offer, Outline, in_parts
from registry.content.outlines import outline_of
from registry.content.structure import Record, Value, as_list, as_mapping, as_text, is_empty
from registry.content.succession import unexplained
from registry.web.record_forms import name_of
from registry.web.record_offers import Offers, Option

SUGGESTING = (Input.LINE, Input.SLUG, Input.LIST)
HEADING = frozenset(
    ("id", "topic", "text", "strength", "lab", "name", "joined", "seen", "title", "score", "label", "date")
)
"""The keys that a folded row's heading shows."""

FLAT = 4
"""Rows with at most so many fields, each a single one, are shown side by side and not folded."""

NUMBERED = (Input.ROWS, Input.PAIRS, Input.LISTS, Input.LIST)


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

    @property
    def is_wanting(self) -> bool:
        """Whether something in it is wrong."""
        return bool(self.problems) or any(row.is_wanting for row in self.rows) or _any_wanting(self.sections)

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
        field = self.field
        return f"offer-{field.offer.name.lower()}" if field.offer and field.input in SUGGESTING else ""

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
        return bool(self.problems) or _any_wanting(self.sections)


@dataclass(frozen=True)
class RecordForm:
    """All that the form of a record needs.

    `problems` are by address. `focus` is the address that the page leads to, and `blank` that of a list which is to
    show one more row. `edition` is the one that the form was filled from, and `is_saved` says whether that is what the
    form shows. `autosave` is where a script saves the form, `draft` the key under which it keeps what is not saved
    yet, and `sign_in` where to sign in again.
    """

    offers: Offers
    value: Record
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)
    edition: int = 0
    is_saved: bool = True
    autosave: str = ""
    draft: str = ""
    sign_in: str = ""
    focus: str = ""
    blank: str = ""

    @cached_property
    def outline(self) -> Outline:
        """The outline of the text."""
        return outline_of(self.offers.place)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The form, part by part."""
        return tuple(self._sections(self.outline, self.value, "", ""))

    @cached_property
    def focus_name(self) -> str:
        """The name of what the page leads to."""
        return name_of(self.focus)

    @cached_property
    def unexplained(self) -> tuple[Option, ...]:
        """The clauses of the version before of which the form says nothing."""
        texts = self.offers.before_texts
        return tuple(Option(name, texts[name]) for name in unexplained(self.offers.before, self.value))

    @cached_property
    def suggested(self) -> Mapping[str, tuple[Option, ...]]:
        """The lists of what is suggested, by their ids."""
        offers = {found.offer for found in _every_field(self.outline.fields) if found.input in SUGGESTING}
        return {f"offer-{offer.name.lower()}": self.offers.of(offer) for offer in Offer if offer in offers}

    @cached_property
    def has_aspects(self) -> bool:
        """Whether aspects can be chosen."""
        return any(found.offer is Offer.ASPECTS for found in _every_field(self.outline.fields))

    @cached_property
    def messages(self) -> tuple[tuple[str, str, str], ...]:
        """Every problem of a field: the field's name, how it is called, and what is wrong."""
        return tuple(_messages(self.sections, ""))

    @cached_property
    def patterns(self) -> Mapping[str, Control]:
        """For each list, wherever it stands, a control with one empty row, by its name without numbers.

        The numbers of its rows are marks, `__0__` for the outermost, which a script fills in.
        """
        return dict(self._patterns(self.outline.fields, "", 0))

    def _sections(
        self,
        holder: Outline | Field,
        value: Mapping[str, Value],
        name: str,
        address: str,
        *,
        needing: bool = True,
    ) -> Iterator[Section]:
        for part, fields in in_parts(holder):
            controls = tuple(
                self._control(one, value, f"{name}{one.key}", f"{address}{one.key}", one.required and needing)
                for one in fields
            )
            yield Section(part.title, controls, part.folded)

    def _control(
        self, field: Field, row: Mapping[str, Value], name: str, address: str, needed: bool
    ) -> Control:
        value = row.get(field.key, "")
        problems = tuple(self.problems.get(address, ()))
        options = self.offers.options(field, row) if field.input in (Input.CHOICE, Input.CHOICES) else ()
        if field.input is Input.BLOCK:
            inner = self._sections(
                field,
                as_mapping(value),
                f"{name}-",
                f"{address}.",
                needing=needed or not is_empty(value),
            )
            return Control(field, name, value, needed, problems, sections=tuple(inner))
        if field.input not in NUMBERED:
            return Control(field, name, value, needed, problems, options)
        entries = as_list(value)
        if address == self.blank or (not entries and (field.required or field.input is Input.LIST)):
            entries = [*entries, ""]
        rows = tuple(
            self._row(field, entry, f"{name}-{number}", f"{address}.{number}", number)
            for number, entry in enumerate(entries)
        )
        return Control(field, name, value, needed, problems, options, rows)

    def _row(self, field: Field, value: Value, name: str, address: str, number: int) -> Row:
        problems = tuple(self.problems.get(address, ()))
        if field.input is Input.LIST:
            return Row(name, number, text=as_text(value), problems=problems)
        if field.input is Input.LISTS:
            words = [as_text(word) for word in as_list(value)]
            return Row(name, number, text="\n".join(words), problems=problems)
        row = as_mapping(value)
        sections = tuple(self._sections(field, row, f"{name}-", f"{address}."))
        is_open = (
            not row or f"{self.focus}.".startswith(f"{address}.") or bool(problems) or _any_wanting(sections)
        )
        return Row(name, number, tuple(self._heading(field, row)), sections, "", problems, is_open)

    def _heading(self, field: Field, row: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        """What tells a row from others at a glance, choices by their titles."""
        for inner in field.fields:
            if inner.key in HEADING:
                text = as_text(row.get(inner.key))
                titles = {option.value: option.label for option in self.offers.options(inner, row)}
                yield inner.key, titles.get(text) or text

    def _patterns(self, fields: Sequence[Field], name: str, depth: int) -> Iterator[tuple[str, Control]]:
        for one in fields:
            inner = f"{name}{one.key}"
            if one.input in NUMBERED:
                row = self._row(one, "", f"{inner}-__{depth}__", "", 0)
                plain = "-".join(step for step in inner.split("-") if not step.startswith("__"))
                yield plain, Control(one, inner, "", rows=(row,))
                yield from self._patterns(one.fields, f"{inner}-__{depth}__-", depth + 1)
            elif one.fields:
                yield from self._patterns(one.fields, f"{inner}-", depth)


def _any_wanting(sections: Sequence[Section]) -> bool:
    return any(control.is_wanting for section in sections for control in section.controls)


def _every_field(fields: Sequence[Field]) -> Iterator[Field]:
    for found in fields:
        yield found
        yield from _every_field(found.fields)


def _messages(sections: Sequence[Section], where: str) -> Iterator[tuple[str, str, str]]:
    for section in sections:
        for control in section.controls:
            label = f"{where}{control.field.label}"
            yield from ((control.name, label, message) for message in control.problems)
            yield from _messages(control.sections, f"{label}, ")
            for row in control.rows:
                place = f"{where}{control.field.noun or control.field.label} {row.number + 1}"
                yield from ((row.name, place, message) for message in row.problems)
                yield from _messages(row.sections, f"{place}: ")
