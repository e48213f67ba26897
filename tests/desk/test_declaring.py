"""What people declare of their interests is public, their own, and never taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.core.people import Role
from registry.desk.declaring import declare
from registry.errors import BadValue, NotFound
from registry.store import people
from tests.desk.members import LABS, House
from tests.store.revisions import NOON

LATER = NOON + timedelta(days=1)


def say(place: House, *ties: str, text: str = "", handle: str = "ada", days: int = 0) -> people.Declaration:
    """What Ada declares on a day."""
    return declare(place.database, handle, ties=ties, text=text, labs=LABS, now=NOON + timedelta(days=days))


def test_a_tie_counts_for_a_year_after_it_was_declared(place: House) -> None:
    """Nobody lifts one for a moment; and what was declared before stays on record, with when."""
    place.join("ada")
    say(place, "bolt", "acme", text="Shares.\r\n")
    say(place, text="Sold them.", days=1)
    with place.database.reading() as session:
        for days, ties in ((0, 2), (1, 2), (365, 2), (366, 0)):
            moment = NOON + timedelta(days=days)
            assert len(people.person(session, "ada", moment).ties) == ties  # type: ignore[union-attr]
        assert people.person(session, "ada").ties == {"acme", "bolt"}, "all of them"  # type: ignore[union-attr]
        before = people.declared(session, "ada", NOON + timedelta(hours=1))
        assert before is not None and (before.labs, before.text) == (("acme", "bolt"), "Shares.")
        assert people.declared(session, "ada", NOON - timedelta(seconds=1)) is None
        assert [item.text for item in people.declarations(session, "ada")] == ["Sold them.", "Shares."]
        assert people.declarations(session) == people.declarations(session, "ada")
        assert people.declarations(session, "bob") == ()


def test_a_tie_declared_again_counts_as_ever(small: House) -> None:
    """From its last declaration, also one made while a deed of an earlier moment waited."""
    small.join("ada")
    say(small, "acme")
    say(small, days=10)
    say(small, "acme", "bolt", days=500)
    say(small, "bolt", days=600)
    with small.database.reading() as session:
        said = people.declarations(session, "ada")
    ended = NOON + timedelta(days=600)
    assert people.ties(said, ended) == (people.Tie("acme", ended), people.Tie("bolt", None))
    assert people.ties(said, NOON)[1] == people.Tie("bolt", None)
    assert people.Tie("acme", ended).until == NOON + timedelta(days=965)
    assert people.ties(said, NOON + timedelta(days=965)) == (people.Tie("bolt", None),)


def test_a_representative_is_tied_by_that_alone(small: House) -> None:
    """To the lab they speak for, beside what they declare."""
    small.join("rep", Role.REPRESENTATIVE, lab="acme")
    with small.database.reading() as session:
        assert people.person(session, "rep").ties == {"acme"}  # type: ignore[union-attr]
    say(small, "bolt", handle="rep")
    with small.database.reading() as session:
        assert people.person(session, "rep").ties == {"acme", "bolt"}  # type: ignore[union-attr]


def test_the_same_again_adds_nothing(small: House) -> None:
    """But it is traced; and to have nothing to declare is a declaration."""
    small.join("ada")
    first = say(small)
    assert (first.labs, first.text) == ((), "")
    assert say(small, days=1) == first
    assert [entry.action for entry in small.trace()[:2]] == ["declare interests"] * 2


@pytest.mark.parametrize(
    ("ties", "text", "why"),
    [
        (("nowhere",), "", "not a lab on record"),
        (("acme", ""), "", "not a lab on record"),
        ((), "x" * 2001, "2,001 characters"),
        ((), "a\0b", "nobody can see"),
        ((), "a\u202eb", "nobody can see"),
        ((), "\ud800", "nobody can see"),
    ],
)
def test_what_cannot_be_declared_is_refused(small: House, ties: tuple[str, ...], text: str, why: str) -> None:
    """Nothing is added."""
    small.join("ada")
    with pytest.raises(BadValue, match=why):
        say(small, *ties, text=text)
    with small.database.reading() as session:
        assert people.declarations(session) == ()


def test_nobody_declares_for_nobody(small: House) -> None:
    """An account that is not there, or not any more."""
    with pytest.raises(NotFound):
        say(small, handle="nobody")
