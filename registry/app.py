"""create_app: the only place where the parts of the site meet."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, Flask

from registry.desk.catalogue import CatalogueSource
from registry.desk.recounting import Chronicle
from registry.publish.search import SearchIndex
from registry.publish.shelf import Shelf
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.web import (
    account,
    accounts,
    changes,
    clauses,
    compare,
    conduct,
    deadlines,
    decisions,
    diffs,
    disclosures,
    documents,
    entrance,
    home,
    joint,
    labs,
    pages,
    people,
    reports,
    revisions,
    search,
    service,
    standards,
    topics,
    versions,
)
from registry.web.access import guard
from registry.web.addresses import add_addresses
from registry.web.backstage import Backstage, Moment, connect_backstage
from registry.web.caching import keep_pages
from registry.web.context import Clock, LedgerSource, Source, connect
from registry.web.errors import handle_errors
from registry.web.filters import add_filters
from registry.web.moved import follow_moves
from registry.web.security import protect
from registry.web.sessions import add_sessions
from registry.web.static import serve_static
from registry.web.visitors import believe_proxies
from registry.web.words import add_words

MAX_BODY = 2 * 1024 * 1024
"""The most that a request may send, in bytes."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    labs.blueprint,
    documents.blueprint,
    versions.blueprint,
    diffs.blueprint,
    clauses.blueprint,
    conduct.blueprint,
    disclosures.blueprint,
    joint.blueprint,
    topics.blueprint,
    changes.blueprint,
    deadlines.blueprint,
    decisions.blueprint,
    standards.blueprint,
    compare.blueprint,
    reports.blueprint,
    revisions.blueprint,
    pages.blueprint,
    search.blueprint,
    service.blueprint,
    people.blueprint,
    entrance.blueprint,
    account.blueprint,
    accounts.blueprint,
)


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def utc_today() -> date:
    """Today in UTC."""
    return datetime.now(UTC).date()


def create_app(
    settings: Settings, *, source: Source | None = None, clock: Clock = utc_today, moment: Moment = utc_now
) -> Flask:
    """The site. Its catalogue comes from the settings' database, or from `source`, which has no desk.

    `clock` says what day it is, `moment` what time.
    """
    root = data_root()
    app = Flask("registry", template_folder=str(root / "templates"), static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, BASE_URL=settings.base_url.rstrip("/"))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    database = Database(settings.database)
    editions = CatalogueSource(database)
    connect(app, source=source or LedgerSource(editions), clock=clock)
    revisions.connect_log(app, None if source else Chronicle(database))
    # What a test or a checkout gives as its catalogue has no ledger to follow, so its index is kept in memory.
    index = SearchIndex(None if source else settings.index_path)
    search.connect_index(app, index)
    keyring = Keyring(settings.keys_path, settings.secret_key)
    desk = Backstage(settings, database, editions, index, keyring, moment)
    connect_backstage(app, None if source else desk)
    believe_proxies(app, settings.proxies)
    reports.keep_reports(app, Shelf(settings.data_path / "reports"))
    add_addresses(app)
    add_filters(app)
    add_words(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # A host is refused before a kept page is looked for. After-request functions run last first: pages are kept,
    # then headers put on kept and fresh ones alike.
    protect(app, hosts=settings.hosts)
    keep_pages(app)
    follow_moves(app)
    guard(app)
    add_sessions(app)
    handle_errors(app)
    serve_static(app, root / "static")
    return app
