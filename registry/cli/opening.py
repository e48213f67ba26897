"""How a command gets at the database and at what is derived from it, and how a first start sets them up."""

from __future__ import annotations

from registry.cli.running import content_folder, now, tell
from registry.desk.attesting import PublicLog
from registry.desk.catalogue import CatalogueSource, Edition
from registry.desk.importing import import_folder
from registry.desk.projecting import project
from registry.errors import DatabaseError
from registry.publish.search import SearchIndex
from registry.settings import Settings
from registry.store import ledger
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.store.schema import upgrade


def open_database(settings: Settings) -> Database:
    """The database of these settings, brought up to this version's shape."""
    database = Database(settings.database)
    if upgrade(database):
        tell(f"made the tables of {database}")
    return database


def open_filled(settings: Settings) -> Database:
    """The database of these settings; an empty one is filled from the files first."""
    database = open_database(settings)
    with database.reading() as session:
        empty = ledger.head_number(session) == 0
    if empty:
        import_folder(database, content_folder(None), author=settings.operator, now=now(), tell=tell)
    return database


def open_edition(settings: Settings) -> Edition:
    """The newest edition of the catalogue."""
    return CatalogueSource(open_filled(settings)).current()


def open_index(settings: Settings) -> SearchIndex:
    """The search index of these settings. Raises BadValue where its engine is unknown or not installed."""
    return SearchIndex(settings.index_path, engine=settings.search)


def open_keyring(settings: Settings) -> Keyring:
    """The keys of these settings."""
    return Keyring(settings.keys_path, settings.secret_key)


def open_log(settings: Settings, database: Database) -> PublicLog:
    """The public log of a database of these settings."""
    return PublicLog(database, open_keyring(settings), settings.log_name)


def follow(settings: Settings, database: Database, *, anew: bool = False) -> None:
    """Bring the tables and the search index to the ledger's head, and sign it.

    A log that cannot be signed is told of and stops nothing: readers are told, too.
    """
    project(database, CatalogueSource(database), index=open_index(settings), anew=anew, tell=tell)
    try:
        open_log(settings, database).checkpoint()
    except DatabaseError as error:
        tell(f"the log is not signed: {error}")


def prepare(settings: Settings) -> None:
    """Make everything that the site needs: the database, its first revision from files, tables, index and keys.

    What is there already is left as it is.
    """
    database = open_filled(settings)
    follow(settings, database)
    database.close()
