"""What routes that write stand on: the database, the catalogue that it holds, the index, the keys and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, g

from registry.core.quorum import Quorum
from registry.desk.catalogue import CatalogueSource
from registry.desk.previewing import Previewer
from registry.publish.search import SearchIndex
from registry.settings import Settings
from registry.store.engine import Database
from registry.store.keyring import Keyring

Moment = Callable[[], datetime]
"""Says what time it is, in UTC."""

_EXTENSION = "registry.backstage"


@dataclass(frozen=True, eq=False)
class Backstage:
    """One installation, as its writing routes see it."""

    settings: Settings
    database: Database
    editions: CatalogueSource
    previewer: Previewer
    quorum: Quorum
    index: SearchIndex
    keyring: Keyring
    moment: Moment


def connect_backstage(app: Flask, found: Backstage | None) -> None:
    """Give an application what it writes to, or nothing where its catalogue stands in no ledger."""
    app.extensions[_EXTENSION] = found


def is_open() -> bool:
    """Whether the application has anything that could be written to."""
    return current_app.extensions[_EXTENSION] is not None


def backstage() -> Backstage:
    """The installation. Raises RuntimeError where there is none: `access` lets no such request come so far."""
    found: Backstage | None = current_app.extensions[_EXTENSION]
    if found is None:
        raise RuntimeError("this application shows a fixed catalogue and has no desk")
    return found


def now() -> datetime:
    """The present moment by the application's clock, the same throughout a request."""
    if "moment" not in g:
        g.moment = backstage().moment()
    found: datetime = g.moment
    return found
