"""Vouching for files that left the house: sealing them, and telling later whether they are still that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.core.seals import Claim, joined, opened, opened_beside
from registry.desk.attesting import PublicLog, Removal
from registry.errors import BadValue
from registry.store.notes import Hand

LARGEST = 25_000_000
"""The largest file that is checked, in bytes."""

TOO_LARGE = f"the file is larger than {LARGEST // 1_000_000} MB, the most that is checked"

LEAST_HASH = 12
"""So many digits of a revision's hash must be typed to find it."""


class Finding(StrEnum):
    """What became of a file since it left, as far as its bytes tell."""

    OURS = "ours"
    CHANGED = "changed"
    FORMER_KEY = "former-key"
    OTHER_RECORD = "other-record"
    ELSEWHERE = "elsewhere"
    NOT_OURS = "not-ours"


TOLD = {
    Finding.OURS: (
        "This registry published this file",
        (
            "Not a byte of it has changed since. What it says is what the record said at that revision; whether the "
            "record was right is another question."
        ),
    ),
    Finding.CHANGED: (
        "This file was changed after it left, or is damaged",
        (
            "It bears the remains of a seal of this kind, but is not what was sealed. Printing to a file, signing, "
            "commenting or saving it again in another program changes it, too. Get it anew from where it was published."
        ),
    ),
    Finding.FORMER_KEY: (
        "This file was sealed with a key that this registry no longer uses",
        (
            "It has not changed since. But a key is replaced where it is lost or may have come into other hands, so by "
            "itself this does not show that the registry published the file. Compare it with the same file of today."
        ),
    ),
    Finding.OTHER_RECORD: (
        "This registry’s key sealed this file, but for a record that it does not have",
        (
            "The revision that the seal names is not on record here with that hash. A copy of this registry may have "
            "made it, or the record was rewritten: the public log says how to find out."
        ),
    ),
    Finding.ELSEWHERE: (
        "This file bears the seal of another registry",
        (
            "Whether that one sealed it, and whether it has changed since, its own page for "
            "checking files tells."
        ),
    ),
    Finding.NOT_OURS: (
        "This is not a file that this registry sealed",
        (
            "It bears no seal of our key. PDF reports and data archives have one, unless they were cut short or saved "
            "anew by another program: then get it again from where it was published. Pages, tables and others never "
            "have one, so this says nothing about them."
        ),
    ),
}
"""What each finding means, in a line and in full."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found. `claim` is what the seal says, None without one that can be read.

    `recorded` is when the revision was, None unless it is on record; `newest` is the one that the record has come to
    since. `removed` are texts that the revision had and that were removed by law since, which the file may still show.
    """

    finding: Finding
    claim: Claim | None = None
    recorded: datetime | None = None
    removed: tuple[Removal, ...] = ()
    newest: int = 0

    @property
    def is_overtaken(self) -> bool:
        """Whether the record has moved on since the revision that the file was made from."""
        return self.claim is not None and self.newest > self.claim.revision


@dataclass(frozen=True, slots=True)
class Named:
    """A revision found by the hash that is printed on a page."""

    n: int
    recorded: datetime


def seal(log: PublicLog, content: bytes, *, revision: int, digest: str) -> bytes:
    """A PDF or archive with the log's signed word that it was published from that revision; the same each time.

    Raises DatabaseError where the log cannot vouch for it, BadValue for any other kind of file.
    """
    return joined(content, log.vouch(content, revision=revision, digest=digest))


def check(log: PublicLog, content: bytes, *, beside: bytes | None = None) -> Verdict:
    """Whether a file is what this log published, by the seal in it, or by the one that stands `beside` it.

    Raises DatabaseError where the log itself cannot be used, BadValue for a file that is too large.
    """
    if len(content) > LARGEST:
        raise BadValue(TOO_LARGE)
    found = opened(content) if beside is None else opened_beside(content, beside)
    if found.note is None:
        return Verdict(Finding.CHANGED if found.marked else Finding.NOT_OURS)
    try:
        claim = Claim.parse(found.note.text)
    except BadValue:
        return Verdict(Finding.NOT_OURS)
    if claim.origin != log.name:
        is_whole = found.digest == claim.digest and found.note.signatures[0].name == claim.origin
        return Verdict(Finding.ELSEWHERE if is_whole else Finding.CHANGED, claim)
    hand = log.hand(found.note)
    if hand is Hand.FOREIGN:
        return Verdict(Finding.NOT_OURS, claim)
    if found.digest != claim.digest:
        return Verdict(Finding.CHANGED, claim)
    if not log.has(claim.revision, claim.hash):
        return Verdict(Finding.OTHER_RECORD, claim)
    removed = tuple(each for each in log.removals() if each.revision <= claim.revision)
    finding = Finding.OURS if hand is Hand.OWN else Finding.FORMER_KEY
    return Verdict(finding, claim, log.recorded(claim.revision), removed, log.tree().size)


def named(log: PublicLog, typed: str) -> Named | None:
    """The revision whose hash was typed, or its beginning; None where there is none. Raises BadValue for no hash."""
    digest = "".join(typed.split()).lower()
    if not re.fullmatch(f"[0-9a-f]{{{LEAST_HASH},64}}", digest):
        raise BadValue(f"a revision’s hash is {LEAST_HASH} to 64 of the digits 0 to 9 and a to f")
    n = log.numbered(digest)
    return Named(n, log.recorded(n)) if n else None
