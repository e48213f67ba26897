"""A site on which one of each thing at the desk stands, made by every actor, for asking who may reach what."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.test import TestResponse

from registry.core.people import Role
from registry.store import codings, people, sessions, sources, submissions, tickets
from registry.store.codings import Code, CodedClause, Coding
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.sources import SourceText, hash_of
from registry.store.submissions import Proposal, State, Submission, content_hash
from tests.desk.crew import hire
from tests.store.revisions import NOON
from tests.web.keepers import Site

NOBODY = "nobody"
ACTORS = (NOBODY, *(role.value for role in Role))
VERSION = "labs/acme/policy/9.0.md"
REPLY = "labs/acme/replies/2026-01-01-answer.md"
SOURCE = b"What the lab wrote."
SOURCE_HASH = hash_of(SOURCE)

_NUMBERS = count(1)


@dataclass(frozen=True)
class Scene:
    """The site and the names of what stands on it. `own` is by actor; `sent` and `draft` are somebody else's."""

    site: Site
    own: dict[str, str]
    sent: str
    draft: str
    own_coding: dict[str, str]
    coding: str

    def client(self, actor: str) -> tuple[FlaskClient, str]:
        """A browser in which the actor is signed in and has lately proved who they are, and its token."""
        client = self.site.app.test_client()
        if actor == NOBODY:
            return client, ""
        token = f"token {next(_NUMBERS)}"
        with self.site.house.database.writing() as session:
            sessions.open_session(session, sha256(token.encode()).hexdigest(), actor, NOON)
        client.set_cookie("registry", token)
        return client, sha256(b"form\0" + token.encode()).hexdigest()


def set_up(site: Site) -> Scene:
    """Hire an actor a role, and give each an open submission that was sent back, and a coding; others the rest."""
    database = site.house.database
    for role in Role:
        hire(database, role.value, role, lab="acme" if role is Role.REPRESENTATIVE else None)
        with database.writing() as session:
            people.set_codes(session, role.value, "sealed", step=0, recovery=())
    stranger, other = hire(database, "stranger"), hire(database, "other")
    own = {role.value: _submission(database, role.value, State.CHANGES_REQUESTED) for role in Role}
    sent = _submission(database, stranger.handle, State.SUBMITTED)
    draft = _submission(database, stranger.handle, State.DRAFT)
    coded = _submission(database, stranger.handle, State.SUBMITTED)
    with database.writing() as session:
        given = {role.value: _coding(session, coded, role.value) for role in Role}
        theirs = _coding(session, coded, other.handle)
        tickets.add(session, nonce="one", about="/labs/acme/", text="Wrong.", source="", now=NOON)
    return Scene(site, own, sent, draft, given, theirs)


def outcome(response: TestResponse) -> str:
    """What came of a request, in a word: `in`, `sign in`, `no` (may not), or `none` (there is no such thing)."""
    if response.status_code == 401 or "/account/sign-in/" in response.headers.get("Location", ""):
        return "sign in"
    assert response.status_code < 500, f"{response.request.path} broke: {response.status}"
    return {403: "no", 404: "none"}.get(response.status_code, "in")


def _submission(database: Database, author: str, state: State) -> str:
    """A submission with a text and a source, straight into the database: some of these authors could not make one."""
    path = REPLY if author == Role.REPRESENTATIVE else VERSION
    proposals = (Proposal(path, "---\n---\n", 0),)
    kind, moment = RevisionKind.UPDATE, None if state is State.DRAFT else NOON
    made = Submission(
        id=f"{author}-{next(_NUMBERS)}", author=author, state=state, kind=kind, reason="News.", note="",
        edition=1, content_hash=content_hash(kind=kind, reason="News.", proposals=proposals), reverts=None,
        created=NOON, updated=NOON, submitted=moment, decided=None, decided_by=None, answer="", revision=None,
        paths=(path,), proposals=proposals,
    )  # fmt: skip
    source = SourceText(made.id, SOURCE_HASH, "Source", "text", len(SOURCE), True, "", NOON, author)
    with database.writing() as session:
        submissions.add(session, made, nonce=made.id)
        sources.add(session, source, content=SOURCE, text=SOURCE.decode())
    return made.id


def _coding(session: Session, submission: str, coder: str) -> str:
    """A coding of one clause that has not been begun."""
    made = Coding(f"coding-{coder}", submission, "stranger", coder, 1, NOON, "stranger")
    clause = CodedClause(VERSION, "stop", 0, "Acme will stop.")
    codings.add(session, made, [clause], [Code(VERSION, "stop", "strength", "firm")])
    return made.id
