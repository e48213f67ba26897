"""Commands that write a PDF: report, compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from registry.cli.opening import open_edition
from registry.cli.running import as_of, day_or_today, settings, standard_option, tell
from registry.desk.catalogue import Edition
from registry.publish.reports import Imprint, comparison_pdf, scorecard_pdf

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
    edition = open_edition(settings())
    tell("making the report (some seconds)")
    _write(output, scorecard_pdf(edition.catalog, lab, standard, day_or_today(on), edition=_imprint(edition)))


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
    edition = open_edition(settings())
    tell("making the comparison (some seconds)")
    _write(
        output, comparison_pdf(edition.catalog, labs, standard, day_or_today(on), edition=_imprint(edition))
    )


def _imprint(edition: Edition) -> Imprint:
    return Imprint(edition.revision.n, edition.revision.hash, edition.revision.time)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}: {len(content) / 1024:.0f} kB")
