"""The public log: checkpoints, proofs and entries for programs, and a page that says how to check them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

from flask import Blueprint, Flask, Response, current_app, g, jsonify, render_template
from werkzeug.exceptions import NotFound as NoRoute

from registry.core.seals import joined
from registry.desk.archiving import Archives
from registry.desk.attesting import PublicLog, Removal
from registry.errors import BadValue, DatabaseError
from registry.publish import feeds
from registry.settings import data_root
from registry.web.access import public
from registry.web.caching import fleeting
from registry.web.context import View, parameter, view
from registry.web.errors import without_places
from registry.web.forms import positive
from registry.web.queries import reads

FEED_ENTRIES = 50
"""Checkpoints in the feed, newest first."""

PART = 256 * 1024
"""Bytes of the archive that are read at a time."""

VERIFIER = "registry-verify.py"

blueprint = Blueprint("log", __name__, url_prefix="/log")

_EXTENSION = "registry.public_log"


@dataclass(frozen=True, eq=False, slots=True)
class Published:
    """What an application shows of its log: the log itself, and the archives of it."""

    log: PublicLog
    archives: Archives


@dataclass(frozen=True, slots=True)
class LogState:
    """What a page's footer says of the log that its revision ends: how many revisions, and the checkpoint's root."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """The log as it is. `checkpoint` is empty where none could be signed; `refusal` says why. No ledger: no `name`."""

    name: str = ""
    size: int = 0
    key: str = ""
    checkpoint: str = ""
    refusal: str = ""
    removals: tuple[Removal, ...] = ()


def connect_public_log(app: Flask, found: Published | None) -> None:
    """Give an application its log, or none where its catalogue stands in no ledger."""
    app.extensions[_EXTENSION] = found
    app.add_template_global(log_state)


def log_state() -> LogState | None:
    """The log up to the revision that the page shows, for its footer; None where there is no log or no revision."""
    found: Published | None = current_app.extensions[_EXTENSION]
    seen: View | None = g.get("view")
    if found is None or seen is None:
        return None
    n, digest = seen.snapshot.revision, seen.snapshot.hash
    try:
        found.log.keep_up(n, digest)
    except DatabaseError as error:
        current_app.logger.critical("the log cannot be signed: %s", error)
    try:
        return LogState(n, b64encode(found.log.tree(n=n, digest=digest).root(n)).decode())
    except (BadValue, DatabaseError):
        return None  # the ledger is not whole: `registry verify` says how, and /log/ that it is so


def proof_of(seen: View) -> str:
    """The proof that what a report shows is in the log, with the signed checkpoint; empty where none can be given."""
    found: Published | None = current_app.extensions[_EXTENSION]
    if found is None:
        return ""
    try:
        return found.log.proof(seen.snapshot.revision, seen.snapshot.revision)
    except (BadValue, DatabaseError) as error:
        current_app.logger.warning("a report goes without its proof: %s", error)
        return ""


def own_log() -> PublicLog | None:
    """The application's log; None where its catalogue stands in no ledger."""
    found: Published | None = current_app.extensions[_EXTENSION]
    return found.log if found else None


def sealed(seen: View, content: bytes) -> bytes:
    """A file made of what is seen, with the log's seal; as it is where the log cannot vouch for it."""
    return sealed_as(content, revision=seen.snapshot.revision, digest=seen.snapshot.hash)


def sealed_as(content: bytes, *, revision: int, digest: str) -> bytes:
    """A file made of a revision with that hash, with the log's seal; as it is where the log cannot vouch for it."""
    note = vouched(content, revision=revision, digest=digest)
    return joined(content, note) if note else content


def vouched(content: bytes, *, revision: int, digest: str) -> str:
    """A seal for a file made of a revision with that hash; empty where the log cannot vouch for it."""
    log = own_log()
    if log is None:
        return ""
    try:
        return log.vouch(content, revision=revision, digest=digest)
    except DatabaseError as error:
        current_app.logger.warning("a file goes without its seal: %s", error)
        return ""


@blueprint.get("/")
@public
@fleeting
def index() -> str:
    """What the log is, how to check it, and what a signature does not mean."""
    view()
    found: Published | None = current_app.extensions[_EXTENSION]
    return render_template("log/index.html", page=_page(found.log) if found else LogPage())


