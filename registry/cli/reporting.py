"""Commands that write a PDF: report, compare, memo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from registry.cli.opening import open_filled, open_log
from registry.cli.running import DAY, as_of, day_or_today, settings, standard_option, tell
from registry.core.catalog import find_version
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.vouching import seal
from registry.errors import BadValue, DatabaseError
from registry.publish.change_memos import change_memo
from registry.publish.comparison_reports import comparison_report
from registry.publish.press_sheets import press_sheet
from registry.publish.printed import Imprint, Printable
from registry.publish.scorecard_reports import scorecard_report

output = click.option(
    "-o", "--output", required=True, metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Where the PDF goes.",
)  # fmt: skip


@click.command(short_help="A lab's scorecard, or a press sheet, as a PDF.")
@click.argument("labs", nargs=-1, required=True, metavar="LAB [LAB...]")
@standard_option
@as_of
@click.option("--press-sheet", "on_one_page", is_flag=True, help="One page about one to six labs.")
@output
def report(labs: tuple[str, ...], standard: str, on: date | None, output: Path, *, on_one_page: bool) -> None:
    """Write LAB's scorecard against a standard as a PDF, or a page about several labs.

    \b
    registry report anthropic --standard buying-time -o anthropic.pdf
    registry report anthropic openai --press-sheet --standard buying-time -o sheet.pdf
    """
    if not on_one_page and len(labs) > 1:
        raise BadValue("a scorecard is of one lab; add --press-sheet, or use `registry compare`")
    edition, imprint = _opened()
    tell("making the report (some seconds)")
    catalog, day = edition.catalog, day_or_today(on)
    made = (
        press_sheet(catalog, labs, standard, day, edition=imprint)
        if on_one_page
        else scorecard_report(catalog, labs[0], standard, day, edition=imprint)
    )
    _write(output, made, edition)


@click.command(short_help="Two to six labs side by side as a PDF.")
@click.argument("labs", nargs=-1, required=True, metavar="LAB LAB [LAB...]")
@click.option(
    "--standard", "standards", multiple=True, required=True, metavar="S",
    help="A standard's id; again for each further part of the report.",
)  # fmt: skip
@as_of
@click.option("--since", type=DAY, help="Tell what changed from this day on; else of the last year.")
@output
def compare(
    labs: tuple[str, ...], standards: tuple[str, ...], on: date | None, since: date | None, output: Path
) -> None:
    """Write a comparison of two to six labs against one or more standards as a PDF.

    \b
    registry compare anthropic openai google-deepmind --standard accountability -o comparison.pdf
    """
    edition, imprint = _opened()
    tell("making the comparison (some seconds)")
    day = day_or_today(on)
    made = comparison_report(edition.catalog, labs, standards, day, edition=imprint, since=since)
    _write(output, made, edition)


@click.command(short_help="What a new version of a document changed, as a PDF.")
@click.argument("owner", metavar="LAB")
@click.argument("slug", metavar="DOCUMENT")
@click.argument("earlier")
@click.argument("later")
@as_of
@output
def memo(owner: str, slug: str, earlier: str, later: str, on: date | None, output: Path) -> None:
    """Write what happened from one version of LAB's DOCUMENT to another, clause by clause and in the scores, as a PDF.

    A document signed by several is one of `joint`.

    \b
    registry memo anthropic responsible-scaling-policy 2.2 3.0 -o memo.pdf
    """
    edition, imprint = _opened()
    document = edition.catalog.document(owner, slug)
    before, after = (find_version(document, label) for label in (earlier, later))
    tell("making the memo (some seconds)")
    made = change_memo(edition.catalog, document, before, after, day_or_today(on), edition=imprint)
    _write(output, made, edition)


def _opened() -> tuple[Edition, Imprint]:
    """The newest edition, and what a report says it was made from."""
    database = open_filled(settings())
    edition = CatalogueSource(database).current()
    revision, proof = edition.revision, ""
    try:
        proof = open_log(settings(), database).proof(revision.n, revision.n)
    except DatabaseError as error:
        tell(f"the report goes without its proof: {error}")
    base = settings().base_url.rstrip("/")
    return edition, Imprint(revision.n, revision.hash, revision.time, base, proof)


def _write(path: Path, made: Printable, edition: Edition) -> None:
    sealed = _sealed(made.pdf(), edition)
    try:
        path.write_bytes(sealed)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}: {len(sealed) / 1024:.0f} kB")


def _sealed(content: bytes, edition: Edition) -> bytes:
    """The PDF with the log's seal; as it is, and said so, where the log cannot vouch for it."""
    try:
        log = open_log(settings(), open_filled(settings()))
        return seal(log, content, revision=edition.revision.n, digest=edition.revision.hash)
    except DatabaseError as error:
        tell(f"the report goes without its seal: {error}")
        return content
