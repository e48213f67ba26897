"""The shape of the database: brought up to this version of the registry, or refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import Session

from registry.errors import DatabaseError
from registry.store.engine import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> bool:
    """Bring the database up to this version's shape, making it if need be. True if there was something to do.

    Of several processes one does it while the others wait. Raises DatabaseError for a database that a newer
    version of the registry has written, and for one that does not keep text as UTF-8.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    database.make_folder()
    with database.reading() as session:
        if _shapes(session.connection()) == set(script.get_heads()):
            return False
    with database.migrating() as connection:
        found = _shapes(connection)
        if found == set(script.get_heads()):
            return False  # another process has just done it
        _refuse_newer(database, found)
        _refuse_other_encodings(database, connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return True


def shape() -> str:
    """The name of the shape that this version of the registry knows as the newest."""
    return str(_scripts().get_current_head())


def known_shapes() -> frozenset[str]:
    """The names of all shapes that this version of the registry can bring up to its own."""
    return frozenset(step.revision for step in _scripts().walk_revisions())


def missing_guards(session: Session) -> tuple[str, ...]:
    """The triggers that keep the ledger append-only and that are not in the database, or are switched off."""
    if session.get_bind().dialect.name == "sqlite":
        verbs, query = "update delete replace", "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        verbs, query = "change truncate", "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    present = set(session.execute(text(query)).scalars())
    wanted = (
        f"{table}_no_{verb}"
        for table in ("revision", "entry", "removal", "event", "declaration")
        for verb in verbs.split()
    )
    return tuple(name for name in wanted if name not in present)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _shapes(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _refuse_newer(database: Database, found: set[str]) -> None:
    unknown = sorted(found - known_shapes())
    if unknown:
        raise DatabaseError(
            f"{database} was written by a newer version of the registry (its shape is {unknown[0]!r}, this program "
            f"knows shapes up to {shape()!r}); nothing was changed. Install that version, or "
            f"restore a backup made by it into another database."
        )


def _refuse_other_encodings(database: Database, connection: Connection) -> None:
    if not database.is_sqlite:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise DatabaseError(f"{database} keeps text as {encoding}; make one with ENCODING 'UTF8'")
