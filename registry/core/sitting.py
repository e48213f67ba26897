"""How long somebody stays signed in, and how long ago they may have proved who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.core.people import Person


@dataclass(frozen=True, slots=True)
class SittingRules:
    """After `idle` without a request, and after `longest` in any case, a person has to sign in again.

    The figures for those who decide are those of ASVS 5.0, 7.3.1 and 7.3.2.
    """

    idle: timedelta
    longest: timedelta


ORDINARY = SittingRules(idle=timedelta(hours=12), longest=timedelta(days=7))
DECIDING = SittingRules(idle=timedelta(minutes=30), longest=timedelta(hours=12))

FRESH = timedelta(minutes=10)
"""How long a proof of who one is counts for changing an account."""


def rules_for(person: Person) -> SittingRules:
    """The rules for somebody: stricter for those whose word makes things public or who make accounts."""
    return DECIDING if person.needs_codes else ORDINARY


def has_ended(person: Person, *, created: datetime, seen: datetime, now: datetime) -> bool:
    """Whether a sitting that began at `created` and was last used at `seen` is over."""
    rules = rules_for(person)
    return now - seen > rules.idle or now - created > rules.longest


def is_fresh(proved: datetime, *, now: datetime) -> bool:
    """Whether a proof given at `proved` still counts."""
    return now - proved <= FRESH
