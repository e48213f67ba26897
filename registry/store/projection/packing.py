"""The tables as others get them: described, with their rows in one order, and as one SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Row, Table, column, create_engine, insert, select
from sqlalchemy import table as table_
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Session

from registry.store.projection.columns import metadata

_SEARCHED = (
    ("clause", ("text", "quote", "scope", "set_off_by", "decided_by", "waiver")),
    ("conduct", ("statement",)),
    ("document", ("title", "about")),
    ("version", ("summary",)),
)
"""The tables that the file can be searched in, and by which columns."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a table that name a row of another one, by these of its columns."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What a table is. Each column has a name, the Python type of its values, and a meaning; `required` are filled."""

    name: str
    about: str
    columns: tuple[tuple[str, type, str], ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    required: tuple[str, ...]


def described() -> tuple[Described, ...]:
    """Every table, those first that others refer to."""
    return tuple(_described(table) for table in metadata.sorted_tables)


def contents(session: Session) -> Iterator[tuple[str, tuple[tuple[Any, ...], ...]]]:
    """The rows of every table by its name, in the order of their keys."""
    for table in metadata.sorted_tables:
        yield table.name, tuple(tuple(row) for row in _rows(session, table))


def sqlite_file(session: Session) -> bytes:
    """The tables with their keys and a full-text search as one SQLite file, the same for the same rows."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table))
            for index in sorted(table.indexes, key=lambda each: str(each.name)):
                connection.execute(
                    CreateIndex(index)
                )  # create_all makes them in another order in each process
        for table in metadata.sorted_tables:
            values = [row._asdict() for row in _rows(session, table)]
            if values:
                connection.execute(insert(table), values)
        for name, columns in _SEARCHED:
            # In this spelling Datasette finds it; the index refers to rows by the order in which they came.
            made = f'CREATE VIRTUAL TABLE {name}_fts USING fts5({", ".join(columns)}, content="{name}")'
            connection.exec_driver_sql(made)
            connection.execute(
                insert(table_(f"{name}_fts", column(f"{name}_fts"))), {f"{name}_fts": "rebuild"}
            )
        connection.commit()
        content: bytes = connection.connection.driver_connection.serialize()  # type: ignore[union-attr]
    engine.dispose()
    return content


def _rows(session: Session, table: Table) -> list[Row[Any]]:
    """The rows in the order of their keys, by code points: databases have orders of their own for texts."""
    places = [index for index, column in enumerate(table.columns) if column.primary_key]
    found = session.execute(select(*table.columns)).all()
    return sorted(found, key=lambda row: tuple(row[place] for place in places))


def _described(table: Table) -> Described:
    constraints = (each for each in table.constraints if isinstance(each, ForeignKeyConstraint))
    references = (
        Reference(
            tuple(each.column_keys),
            each.referred_table.name,
            tuple(element.column.name for element in each.elements),
        )
        for each in constraints
    )
    return Described(
        table.name,
        table.comment or "",
        tuple((column.name, column.type.python_type, column.comment or "") for column in table.columns),
        tuple(column.name for column in table.primary_key.columns),
        tuple(sorted(references, key=lambda each: each.columns)),
        tuple(column.name for column in table.columns if not column.nullable),
    )
