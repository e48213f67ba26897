"""The tables that are migrated with care: the ledger's own, and what files it was last equal to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel


class RevisionRow(SQLModel, table=True):
    """One accepted set of changes. `leaf` is the canonical JSON that `hash` covers; `prev` is the hash before it.

    `prev` is unique and refers to a hash: the chain can neither fork nor skip a link.
    """

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("n >= 1 AND (n = 1) = (prev IS NULL)", name="revision_chain"),
        CheckConstraint("kind IN ('update', 'correction', 'import')", name="revision_kind"),
        CheckConstraint(
            "reviewer <> author AND kind <> 'import' OR reviewer IS NULL", name="revision_two_people"
        ),
    )

    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    time: str
    author: str
    reviewer: str | None = None
    kind: str
    reason: str
    prev: str | None = Field(default=None, unique=True, foreign_key="revision.hash")
    hash: str = Field(unique=True)
    leaf: str


class EntryRow(SQLModel, table=True):
    """What a revision made of one path: a text with its salt and hash, or none of them where it was deleted.

    A hash without a text is one whose text was removed by law.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint(
            "text IS NULL OR (salt IS NOT NULL AND hash IS NOT NULL)", name="entry_text_has_hash"
        ),
        CheckConstraint("salt IS NULL OR hash IS NOT NULL", name="entry_salt_has_hash"),
        Index("entry_path", "path", "revision"),
    )

    revision: int = Field(primary_key=True, foreign_key="revision.n")
    path: str = Field(primary_key=True)
    text: str | None = None
    salt: str | None = None
    hash: str | None = None


class RemovalRow(SQLModel, table=True):
    """The tombstone of a text that was removed by law: whose entry, when, by whom, on what order.

    `hash` covers the row and the hash of the text, so that the tombstone cannot be rewritten unseen either.
    """

    __tablename__ = "removal"
    __table_args__ = (ForeignKeyConstraint(["revision", "path"], ["entry.revision", "entry.path"]),)

    revision: int = Field(primary_key=True)
    path: str = Field(primary_key=True)
    time: str
    actor: str
    ordered: str
    hash: str


class SyncedRow(SQLModel, table=True):
    """The revision at which a path was last equal in a folder and in the ledger."""

    __tablename__ = "synced"

    folder: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    revision: int = Field(foreign_key="revision.n")
