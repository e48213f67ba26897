"""Texts removed by law: their tombstones, and the one change of an entry that a tombstone lets through."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of removals, and let an entry lose its text and salt where a removal names it."""
    op.create_table(
        "removal",
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("path", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("time", "actor", "ordered", "hash")),
        sa.ForeignKeyConstraint(["revision", "path"], ["entry.revision", "entry.path"]),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    op.execute("DROP TRIGGER entry_no_update")
    op.execute(
        "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry WHEN NOT ("
        "NEW.revision IS OLD.revision AND NEW.path IS OLD.path AND NEW.hash IS OLD.hash "
        "AND OLD.text IS NOT NULL AND NEW.text IS NULL AND NEW.salt IS NULL "
        "AND EXISTS (SELECT 1 FROM removal WHERE revision = OLD.revision AND path = OLD.path)) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: UPDATE of entry is refused'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER removal_no_{verb.lower()} BEFORE {verb} ON removal "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: {verb} of removal is refused'); END"
        )
    op.execute(
        "CREATE TRIGGER removal_no_replace BEFORE INSERT ON removal "
        "WHEN EXISTS (SELECT 1 FROM removal WHERE revision = NEW.revision AND path = NEW.path) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: this row of removal is there already'); END"
    )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN IF NEW.revision = OLD.revision AND NEW.path = OLD.path "
        "AND NEW.hash IS NOT DISTINCT FROM OLD.hash "
        "AND OLD.text IS NOT NULL AND NEW.text IS NULL AND NEW.salt IS NULL "
        "AND EXISTS (SELECT 1 FROM removal WHERE revision = OLD.revision AND path = OLD.path) "
        "THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION 'the ledger is append-only: % of % is refused', TG_OP, TG_TABLE_NAME; END $$"
    )
    op.execute("DROP TRIGGER entry_no_change ON entry")
    for table, function in (("entry", "refuse_entry_change"), ("removal", "refuse_ledger_change")):
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    op.execute(
        "CREATE TRIGGER removal_no_truncate BEFORE TRUNCATE ON removal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
    )
