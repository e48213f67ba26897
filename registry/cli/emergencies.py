"""What an operator does in rare need, and for good: `registry remove-text` and `registry renew-log-key`."""

from __future__ import annotations

import click

from registry.cli.opening import open_database, open_keyring, open_log
from registry.cli.running import now, settings, tell
from registry.desk.archiving import Archives
from registry.desk.removing import remove_text as remove
from registry.desk.renewing import renew_key
from registry.publish.shelf import Shelf


@click.command("remove-text", short_help="Blank a past text that the law wants gone; its trace stays.")
@click.argument("revision", type=click.IntRange(1))
@click.argument("path")
@click.option("--order", required=True, help="Which order of whom; stands in the public record.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def remove_text(revision: int, path: str, order: str, yes: bool) -> None:
    """Blank for good the text that REVISION gave to PATH.

    The present record must not have the text any more: first let a revision change or delete it. What stays for
    everybody to see: the path, the text's hash, its author and date, and who removed it, when, on what order. Every
    hash and proof stays valid. Backups and exports made before still hold the text; the command cannot reach them.
    """
    if not yes:
        click.confirm(f"Remove the text of {path} in revision {revision} for good?", abort=True)
    database = open_database(settings())
    done = remove(database, revision, path, actor=settings().operator, ordered=order, now=now())
    Shelf(settings().data_path / "reports").clear()
    Archives(database, open_log(settings(), database), settings().data_path / "archives").clear()
    click.echo(
        f"The text of {path} in revision {revision} is removed; its hash and a note of the order stay."
    )
    for n, other in done.remaining:
        click.echo(f"The very same text is still in revision {n}, {other}.")
    for table, count in done.leftovers:
        click.echo(
            f"Words of it that the present record has not are still in the table {table}: rows {count}."
        )
    if not done.scoured:
        tell(
            "the database's file still holds the old bytes, for somebody was reading it; they are overwritten in time"
        )


@click.command("renew-log-key", short_help="Let a new key sign the public log.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def renew_log_key(yes: bool) -> None:
    """Make a new key for the public log, because the old one is lost, stolen or old.

    What was signed last is signed once more, by the new key and, if it is still there, by the old one. Publish the new
    key and this note where readers look who kept the old key. The log goes on: nothing that was signed before loses
    its worth, but after a theft only what others kept from before it proves anything. Restart the service afterwards.
    """
    if not yes:
        click.confirm("Make a new key for the log and forget the old one?", abort=True)
    database = open_database(settings())
    done = renew_key(
        database, open_keyring(settings()), settings().log_name, actor=settings().operator, now=now()
    )
    Archives(database, open_log(settings(), database), settings().data_path / "archives").clear()
    click.echo(done.key)
    if done.note:
        click.echo(f"\n{done.note}", nl=False)