@blueprint.get("/checkpoint")
@public
@reads("size", timeless=True)
def checkpoint() -> Response:
    """The signed checkpoint of the log, or of its first `size` revisions."""
    return _plain(_log().checkpoint(_number("size")))


@blueprint.get("/key")
@public
@reads(timeless=True)
def key() -> Response:
    """The verifier key."""
    return _plain(f"{_log().key()}\n")


@blueprint.get("/proof/inclusion")
@public
@reads("n", "size", timeless=True)
def inclusion() -> Response:
    """The proof that revision `n` is in the log of `size` revisions."""
    log = _log()
    found = log.inclusion(_needed("n"), _number("size"))
    return jsonify(
        log=log.name,
        n=found.n,
        leaf_index=found.n - 1,
        size=found.size,
        leaf_hash=found.leaf.hex(),
        root=found.root.hex(),
        proof=[digest.hex() for digest in found.proof],
        tlog_proof=log.proof(found.n, found.size),
    )


@blueprint.get("/proof/consistency")
@public
@reads("first", "second", timeless=True)
def consistency() -> Response:
    """The proof that the log of `first` revisions is a prefix of that of `second`."""
    log = _log()
    found = log.consistency(_needed("first"), _number("second"))
    return jsonify(
        log=log.name,
        first=found.first,
        second=found.second,
        first_root=found.first_root.hex(),
        second_root=found.second_root.hex(),
        proof=[digest.hex() for digest in found.proof],
    )


@blueprint.get("/entries")
@public
@reads("start", "end", timeless=True)
def entries() -> Response:
    """Revisions from `start` to `end`, or as many as are given at a time, with all that their hashes cover."""
    found = _log().entries(_number("start") or 1, _number("end"))
    return jsonify(log=_log().name, size=found.size, next=found.following, revisions=list(found.lines))


@blueprint.get("/checkpoints.atom")
@public
@reads(timeless=True)
def checkpoints() -> Response:
    """The newest checkpoints as a feed, for others to keep."""
    base: str = current_app.config["BASE_URL"]
    log = _log()
    listed = tuple(
        feeds.Entry(
            key=f"checkpoint {revision.n} {revision.hash}",
            title=f"Checkpoint at revision {revision.n}",
            url=f"{base}/revisions/{revision.n}/",
            at=revision.time,
            summary=f"What {log.name} signed when revision {revision.n} had come in.",
            verbatim=note,
        )
        for revision, note in log.latest(FEED_ENTRIES)
    )
    feed = feeds.Feed(
        key="checkpoints",
        title="Checkpoints of the Lab Safety Registry",
        subtitle="Signed checkpoints of the public log. Kept elsewhere, they show whether the record was rewritten.",
        url=f"{base}/log/checkpoints.atom",
        page=f"{base}/log/",
        entries=listed,
    )
    return Response(feeds.atom(feed), mimetype="application/atom+xml")


@blueprint.get("/archive")
@public
@reads(timeless=True)
def archive() -> Response:
    """The whole log as one file."""
    _log()
    found: Published = current_app.extensions[_EXTENSION]
    parts = _parts(found.archives.newest())
    first = next(parts)  # the generator has begun: however the answer ends, the file is closed
    response = Response(chain([first], parts), mimetype="application/gzip")
    response.headers["Content-Disposition"] = 'attachment; filename="lab-safety-registry.archive.gz"'
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/verify.py")
@public
@reads(timeless=True)
def verifier() -> Response:
    """The program that checks an archive: one file that needs nothing but Python."""
    return _plain((data_root() / "static" / VERIFIER).read_text(encoding="utf-8"))


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(PART):
            yield part


def _page(log: PublicLog) -> LogPage:
    try:
        note, size = log.checkpoint(), log.tree().size
    except DatabaseError as error:
        return LogPage(name=log.name, refusal=without_places(str(error)), removals=log.removals())
    return LogPage(log.name, size, log.key(), note, removals=log.removals())


def _log() -> PublicLog:
    found: Published | None = current_app.extensions[_EXTENSION]
    if found is None:
        raise NoRoute
    return found.log


def _number(name: str) -> int | None:
    return positive(name) if parameter(name) else None


def _needed(name: str) -> int:
    if not parameter(name):
        raise BadValue(f"this address needs a number: {name}=1")
    return positive(name)


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")
