"""The shape of the database: brought up to this version of the registry, or refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from registry.errors import DatabaseError
from registry.store.engine import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> bool:
    """Bring the database up to this version's shape, making it if need be. True if there was something to do.

    Of several processes one does it while the others wait. Raises DatabaseError for a database that a newer
    version of the registry has written, and for one that does not keep text as UTF-8.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    with database.migrating() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
        if set(found) == set(script.get_heads()):
            return False
        _refuse_newer(database, script, found)
        _refuse_other_encodings(database, connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return True


def _refuse_newer(database: Database, script: ScriptDirectory, found: tuple[str, ...]) -> None:
    known = {step.revision for step in script.walk_revisions()}
    unknown = sorted(set(found) - known)
    if unknown:
        raise DatabaseError(
            f"{database} was written by a newer version of the registry (its shape is {unknown[0]!r}, this program "
            f"knows shapes up to {script.get_current_head()!r}); nothing was changed. Install that version, or "
            f"restore a backup made by it into another database."
        )


def _refuse_other_encodings(database: Database, connection: Connection) -> None:
    if not database.is_sqlite:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        if encoding != "UTF8":
            raise DatabaseError(f"{database} keeps text as {encoding}; make one with ENCODING 'UTF8'")
