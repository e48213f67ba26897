"""Commands that write a PDF: report, compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from registry.cli.opening import open_filled, open_log
from registry.cli.running import as_of, day_or_today, settings, standard_option, tell
from registry.desk.catalogue import CatalogueSource, Edition
from registry.errors import DatabaseError
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
    edition, imprint = _opened()
    tell("making the report (some seconds)")
    _write(output, scorecard_pdf(edition.catalog, lab, standard, day_or_today(on), edition=imprint))


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
    edition, imprint = _opened()
    tell("making the comparison (some seconds)")
    _write(output, comparison_pdf(edition.catalog, labs, standard, day_or_today(on), edition=imprint))


def _opened() -> tuple[Edition, Imprint]:
    """The newest edition, and what a report says it was made from."""
    database = open_filled(settings())
    edition = CatalogueSource(database).current()
    revision, proof = edition.revision, ""
    try:
        proof = open_log(settings(), database).proof(revision.n, revision.n)
    except DatabaseError as error:
        tell(f"the report goes without its proof: {error}")
    return edition, Imprint(revision.n, revision.hash, revision.time, proof=proof)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}: {len(content) / 1024:.0f} kB")
