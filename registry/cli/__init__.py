"""The `registry` command. Each subcommand reads its arguments, calls one function and prints what it gives.

Data goes to standard output, progress and mistakes to standard error. Exit status: 0 fine, 1 mistakes found or the
thing could not be done, 2 wrong usage.
"""

from __future__ import annotations

import click

from registry import __version__
from registry.cli.asking import changes, score, search
from registry.cli.building import build
from registry.cli.emergencies import remove_text, renew_log_key
from registry.cli.keeping import backup, check, export_, import_, reindex, restore, verify
from registry.cli.leaving import data, verify_export
from registry.cli.people import account
from registry.cli.reporting import compare, memo, report
from registry.cli.running import Registry
from registry.cli.serving import serve

_EPILOG = """\b
First steps:
  registry serve                                       the site on http://127.0.0.1:8000
  registry check                                       every mistake in labs/ and standards/
  registry score anthropic --standard buying-time      a scorecard, every point explained
  registry changes --lab openai --direction weakened   what got weaker, newest first
"""


@click.group(cls=Registry, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="registry")
def main() -> None:
    """The public record of what AI labs have promised about safety.

    The catalogue is plain text in labs/ and standards/; the database is an append-only ledger of those texts.
    Settings come from REGISTRY_* environment variables; the README lists them.
    """


for _command in (
    serve, check, import_, export_, score, changes, search, report, compare, memo, verify, backup, restore, reindex,
    build, data, verify_export, account, remove_text, renew_log_key,
):  # fmt: skip
    main.add_command(_command)
