"""What commands print for a person: scorecards, changes and search hits as plain text."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

import click

from registry.core.catalog import Catalog
from registry.core.compare import Change
from registry.core.scoring import CriterionScore, Scorecard
from registry.publish.explain import missing_in_words
from registry.publish.search import Result

_INDENT = " " * 19
_WIDEST = 110


def scorecard_lines(card: Scorecard, *, catalog: Catalog) -> Iterator[str]:
    """The totals, then every criterion with its deciding clause and what the next level lacks."""
    lab = catalog.labs[card.lab]
    yield f"{lab.name} against {card.standard.title} {card.standard.version} on {card.on}"
    if card.practice is None:
        yield f"No scorecard: {lab.name} was founded in {lab.founded}."
        return
    yield (
        f"practice {card.practice:g}, promise {card.promise:g}, low {card.low:g}, high {card.high:g}, "
        f"coverage {card.coverage:.0%}, grade {card.grade or 'none'}"
    )
    yield ""
    yield "practice  promise  criterion (weight)"
    for result in card.criteria:
        weight = f"{result.criterion.weight:g}"
        yield f"{result.practice:8g} {result.promise:8g}  {result.criterion.title} ({weight})"
        for text in (_decided(result), _lacking(result, catalog=catalog)):
            yield from textwrap.wrap(text, _width(), initial_indent=_INDENT, subsequent_indent=_INDENT + "  ")


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """One line a change; a judged direction is marked, with what was derived beside it."""
    rows = [
        (
            str(change.date),
            f"{change.document.owner}/{change.document.slug}",
            change.to_version.label if change.to_version else "withdrawn",
            change.clause.id,
            f"{change.direction} (judged; derived: {change.derived})"
            if change.judged
            else str(change.direction),
        )
        for change in changes
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for *cells, direction in rows:
        yield "  ".join([cell.ljust(width) for cell, width in zip(cells, widths, strict=True)] + [direction])
    yield counted(len(rows), "change")


def hit_lines(result: Result) -> Iterator[str]:
    """Each hit with its kind, address and snippet, best first; then what the search says of itself."""
    for hit in result.hits:
        yield f"{click.style(_shown(hit.entry.title), bold=True)}  ({hit.entry.kind})"
        yield f"  {hit.entry.path}"
        if text := _shown(unescape(re.sub(r"</?mark>", "", hit.snippet.html))):
            yield from textwrap.wrap(text, _width(), initial_indent="  ", subsequent_indent="  ")
    yield f"{result.total} found" + (
        f", the best {len(result.hits)} shown" if len(result.hits) < result.total else ""
    )
    yield from result.notes
    if result.did_you_mean:
        yield f"Did you mean: {result.did_you_mean}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 mistake`, `2 mistakes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on standard output."""
    for line in lines:
        click.echo(line)


def _shown(part: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in part)


def _width() -> int:
    return min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)


def _decided(result: CriterionScore) -> str:
    if result.deciding is None:
        return "no clause counts" if result.assessed else "not assessed"
    level = result.level.label if result.level else "no level met"
    return f"{level}: {result.deciding.tenure.reference}"


def _lacking(result: CriterionScore, *, catalog: Catalog) -> str:
    if result.next is None:
        return "the best level"
    wanting = missing_in_words(result.next.missing, vocabulary=catalog.vocabulary)
    return f"for {result.next.level.score:g}: {'; '.join(wanting) or 'nothing is missing in its own text'}"
