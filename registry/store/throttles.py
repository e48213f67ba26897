"""How many tries were made lately, by keys that tell nobody whose they are. Forgotten once they count no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, insert, or_, select
from sqlmodel import Session, col

from registry.core.buckets import Bucket
from registry.store.desk_tables import ThrottleRow
from registry.store.leaf import moment_of, written

MARKS_KEPT = timedelta(days=90)
"""How long a mark lasts that is not made again."""

TRIES_KEPT = timedelta(hours=6)
"""How long tries are kept after the last of them: by then they have leaked away."""

_PURGED_EVERY = timedelta(hours=1)
_PURGED = "purged"


def level(session: Session, key: str, bucket: Bucket, now: datetime) -> float:
    """How full a bucket is."""
    return levels(session, {key: bucket}, now)[key]


def levels(session: Session, buckets: Mapping[str, Bucket], now: datetime) -> dict[str, float]:
    """How full buckets are, by their keys."""
    query = select(col(ThrottleRow.key), col(ThrottleRow.level), col(ThrottleRow.time))
    found = {
        key: buckets[key].leaked(level, after=now - moment_of(time))
        for key, level, time in session.execute(query.where(col(ThrottleRow.key).in_(buckets)))
    }
    return {key: found.get(key, 0.0) for key in buckets}


def fill(session: Session, reached: Mapping[str, float], now: datetime) -> None:
    """Record how full buckets are now; nothing is kept of an empty one."""
    session.execute(delete(ThrottleRow).where(col(ThrottleRow.key).in_(reached)))
    rows = [{"key": key, "level": level, "time": written(now)} for key, level in reached.items() if level > 0]
    if rows:
        session.execute(insert(ThrottleRow), rows)


def pour(session: Session, key: str, bucket: Bucket, now: datetime, *, tries: float = 1.0) -> None:
    """Count tries, or take some back (below 0)."""
    fill(session, {key: level(session, key, bucket, now) + tries}, now)


def mark(session: Session, key: str, now: datetime) -> None:
    """Make or renew a mark, which holds no tries."""
    session.execute(delete(ThrottleRow).where(col(ThrottleRow.key) == key))
    session.execute(insert(ThrottleRow), [{"key": key, "level": 0.0, "time": written(now)}])


def is_marked(session: Session, key: str, now: datetime) -> bool:
    """Whether there is a mark that still lasts."""
    query = select(col(ThrottleRow.time)).where(col(ThrottleRow.key) == key)
    found = session.execute(query).scalar()
    return found is not None and now - moment_of(found) <= MARKS_KEPT


def purge_throttles(session: Session, now: datetime) -> None:
    """Forget, once an hour, tries that have long leaked away and marks that have lasted their time."""
    last = session.execute(select(col(ThrottleRow.time)).where(col(ThrottleRow.key) == _PURGED)).scalar()
    if last is not None and timedelta() <= now - moment_of(last) < _PURGED_EVERY:
        return
    mark(session, _PURGED, now)
    tries = and_(col(ThrottleRow.level) > 0, col(ThrottleRow.time) < written(now - TRIES_KEPT))
    marks = col(ThrottleRow.time) < written(now - MARKS_KEPT)
    session.execute(delete(ThrottleRow).where(or_(tries, marks)))
