"""create_app: the only place where the parts of the site meet."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, Flask

from registry.core.quorum import read_quorum
from registry.desk.archiving import Archives
from registry.desk.attesting import PublicLog
from registry.desk.catalogue import CatalogueSource
from registry.desk.previewing import Previewer
from registry.desk.recounting import Chronicle
from registry.publish.search import SearchIndex
from registry.publish.shelf import Shelf
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.keyring import Keyring
from registry.web import (
    account,
    accounts,
    adoption,
    api,
    beginnings,
    changes,
    citations,
    clauses,
    codings,
    compare,
    conduct,
    corrections,
    data,
    deadlines,
    decisions,
    desk,
    diffs,
    disclosures,
    documents,
    editor,
    embeds,
    entrance,
    feeds,
    home,
    joint,
    labs,
    log,
    opensearch,
    pages,
    people,
    rebases,
    rehearsals,
    reports,
    reverts,
    reviews,
    revisions,
    search,
    service,
    sitemap,
    sources,
    standards,
    submissions,
    suggestions,
    tables,
    tickets,
    topics,
    verify,
    versions,
    worklists,
)
from registry.web.access import guard
from registry.web.addresses import add_addresses
from registry.web.backstage import Backstage, Moment, connect_backstage
from registry.web.caching import keep_pages
from registry.web.citations import add_citations
from registry.web.contacts import connect_contacts
from registry.web.context import Clock, LedgerSource, Source, connect
from registry.web.desk import add_desk_pages
from registry.web.errors import handle_errors
from registry.web.filters import add_filters
from registry.web.heads import add_heads
from registry.web.moved import follow_moves
from registry.web.security import protect
from registry.web.sessions import add_sessions
from registry.web.sharing import share
from registry.web.static import serve_static
from registry.web.subjects import add_suggestions
from registry.web.visitors import believe_proxies
from registry.web.words import add_words

MAX_BODY = 4_000_000
"""The most that a request may send, in bytes: a record's form with a text of the largest size."""

MAX_PARTS = 20_000
"""The most fields that a form may send."""

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
    verify.blueprint,
    data.blueprint,
    adoption.blueprint,
    changes.blueprint,
    feeds.blueprint,
    deadlines.blueprint,
    decisions.blueprint,
    standards.blueprint,
    compare.blueprint,
    citations.blueprint,
    reports.blueprint,
    revisions.blueprint,
    corrections.blueprint,
    log.blueprint,
    pages.blueprint,
    search.blueprint,
    api.blueprint,
    api.reference.blueprint,
    embeds.blueprint,
    opensearch.blueprint,
    service.blueprint,
    sitemap.blueprint,
    people.blueprint,
    entrance.blueprint,
    account.blueprint,
    accounts.blueprint,
    beginnings.blueprint,
    codings.blueprint,
    desk.blueprint,
    editor.blueprint,
    rebases.blueprint,
    rehearsals.blueprint,
    reverts.blueprint,
    reviews.blueprint,
    sources.blueprint,
    submissions.blueprint,
    suggestions.blueprint,
    tables.blueprint,
    tickets.blueprint,
    worklists.blueprint,
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
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=MAX_PARTS,
        BASE_URL=settings.base_url.rstrip("/"),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    database = Database(settings.database)
    editions = CatalogueSource(database)
    shown = source or LedgerSource(editions)
    connect(app, source=shown, clock=clock)
    revisions.connect_log(app, None if source else Chronicle(database))
    # What a test or a checkout gives as its catalogue has no ledger to follow, so its index is kept in memory.
    index = SearchIndex(None if source else settings.index_path, engine=settings.search)
    search.connect_index(app, index)
    keyring = Keyring(settings.keys_path, settings.secret_key)
    public_log = PublicLog(database, keyring, settings.log_name)
    published = log.Published(public_log, Archives(database, public_log, settings.data_path / "archives"))
    log.connect_public_log(app, None if source else published)
    backstage = Backstage(
        settings=settings,
        database=database,
        editions=editions,
        previewer=Previewer(editions),
        quorum=read_quorum(settings.two_reviewers),
        index=index,
        keyring=keyring,
        moment=moment,
    )
    connect_backstage(app, None if source else backstage)
    connect_contacts(app, settings)
    believe_proxies(app, settings.proxies)
    reports.keep_reports(app, Shelf(settings.data_path / "reports"))
    data.keep_data(app, Shelf(settings.data_path / "reports"))
    for add in (add_addresses, add_filters, add_heads, add_words, add_citations, add_suggestions):
        add(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # After-request functions run last first: what is private is marked before pages get leave to be kept, and every
    # header is there when the answer leaves Flask and is kept as it is.
    protect(app, hosts=settings.hosts)
    share(app)
    keep_pages(app, source=shown, clock=clock, hosts=settings.hosts)
    follow_moves(app)
    guard(app)
    add_sessions(app)
    add_desk_pages(app)
    handle_errors(app)
    serve_static(app, root / "static")
    return app
