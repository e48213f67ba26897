"""The ledger: revisions, their entries and what files they were last equal to, append-only by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("revision", "entry")


def upgrade() -> None:
    """Make the three tables and the triggers that refuse to change a ledger row."""
    op.create_table(
        "revision",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("time", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("reviewer", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("prev", sa.String, sa.ForeignKey("revision.hash"), unique=True),
        sa.Column("hash", sa.String, nullable=False, unique=True),
        sa.Column("leaf", sa.String, nullable=False),
        sa.CheckConstraint("n >= 1 AND (n = 1) = (prev IS NULL)", name="revision_chain"),
        sa.CheckConstraint("kind IN ('update', 'correction', 'import')", name="revision_kind"),
        sa.CheckConstraint(
            "reviewer <> author AND kind <> 'import' OR reviewer IS NULL", name="revision_two_people"
        ),
    )
    op.create_table(
        "entry",
        sa.Column("revision", sa.Integer, sa.ForeignKey("revision.n"), primary_key=True),
        sa.Column("path", sa.String, primary_key=True),
        sa.Column("text", sa.String),
        sa.Column("salt", sa.String),
        sa.Column("hash", sa.String),
        sa.CheckConstraint(
            "text IS NULL OR (salt IS NOT NULL AND hash IS NOT NULL)", name="entry_text_has_hash"
        ),
        sa.CheckConstraint("salt IS NULL OR hash IS NOT NULL", name="entry_salt_has_hash"),
    )
    op.create_index("entry_path", "entry", ["path", "revision"])
    op.create_table(
        "synced",
        sa.Column("folder", sa.String, primary_key=True),
        sa.Column("path", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, sa.ForeignKey("revision.n"), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _refuse_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: {verb} of {table} is refused'); END"
            )
    # INSERT OR REPLACE deletes the row it replaces without telling the DELETE trigger; this one sees it first.
    same = {
        "revision": "n = NEW.n OR hash = NEW.hash OR prev = NEW.prev",
        "entry": "revision = NEW.revision AND path = NEW.path",
    }
    for table, condition in same.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  (our own names)
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {condition}) "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: this row of {table} is there already'); END"
        )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'the ledger is append-only: % of % is refused', TG_OP, TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
        )
