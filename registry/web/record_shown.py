"""A record's form as its template shows it: every field with its name, value, choices and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from registry.content.outline import Field, Input, Offer, Outline, in_parts
from registry.content.outlines import outline_of
from registry.content.structure import Record, Value, as_list, as_mapping, as_text, is_empty
from registry.content.succession import unexplained
from registry.web.record_controls import (
    HEADING,
    NUMBERED,
    SUGGESTING,
    Control,
    Meanings,
    Row,
    Section,
    any_wanting,
    messages,
)
from registry.web.record_forms import name_of
from registry.web.record_offers import Offers, Option

_CHOOSING = (Input.CHOICE, Input.CHOICES)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in the form fields stand: what their names and addresses begin with."""

    name: str = ""
    address: str = ""

    def of(self, key: str | int) -> _Spot:
        return _Spot(
            f"{self.name}-{key}" if self.name else f"{key}",
            f"{self.address}.{key}" if self.address else f"{key}",
        )


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
        return tuple(self._sections(self.outline, self.value, _Spot()))

    @cached_property
    def focus_name(self) -> str:
        """The name of what the page leads to."""
        return name_of(self.focus)

    @cached_property
    def messages(self) -> tuple[tuple[str, str, str], ...]:
        """Every problem of a field: the field's name, where it is and how it is called, and what is wrong."""
        return tuple(messages(self.sections))

    @cached_property
    def unexplained(self) -> tuple[Option, ...]:
        """The clauses of the version before of which the form says nothing."""
        texts = self.offers.before_texts
        return tuple(Option(name, texts[name]) for name in unexplained(self.offers.before, self.value))

    @cached_property
    def suggested(self) -> Mapping[str, tuple[Option, ...]]:
        """The lists of what is suggested, by their ids."""
        offers = {one.offer for one in _every_field(self.outline.fields) if one.input in SUGGESTING}
        return {f"offer-{offer.name.lower()}": self.offers.of(offer) for offer in Offer if offer in offers}

    @cached_property
    def aspects(self) -> Mapping[str, tuple[Option, ...]]:
        """The aspects of each topic, where any can be chosen."""
        wanted = any(one.offer is Offer.ASPECTS for one in _every_field(self.outline.fields))
        return self.offers.aspects if wanted else {}

    @cached_property
    def patterns(self) -> Mapping[str, Control]:
        """For each list, wherever it stands, a control with one empty row, by its name without numbers.

        The numbers of its rows are marks, `__0__` for the outermost, which a script fills in.
        """
        return dict(self._patterns(self.outline.fields, _Spot(), 0))

    # -- inside --------------------------------------------------------------------------------------------

    def _sections(
        self, holder: Outline | Field, value: Mapping[str, Value], spot: _Spot, *, needing: bool = True
    ) -> Iterator[Section]:
        for part, fields in in_parts(holder):
            controls = (
                self._control(one, value, spot.of(one.key), one.required and needing) for one in fields
            )
            yield Section(part.title, tuple(controls), part.folded)

    def _control(self, field: Field, row: Mapping[str, Value], spot: _Spot, needed: bool) -> Control:
        value = row.get(field.key, "")
        return Control(
            field=field,
            name=spot.name,
            value=value,
            needed=needed,
            problems=tuple(self.problems.get(spot.address, ())),
            options=self._options(field, row, value) if field.input in _CHOOSING else (),
            rows=tuple(self._rows(field, value, spot)) if field.input in NUMBERED else (),
            sections=tuple(self._block(field, value, spot, needed)) if field.input is Input.BLOCK else (),
            meanings=() if "." in spot.address else self._meanings(field),
        )

    def _options(self, field: Field, row: Mapping[str, Value], value: Value) -> tuple[Option, ...]:
        """What can be chosen. Several that are chosen in an order of their own come first, and so keep it."""
        options = self.offers.options(field, row)
        chosen = {as_text(one): place for place, one in enumerate(as_list(value))}
        places = [chosen[option.value] for option in options if option.value in chosen]
        if places == sorted(places):
            return options
        return tuple(sorted(options, key=lambda option: chosen.get(option.value, len(chosen))))

    def _block(self, field: Field, value: Value, spot: _Spot, needed: bool) -> Iterator[Section]:
        """The sections of a block. What must stand in one that need not be there is needed once something does."""
        return self._sections(field, as_mapping(value), spot, needing=needed or not is_empty(value))

    def _rows(self, field: Field, value: Value, spot: _Spot) -> Iterator[Row]:
        entries = as_list(value)
        if spot.address == self.blank or (not entries and (field.required or field.input is Input.LIST)):
            entries = [*entries, ""]
        for number, entry in enumerate(entries):
            yield self._row(field, entry, spot.of(number), number)

    def _row(self, field: Field, value: Value, spot: _Spot, number: int) -> Row:
        problems = tuple(self.problems.get(spot.address, ()))
        if field.input in (Input.LIST, Input.LISTS):
            words = [as_text(word) for word in as_list(value)] or [as_text(value)]
            return Row(spot.name, number, text="\n".join(words), problems=problems)
        row = as_mapping(value)
        sections = tuple(self._sections(field, row, spot))
        led_to = f"{self.focus}.".startswith(f"{spot.address}.")
        return Row(
            name=spot.name,
            number=number,
            heading=tuple(self._heading(field, row)),
            sections=sections,
            problems=problems,
            is_open=not row or led_to or bool(problems) or any_wanting(sections),
        )

    def _heading(self, field: Field, row: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        """What tells a row from others at a glance, choices by their titles."""
        for inner in field.fields:
            if inner.key in HEADING:
                text = as_text(row.get(inner.key))
                titles = {option.value: option.label for option in self.offers.options(inner, row)}
                yield inner.key, titles.get(text) or text

    def _meanings(self, field: Field) -> Meanings:
        """What the words mean that can be chosen in a field, or in the rows of it."""
        fields = field.fields if field.input is Input.ROWS else (field,)
        offered = ((one.label, self.offers.options(one, {})) for one in fields if one.input is Input.CHOICE)
        return tuple((label, options) for label, options in offered if options and options[0].about)

    def _patterns(self, fields: Sequence[Field], spot: _Spot, depth: int) -> Iterator[tuple[str, Control]]:
        for one in fields:
            inner = spot.of(one.key)
            if one.input in NUMBERED:
                numbered = inner.of(f"__{depth}__")
                plain = "-".join(step for step in inner.name.split("-") if not step.startswith("__"))
                yield plain, Control(one, inner.name, "", rows=(self._row(one, "", numbered, 0),))
                yield from self._patterns(one.fields, numbered, depth + 1)
            elif one.fields:
                yield from self._patterns(one.fields, inner, depth)


def _every_field(fields: Sequence[Field]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _every_field(one.fields)
