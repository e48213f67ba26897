"""Commands that write a PDF: report, compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from registry.cli.opening import open_edition
from registry.cli.running import as_of, day_or_today, settings, standard_option, tell

output = click.option(
    "-o", "--output", required=True, metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where the PDF goes.",
)  # fmt: skip


@click.command(short_help="A lab's scorecard as a PDF.")
@click.argument("lab")
@standard_option
@as_of
@output
def report(lab: str, standard: str, on: date | None, output: Path) -> None:
    """Write LAB's scorecard against a standard as a PDF.

    \b
    registry report anthropic --standard buying-time -o anthropic.pdf
    """
    from registry.publish.reports import scorecard_pdf  # noqa: PLC0415 - it takes half a second to load

    edition = open_edition(settings())
    tell("making the report (some seconds)")
    _write(output, scorecard_pdf(edition, lab, standard, day_or_today(on)))


@click.command(short_help="Two to six labs side by side as a PDF.")
@click.argument("labs", nargs=-1, required=True, metavar="LAB LAB [LAB...]")
@standard_option
@as_of
@output
def compare(labs: tuple[str, ...], standard: str, on: date | None, output: Path) -> None:
    """Write a comparison of two to six labs against a standard as a PDF.

    \b
    registry compare anthropic openai google-deepmind --standard accountability -o comparison.pdf
    """
    from registry.publish.reports import comparison_pdf  # noqa: PLC0415 - it takes half a second to load

    edition = open_edition(settings())
    tell("making the comparison (some seconds)")
    _write(output, comparison_pdf(edition, labs, standard, day_or_today(on)))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    click.echo(f"{path}: {len(content) / 1024:.0f} kB")
