"""Taking in corrections that people outside suggest.

Nobody needs an account to suggest one, and no address is kept: floods are slowed down by counting messages under a
fingerprint of the network whose key is another one every day.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from registry.content import values
from registry.core.buckets import Bucket
from registry.core.typed import line, passage
from registry.desk.throttling import network, site
from registry.errors import BadValue, TooMany
from registry.store import throttles, tickets
from registry.store.engine import Database, Session
from registry.store.events import trace
from registry.store.keyring import Keyring
from registry.store.tickets import Ticket

MAX_TEXT = 4000
MAX_SOURCE = 2000
MAX_ABOUT = 500
MAX_NONCE = 100

PER_NETWORK = Bucket(holds=5, per_hour=6)
PER_SITE = Bucket(holds=20, per_hour=24)
"""For all IPv6 networks of one connection together: it alone cannot use up what there is for everybody."""

IN_ALL = Bucket(holds=200, per_hour=100)
"""Whoever has many networks fills the disk no faster than this."""


def suggest(
    database: Database,
    keyring: Keyring,
    *,
    about: str,
    text: str,
    source: str,
    nonce: str,
    address: str,
    now: datetime,
) -> Ticket:
    """Take in a suggested correction of the page at `about`. The same form sent again gives the ticket that it made.

    `source` may be empty. Raises BadValue for what cannot be taken, and TooMany where too much came lately, from
    the same network or from all of them.
    """
    about = line(about, "the address of the page", most=MAX_ABOUT)
    text = passage(text, "the text", most=MAX_TEXT)
    source = _web_address(line(source, "the source", most=MAX_SOURCE))
    if not about.startswith("/") or not line(nonce, "the form's mark", most=MAX_NONCE):
        raise BadValue("the form is not whole; open the page again and suggest your correction from there")
    if not text:
        raise BadValue("write what is wrong and what would be right")
    # What was changed after the browser's back button is another message, not the same one again.
    sent = sha256("\0".join((nonce, about, text, source)).encode()).hexdigest()
    with database.writing() as session:
        earlier = tickets.made_by(session, sent)
        if earlier is not None:
            return earlier
        was_last = _count(session, keyring, address, now)
        made = tickets.add(session, nonce=sent, about=about, text=text, source=source, now=now)
        detail = "the last one let through for now" if was_last else ""
        trace(
            session,
            actor="",
            action="suggest correction",
            subject=subject(made.number),
            now=now,
            detail=detail,
        )
        return made


def subject(number: int) -> str:
    """How the trace names a ticket."""
    return f"ticket {number}"


def _count(session: Session, keyring: Keyring, address: str, now: datetime) -> bool:
    """Count one message. True if it is the last one let through for now; raises TooMany if it is one too many."""
    label = f"suggestion {now.date().isoformat()}"
    keys = [
        (keyring.digest(label, network(address).encode()).hex(), PER_NETWORK),
        (keyring.digest("suggestions", b"").hex(), IN_ALL),
    ]
    wider = site(address)
    if wider is not None:
        keys.append((keyring.digest(label, wider.encode()).hex(), PER_SITE))
    waits = [bucket.wait(throttles.level(session, key, bucket, now)) for key, bucket in keys]
    longest = max((wait for wait in waits if wait), default=None)
    if longest is not None:
        raise TooMany("Too many suggestions came in lately; yours was not taken", wait=longest)
    throttles.purge_throttles(session, now)
    for key, bucket in keys:
        throttles.pour(session, key, bucket, now)
    return any(bucket.wait(throttles.level(session, key, bucket, now)) for key, bucket in keys)


def _web_address(text: str) -> str:
    if not text:
        return ""
    try:
        return values.url(text)
    except ValueError as error:
        raise BadValue(str(error)) from None
