"""Commands that keep the record: check, import, export, verify, backup, restore, reindex."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from registry.cli.opening import follow, open_database, open_index, open_keyring, open_log
from registry.cli.printing import counted, print_lines
from registry.cli.running import (
    as_json,
    content_folder,
    folder_argument,
    now,
    print_json,
    settings,
    tell,
)
from registry.content.folder import read_catalog
from registry.core.catalog import Catalog
from registry.desk.backing_up import backup as back_up
from registry.desk.backing_up import restore as put_back
from registry.desk.catalogue import CatalogueSource
from registry.desk.exporting import export_folder
from registry.desk.importing import import_folder
from registry.desk.meeting import Take
from registry.desk.verifying import verify as verify_all
from registry.errors import Problem, ProblemsFound
from registry.publish.machine import problems_json

take_option = click.option(
    "--take", type=click.Choice([item.value for item in Take]), help="Which side wins where both have moved."
)
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command(short_help="Every mistake in labs/ and standards/, by file and line.")
@folder_argument
@as_json
def check(folder: Path | None, machine: bool) -> None:
    """Read all of labs/ and standards/ below DIR and report every mistake as path:line: what is wrong.

    Nothing is changed. The exit status is 1 if there are mistakes.
    """
    problems: tuple[Problem, ...] = ()
    found = "nothing"
    try:
        found = _counted(read_catalog(content_folder(folder)))
    except ProblemsFound as error:
        problems = error.problems
    if machine:
        print_json(problems_json(problems))
    else:
        print_lines(str(problem) for problem in problems)
        tell(f"{counted(len(problems), 'mistake')} found" if problems else f"No mistakes found in {found}.")
    sys.exit(1 if problems else 0)


@click.command("import", short_help="Read files into the ledger: what changed becomes one revision.")
@folder_argument
@take_option
@click.option(
    "--reason", default="Read in from files", show_default=True, help="Why; stands in the public record."
)
def import_(folder: Path | None, take: str | None, reason: str) -> None:
    """Make the files below DIR that have changed into one revision of the ledger, or none if anything is wrong.

    Files that are gone are recorded as gone. Where the ledger has moved since the files were last equal to it,
    nothing is overwritten: the difference is shown and --take says which side wins.
    """
    database = open_database(settings())
    done = import_folder(
        database,
        content_folder(folder),
        author=settings().operator,
        now=now(),
        take=Take(take) if take else None,
        reason=reason,
        tell=tell,
    )
    if done.revision is None:
        click.echo("Nothing has changed; the ledger is as it was.")
    else:
        click.echo(
            f"Revision {done.revision.n}: {len(done.added)} added, {len(done.changed)} changed, "
            f"{len(done.deleted)} gone ({done.revision.hash})"
        )
    if done.kept:
        click.echo(
            f"{len(done.kept)} files are older than the ledger; `registry export` brings them up to date."
        )
    follow(settings(), database)


@click.command("export", short_help="Write the ledger's texts as files.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@take_option
def export_(folder: Path, take: str | None) -> None:
    """Write every record below DIR as labs/… and standards/…, byte for byte as the ledger holds it.

    Beside them goes checkpoint.txt, the signed checkpoint of the public log at that revision.
    """
    database = open_database(settings())
    log = open_log(settings(), database)
    done = export_folder(database, folder, take=Take(take) if take else None, log=log, tell=tell)
    click.echo(
        f"{folder} equals revision {done.revision.n}: {len(done.written)} written, {len(done.deleted)} deleted"
    )


@click.command(short_help="Recompute the chain and everything derived from it.")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A signed checkpoint that was kept elsewhere; repeat it for more.",
)
@as_json
def verify(checkpoints: tuple[Path, ...], machine: bool) -> None:
    """Recompute every hash of the ledger and compare tables and index with a fresh derivation.

    The ledger is also compared with what the log's key has signed last, and with checkpoints that were kept elsewhere.
    Names the revision, record or row that differs; the exit status is 1 if any does.
    """
    database = open_database(settings())
    found = verify_all(
        database,
        CatalogueSource(database),
        index=open_index(settings()),
        keyring=open_keyring(settings()),
        kept={str(path): path.read_text(encoding="utf-8", errors="replace") for path in checkpoints},
        tell=tell,
    )
    if machine:
        print_json({"revisions": found.revisions, "hash": found.hash, "findings": list(found.findings)})
    else:
        state = f"{counted(found.revisions, 'revision')}, head {found.hash}"
        print_lines(found.findings)
        click.echo(
            f"Everything verifies: {state}"
            if found.is_sound
            else f"{counted(len(found.findings), 'finding')}; {state}"
        )
    sys.exit(0 if found.is_sound else 1)


@click.command(short_help="Write the whole ledger, and all of the desk, to one file.")
@file_argument
def backup(file: Path) -> None:
    """Write every revision, and people with their work, to FILE while the registry is in use.

    The file holds drafts and password hashes: it is for the operator alone. The index and tables are made anew after a
    restore.
    """
    database = open_database(settings())
    count = back_up(database, file, log=open_log(settings(), database), tell=tell)
    click.echo(f"{counted(count, 'revision')} written to {file}")


@click.command(short_help="Bring back what a backup holds.")
@file_argument
def restore(file: Path) -> None:
    """Check every hash in FILE and bring the database to what it holds, or change nothing.

    The database must be empty or hold the first revisions of the same ledger; it may be of another kind than the one
    that the backup came from.
    """
    database = open_database(settings())
    done = put_back(database, file, actor=settings().operator, now=now(), tell=tell)
    click.echo(f"{counted(done.revisions, 'revision')} verified, {done.added} of them restored")
    click.echo(
        f"{counted(done.rows, 'row')} of the desk restored"
        if done.rows is not None
        else "The database has a desk of its own, which stays as it is."
    )
    follow(settings(), database)


@click.command(short_help="Make the search index and the tables anew.")
def reindex() -> None:
    """Drop everything derived from the ledger, the search index and the relational tables, and make it anew."""
    follow(settings(), open_database(settings()), anew=True)
    click.echo("The index and the tables are new.")


def _counted(catalog: Catalog) -> str:
    clauses = sum(len(version.clauses) for document in catalog.documents for version in document.versions)
    counts = ((len(catalog.labs), "lab"), (len(catalog.documents), "document"), (clauses, "clause"))
    return ", ".join(counted(number, noun) for number, noun in counts)
