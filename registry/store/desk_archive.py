"""The desk's part of a backup: people, their work and their trace, behind the ledger in the same file.

It follows the ledger's last line: a line that says what it is, a line for every row by table, and a last one with their
number and the SHA-256 of all lines of this part before it. The public archive of the log ends without it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from gzip import GzipFile
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, inspect, select
from sqlmodel import Session, SQLModel, col

from registry.errors import DatabaseError
from registry.store.desk_tables import (
    DESK_TABLES,
    AccountRow,
    EventRow,
    SessionRow,
    SourceTextRow,
    ThrottleRow,
    TicketRow,
)
from registry.store.packed import unpacked

FORMAT = "lab-safety-registry desk"

_KEPT: tuple[type[SQLModel], ...] = tuple(
    model for model in DESK_TABLES if model not in (SessionRow, ThrottleRow)
)
"""Sessions and counts of tries are of the moment: after a restore everybody signs in anew."""

_BY_NAME = {str(model.__tablename__): model for model in _KEPT}

Row = tuple[str, Mapping[str, Any]]
"""A table's name and the columns of one of its rows."""


def desk_rows(session: Session) -> Iterator[Row]:
    """Every row of the desk, each table after those that it refers to."""
    for name, model in _BY_NAME.items():
        columns = [col(getattr(model, column)) for column in model.model_fields]
        keys = inspect(model).primary_key
        for row in session.execute(select(*columns).order_by(*keys).execution_options(yield_per=50)):
            yield name, row._asdict()


def is_empty(session: Session) -> bool:
    """Whether nobody has been at the desk yet."""
    return not any(
        session.execute(select(col(key)).limit(1)).first()
        for key in (AccountRow.handle, TicketRow.number, EventRow.n)
    )


def put_back(session: Session, rows: Iterable[Row]) -> int:
    """Add rows as a backup has them, in the caller's transaction, to a desk that is empty. Counts them."""
    count = 0
    for name, row in rows:
        session.execute(insert(_BY_NAME[name]), [dict(row)])
        count += 1
    return count


def write_part(file: GzipFile, rows: Iterable[Row], *, shape: str) -> None:
    """Write the part to a file that holds the ledger already."""
    digest, count = sha256(), 0

    def put(value: Mapping[str, Any]) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
        digest.update(line)
        file.write(line)

    put({"format": FORMAT, "shape": shape})
    for name, row in rows:
        put({"table": name, "row": {column: _packed(value) for column, value in row.items()}})
        count += 1
    put({"rows": count, "sha256": digest.hexdigest()})


def is_header(line: bytes) -> bool:
    """Whether a line begins the desk's part."""
    return line.startswith(b'{"format":"' + FORMAT.encode() + b'"')


def read_part(path: Path) -> Iterator[Row]:
    """The rows of a backup's part, as they are read; none where it has none. The ledger before it was read already.

    Raises DatabaseError, at the latest after the last row, for a part that is not whole or not as it was written.
    """
    digest, count = sha256(), 0
    with unpacked(path) as file:
        header = next((line for line in file if is_header(line)), None)
        if header is None:
            return
        digest.update(header)
        for line in file:
            value = _value(line)
            if value is not None and value == {"rows": count, "sha256": digest.hexdigest()}:
                if file.read(1):
                    break
                return
            digest.update(line)
            row = _row(value)
            if row is None:
                break
            count += 1
            yield row
    raise DatabaseError(
        f"{path}: what it holds of the desk is not whole, or was altered after row {count}; nothing was changed"
    )


def _packed(value: Any) -> Any:
    """A column as JSON can hold it: bytes as Base64."""
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(line: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _row(value: Mapping[str, Any] | None) -> Row | None:
    """The row that a line holds; None where it is of another form."""
    if value is None or value.keys() != {"table", "row"} or not isinstance(value["row"], dict):
        return None
    model = _BY_NAME.get(str(value["table"]))
    if model is None or value["row"].keys() != set(model.model_fields):
        return None
    row = dict(value["row"])
    if model is SourceTextRow:
        try:
            row["content"] = b64decode(row["content"]["base64"], validate=True)
        except (TypeError, KeyError, NotBase64, ValueError):
            return None
    return str(value["table"]), row
