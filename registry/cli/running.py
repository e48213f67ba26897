"""What all commands share: how errors end them, how they report progress, and how options are read."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from registry.cli.printing import counted
from registry.core.dates import PartialDate
from registry.errors import BadValue, NotFound, ProblemsFound, RegistryError
from registry.settings import Settings, data_root


class Registry(click.Group):
    """A group whose commands end with the message and status that each error stands for."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn the registry's own errors into a message on standard error and a status."""
        try:
            return super().invoke(ctx)
        except ProblemsFound as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            click.echo(f"{counted(len(error.problems), 'mistake')} found; nothing was changed.", err=True)
            sys.exit(1)
        except (NotFound, BadValue) as error:
            click.echo(f"registry: {error}", err=True)
            sys.exit(2)
        except RegistryError as error:
            click.echo(f"registry: {error}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            # Whoever reads our output has seen enough, which is no mistake. Nothing more can be flushed to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            click.echo(f"registry: {error.filename or 'output'}: {error.strerror}", err=True)
            sys.exit(1)


class Day(click.ParamType[date]):
    """A calendar day, YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that the text names."""
        if isinstance(value, date):
            return value
        try:
            found = PartialDate.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if found.first != found.last:
            self.fail(f"{value!r} is not one day; write YYYY-MM-DD, for example 2026-11-21", param, ctx)
        return found.first


DAY = Day()
as_json = click.option("--json", "machine", is_flag=True, help="Print JSON for other programs.")
as_of = click.option("--as-of", "on", type=DAY, default=None, help="The day asked about; today without it.")
standard_option = click.option("--standard", "standard", required=True, metavar="S", help="A standard's id.")
folder_argument = click.argument(
    "folder", required=False, metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path)
)


def settings() -> Settings:
    """The settings of this run."""
    return Settings.from_environ(os.environ)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def day_or_today(on: date | None) -> date:
    """The day given, or else today in UTC."""
    return on or now().date()


def content_folder(folder: Path | None) -> Path:
    """The folder given, or else the checkout's, or the one shipped with the package. Raises BadValue if it is none."""
    chosen = folder or data_root()
    if not ((chosen / "labs").is_dir() and (chosen / "standards").is_dir()):
        raise BadValue(f"{chosen} holds no catalogue; name a folder that has labs/ and standards/ in it")
    return chosen


def tell(line: str) -> None:
    """Say on standard error what is going on."""
    click.echo(line, err=True)


def print_json(value: object) -> None:
    """Print a value as JSON in UTF-8, alone on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
