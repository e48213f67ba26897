"""People at the desk: their roles, the labs they are tied to, and why somebody may not review something."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Role(StrEnum):
    """What an account is for. One person may have several, but a lab's representative is nothing else."""

    READER = "reader"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    REPRESENTATIVE = "representative"


STAFF = frozenset((Role.READER, Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR))
"""The roles that see drafts: everybody but a lab's representative, who sees their own."""

WITH_CODES = frozenset((Role.REVIEWER, Role.ADMINISTRATOR))
"""The roles that need a one-time code beside the password."""

TIES_LAST = timedelta(days=365)
"""For how long a tie counts after it was last declared.

A declaration is its person's own word and holds at once. Were a tie gone with the next one, somebody could take theirs
back, decide, and declare it again, and the log would show nobody tied. Who left a lab is also still close to it for a
while. A tie declared by mistake bars for as long: that costs one reviewer, the other way costs the record its word.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. `handle` is public and for good; `ties` are labs that they are tied to.

    These are what they represent, declare, or have declared within the last year.
    """

    handle: str
    name: str
    roles: frozenset[Role]
    lab: str | None = None
    ties: frozenset[str] = frozenset()

    def has(self, *roles: Role) -> bool:
        """Whether they have one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def needs_codes(self) -> bool:
        """Whether they must have set up one-time codes."""
        return self.has(*WITH_CODES)


def roles_of(words: Iterable[str]) -> frozenset[Role]:
    """The roles of these names. Raises ValueError, saying what would be right, for a set that nobody can have."""
    roles: set[Role] = set()
    for word in words:
        try:
            roles.add(Role(word))
        except ValueError:
            raise ValueError(f"{word!r} is not a role; there are: {', '.join(Role)}") from None
    if not roles:
        raise ValueError(f"an account needs a role: {', '.join(Role)}")
    if Role.REPRESENTATIVE in roles and len(roles) > 1:
        raise ValueError(
            "a lab's representative has no other role: whoever speaks for a lab does not edit the record"
        )
    return frozenset(roles)


def in_order(roles: Collection[Role]) -> tuple[Role, ...]:
    """Roles, always in the same order."""
    return tuple(role for role in Role if role in roles)


def written_roles(roles: Collection[Role]) -> str:
    """Roles as one text."""
    return " ".join(in_order(roles))


def why_not_review(
    reviewer: Person, *, author: str, concerned: Collection[str], is_second_coder: bool = False
) -> str | None:
    """Why a person may not decide on a submission, in a sentence; None where they may.

    `concerned` are the labs that its records are about; `is_second_coder` says that they are its second coder.
    """
    if not reviewer.has(Role.REVIEWER):
        return "Only a reviewer decides on a submission."
    if reviewer.handle == author:
        return "This is your own submission; another person reviews it."
    tied = sorted(reviewer.ties & set(concerned))
    if tied:
        return (
            f"You declared a tie to {', '.join(tied)}, whose record this changes; another person reviews it."
        )
    if is_second_coder:
        return "You are the second coder of this submission; another person reviews it."
    return None
