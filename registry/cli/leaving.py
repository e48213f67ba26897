"""Commands about files that leave the house: data, verify-export."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from registry.cli.opening import follow, open_database, open_filled, open_log
from registry.cli.printing import counted
from registry.cli.running import as_json, print_json, settings
from registry.desk.catalogue import CatalogueSource
from registry.desk.marking import SEAL, SUMS, Compared, compared
from registry.desk.packing import pack
from registry.desk.vouching import LARGEST, TOLD, Finding, Verdict, check, seal


@click.command("data", short_help="The whole data as one archive.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def data(file: Path) -> None:
    """Write everything on record to FILE: a sealed ZIP archive of CSV, JSON and a SQLite file, all described."""
    database = open_filled(settings())
    follow(settings(), database)
    edition = CatalogueSource(database).current()
    packed = pack(database, edition, address=settings().base_url)
    revision = edition.revision
    file.write_bytes(seal(open_log(settings(), database), packed, revision=revision.n, digest=revision.hash))
    click.echo(f"{file}: {file.stat().st_size / 1024:.0f} kB, revision {revision.n}")


@click.command("verify-export", short_help="Whether a PDF, archive or copy is what this registry published.")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@as_json
def verify_export(file: Path, machine: bool) -> None:
    """Tell whether FILE is what this registry published, and from which revision.

    FILE is a PDF report, a data archive, or the folder of a copy of the site, in which every file is looked at.
    The exit status is 0 only if it is ours, unchanged and sealed with the key in use.
    """
    files = compared(file) if file.is_dir() else None
    verdict = _of_copy(file) if files else _of_file(file)
    if machine:
        print_json(_as_json(verdict) | ({"files": asdict(files)} if files else {}))
    else:
        _tell(file / SUMS if files else file, verdict)
        if files:
            _tell_files(files)
    sys.exit(0 if verdict.finding is Finding.OURS and not (files and files.differing) else 1)


def _of_file(file: Path) -> Verdict:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    return check(open_log(settings(), open_database(settings())), content)


def _of_copy(folder: Path) -> Verdict:
    """What the list of a copy's files is, by the seal beside it."""
    seal = folder / SEAL
    if not seal.is_file():
        return Verdict(Finding.NOT_OURS)
    log = open_log(settings(), open_database(settings()))
    return check(log, (folder / SUMS).read_bytes(), beside=seal.read_bytes())


def _tell_files(files: Compared) -> None:
    click.echo(f"{counted(files.same, 'file')} as listed there, {len(files.differing)} not")
    for what, names in (("Changed", files.changed), ("Missing", files.missing), ("Not listed", files.added)):
        for name in names:
            click.echo(f"{what}: {name!r}")  # whatever characters somebody has put into it


def _tell(file: Path, verdict: Verdict) -> None:
    title, explanation = TOLD[verdict.finding]
    click.echo(f"{file}: {title}. {explanation}")
    if verdict.claim and verdict.recorded:
        day = verdict.recorded.date().isoformat()
        click.echo(f"Revision {verdict.claim.revision} of {day}, {verdict.claim.hash}")
    elif verdict.claim and verdict.finding is Finding.ELSEWHERE:
        click.echo(f"Its seal names {verdict.claim.origin:.200}")
    if verdict.is_overtaken:
        click.echo(
            f"The record has come to revision {verdict.newest} since; the same file of today may say otherwise"
        )
    for removal in verdict.removed:
        click.echo(
            f"Removed by law since: {removal.path} as revision {removal.revision} had it ({removal.ordered})"
        )


def _as_json(verdict: Verdict) -> dict[str, object]:
    claim = verdict.claim
    return {
        "finding": verdict.finding.value,
        "log": claim.origin if claim else None,
        "revision": claim.revision if claim else None,
        "hash": claim.hash if claim else None,
        "recorded": verdict.recorded.isoformat() if verdict.recorded else None,
        "newest": verdict.newest or None,
        "removed": [{"revision": each.revision, "path": each.path} for each in verdict.removed],
    }
