"""The desk: people, what they declared and did, submissions with all that hangs on them, codings and tickets."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "declaration")


def _text(name: str, *, key: bool = False, needed: bool = True, to: str = "") -> sa.Column[str]:
    references = [sa.ForeignKey(to)] if to else []
    return sa.Column(name, sa.String, *references, primary_key=key, nullable=not needed)


def _texts(*names: str) -> Iterable[sa.Column[str]]:
    return (_text(name) for name in names)


def _optional(*names: str) -> Iterable[sa.Column[str]]:
    return (_text(name, needed=False) for name in names)


def _number(name: str, *, key: bool = False, needed: bool = True, to: str = "") -> sa.Column[int]:
    references = [sa.ForeignKey(to)] if to else []
    return sa.Column(name, sa.Integer, *references, primary_key=key, nullable=not needed, autoincrement=False)


def upgrade() -> None:
    """Make the tables of the desk and the triggers that keep events and declarations append-only."""
    _people()
    _submissions()
    _codings()
    op.create_table(
        "ticket",
        _number("number", key=True),
        sa.Column("nonce", sa.String, nullable=False, unique=True),
        *_texts("time", "about", "text", "source", "state"),
        *_optional("read", "read_by", "answered", "answered_by"),
        _text("answer"),
        _number("revision", needed=False, to="revision.n"),
        sa.CheckConstraint(
            "state IN ('received', 'open', 'corrected', 'no-change', 'hidden')", name="ticket_state"
        ),
    )
    op.create_index("ticket_state_time", "ticket", ["state", "time"])
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _people() -> None:
    op.create_table(
        "account",
        _text("handle", key=True),
        *_texts("name", "roles"),
        *_optional("lab"),
        *_texts("password"),
        *_optional("secret"),
        _number("step"),
        *_texts("recovery"),
        sa.Column("invitation", sa.String, unique=True),
        *_optional("invited_until"),
        *_texts("created", "created_by"),
        *_optional("disabled"),
    )
    op.create_table(
        "declaration",
        _number("n", key=True),
        _text("handle", to="account.handle"),
        *_texts("time", "labs", "text"),
    )
    op.create_index("declaration_handle", "declaration", ["handle", "n"])
    op.create_table(
        "session",
        _text("token", key=True),
        _text("handle", to="account.handle"),
        *_texts("created", "seen", "fresh"),
    )
    op.create_index("session_handle", "session", ["handle"])
    op.create_table(
        "throttle", _text("key", key=True), sa.Column("level", sa.Float, nullable=False), *_texts("time")
    )
    op.create_table(
        "event",
        _number("n", key=True),
        *_texts("time", "actor", "action", "subject", "outcome", "detail"),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name="event_outcome"),
    )
    op.create_index("event_subject", "event", ["subject"])
    op.create_index("event_actor", "event", ["actor"])


def _submissions() -> None:
    op.create_table(
        "submission",
        _text("id", key=True),
        _text("author", to="account.handle"),
        *_texts("nonce", "state", "kind", "reason", "note"),
        _number("edition"),
        *_texts("content_hash"),
        _number("reverts", needed=False, to="revision.n"),
        *_texts("created", "updated"),
        *_optional("submitted", "decided", "decided_by"),
        *_texts("answer"),
        _number("revision", needed=False, to="revision.n"),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'changes-requested', 'accepted', 'declined', 'withdrawn')",
            name="submission_state",
        ),
        sa.CheckConstraint("kind IN ('update', 'correction')", name="submission_kind"),
        sa.CheckConstraint("(state = 'accepted') = (revision IS NOT NULL)", name="submission_revision"),
        sa.UniqueConstraint("author", "nonce", name="submission_nonce"),
    )
    op.create_index("submission_state_submitted", "submission", ["state", "submitted"])
    op.create_table(
        "proposal",
        _text("submission", key=True, to="submission.id"),
        _text("path", key=True),
        _text("text", needed=False),
        _number("base"),
    )
    op.create_table(
        "approval",
        _text("submission", key=True, to="submission.id"),
        _text("reviewer", key=True, to="account.handle"),
        _number("edition"),
        *_texts("content_hash", "time"),
    )
    op.create_table(
        "comment",
        _text("submission", key=True, to="submission.id"),
        _number("n", key=True),
        _text("author", to="account.handle"),
        *_texts("nonce", "time"),
        _number("edition"),
        *_optional("path"),
        _number("line", needed=False),
        *_texts("quoted", "text"),
        sa.UniqueConstraint("submission", "author", "nonce", name="comment_nonce"),
    )
    op.create_table(
        "source_text",
        _text("submission", key=True, to="submission.id"),
        _text("hash", key=True),
        *_texts("name", "kind"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        *_optional("text"),
        *_texts("note", "added"),
        _text("added_by", to="account.handle"),
    )


def _codings() -> None:
    op.create_table(
        "coding",
        _text("id", key=True),
        _text("submission", to="submission.id"),
        _text("coder", to="account.handle"),
        _number("edition"),
        *_texts("asked"),
        _text("asked_by", to="account.handle"),
        *_optional("done"),
        sa.UniqueConstraint("submission", "coder", name="coding_once"),
    )
    op.create_index("coding_coder", "coding", ["coder"])
    op.create_table(
        "coded_clause",
        _text("coding", key=True, to="coding.id"),
        _text("path", key=True),
        _text("clause", key=True),
        _number("position"),
        *_texts("text", "quote", "place", "remark"),
    )
    op.create_table(
        "code",
        _text("coding", key=True, to="coding.id"),
        *(_text(name, key=True) for name in ("path", "clause", "facet")),
        *_texts("first"),
        *_optional("second"),
    )


def _refuse_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} is refused'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  (our own names)
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE n = NEW.n) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: this row is there already'); END"
        )


def _refuse_on_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
        )
