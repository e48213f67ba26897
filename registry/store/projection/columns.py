"""Of what the tables of the read model are made: their columns, each with what it means to who reads it by SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()


def text(name: str, comment: str | None = None, *, required: bool = False) -> Column[str]:
    """A text; empty unless it is required."""
    return Column(name, Text, nullable=not required, comment=comment)


def key(name: str, comment: str | None = None, *, to: str | None = None) -> Column[str]:
    """A text that is part of the key, and with `to` refers to another table's."""
    reference = [ForeignKey(to)] if to else []
    return Column(name, Text, *reference, primary_key=True, comment=comment)


def link(name: str, to: str, comment: str | None = None, *, required: bool = True) -> Column[str]:
    """A text that refers to a row of another table."""
    return Column(name, Text, ForeignKey(to), nullable=not required, comment=comment, index=True)


def place(comment: str = "place in the order written, from 1") -> Column[int]:
    """A number that is part of the key: a place in an order."""
    return Column("position", Integer, primary_key=True, autoincrement=False, comment=comment)


def number(name: str, comment: str | None = None, *, required: bool = False) -> Column[float]:
    """A number with a fraction."""
    return Column(name, Float(53), nullable=not required, comment=comment)


def table(name: str, comment: str, *parts: Any) -> Table:
    """A table of the read model, with what it holds."""
    return Table(name, metadata, *parts, comment=comment)


def source() -> tuple[Column[str], ...]:
    """The columns of a source."""
    return (
        text("source_url", "address of the source", required=True),
        text("source_archive", "address of an archived copy"),
        text(
            "source_read",
            "primary: the text itself was read; secondary: what others wrote about it",
            required=True,
        ),
        text("source_read_from", "where the verbatim copy that was read lies"),
    )
