"""`registry build`: a copy of the whole public site, as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from registry.app import create_app
from registry.cli.opening import prepare
from registry.cli.printing import counted
from registry.cli.running import day_or_today, settings, tell
from registry.desk.copying import replacing
from registry.web.copies import copy_site


@click.command(short_help="A static copy of the whole public site.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--reports", is_flag=True, help="The PDF reports that pages lead to, too; that takes minutes.")
def build(folder: Path, reports: bool) -> None:
    """Write the whole public site into DIR as files that any file server serves and any archive keeps.

    A copy that stands there already is replaced when the new one is whole; any other folder must be empty.

    \b
    registry build public && python3 -m http.server --directory public
    """
    prepare(settings())
    day = day_or_today(None)
    # Whatever hosts the site answers to, here it answers nobody but this command.
    app = create_app(replace(settings(), trusted_hosts=""), clock=lambda: day)
    with replacing(folder) as part:
        done = copy_site(app, part, reports=reports, tell=tell)
    click.echo(
        f"{folder}: revision {done.copy.revision} on {done.copy.day}, {counted(done.pages, 'page')}, "
        f"{counted(done.files, 'file')}, {done.size / 1e6:.1f} MB"
    )
