"""Blind second coding: who may be asked, what they see, and that no first code reaches them before they end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.core.people import Person, Role
from registry.core.vocabulary import FACETS
from registry.desk.agreeing import agreements, disagreements
from registry.desk.asking import ask, candidates
from registry.desk.coding import finish, hand_back, save, sheet
from registry.desk.commenting import comment
from registry.desk.drafting import put_text, withdraw
from registry.desk.refusing import seen
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.store import codings, events
from registry.store.codings import Coding
from registry.store.submissions import Submission
from tests.content.sample import OTHER_LAB
from tests.desk.blind import HIDDEN, THIRD, asked, choices, finished, handed_in, keys, version
from tests.desk.crew import hire, set_roles
from tests.desk.desks import Desk
from tests.store.revisions import NOON

GOOD = {"strength": "firm", "verification": "none", "disclosure": "published"}


def put(
    desk: Desk,
    act: Callable[..., Coding],
    coding: Coding,
    coder: Person,
    values: dict[tuple[str, str, str], str],
) -> Coding:
    """Save or finish with those values."""
    words = desk.source.current().catalog.vocabulary
    return act(desk.database, coder, coding.id, values=values, remarks={}, vocabulary=words, now=NOON)


def blind(desk: Desk, found: Submission, handle: str) -> bool:
    with desk.database.reading() as session:
        return codings.is_blind(session, found.id, handle)


def test_the_clauses_that_are_new_or_changed_are_given_out(sqlite_desk: Desk) -> None:
    """In their order, with text, quote and place; what a version on record says and codes alike is not coded again."""
    desk = sqlite_desk
    coding = asked(desk, handed_in(desk))
    with desk.database.reading() as session:
        clauses = codings.clauses(session, coding.id)
        first = codings.codes(session, coding.id)
    assert [(item.path, item.clause, item.quote) for item in clauses] == [
        (THIRD, "look", "will let others look"),
        (THIRD, "publish", ""),
    ]
    assert clauses[0].place == "section 9\nhttps://acme.example/policy-3.pdf"
    assert {(code.clause, code.facet): code.first for code in first} == {
        (clause, facet): value
        for clause in ("look", "publish")
        for facet, value in (("strength", "firm"), ("verification", "external"), ("disclosure", "published"))
    }


def test_a_corrected_code_is_coded_again(sqlite_desk: Desk) -> None:
    """Of a version on record only the clauses that the submission changes are given out."""
    desk = sqlite_desk
    desk.accepted({THIRD: version()})
    coding = asked(desk, handed_in(desk, version().replace("strength: firm", "strength: intent", 1)))
    with desk.database.reading() as session:
        assert [item.clause for item in codings.clauses(session, coding.id)] == ["look"]
    other = desk.handed_in({OTHER_LAB: "---\nname: Bolt Labs\nformerly: [bolt-ai]\n---\n"})
    with pytest.raises(BadValue, match="no clause"):
        asked(desk, other)


def test_a_blind_coder_is_given_nothing_of_the_first_codes(desk: Desk) -> None:
    """What they are shown is the same whatever the author coded, and holds nothing that stands beside the clauses."""
    seen = []
    for values in (("firm", "external", "published"), ("aspiration", "none", "claimed")):
        found = handed_in(desk, version(*values))
        coding = asked(desk, found)
        assert blind(desk, found, "hedy")
        with desk.database.reading() as session:
            shown = sheet(session, desk.hedy, coding.id)
        assert shown.codes == ()
        assert set(shown.given.values()) == {None}
        seen.append((shown.clauses, dict(shown.given)))
        assert not [word for word in HIDDEN if word in repr(shown)]
    assert seen[0] == seen[1]


def test_both_codes_are_shown_once_the_coding_is_finished(desk: Desk) -> None:
    """To coder, author and everybody who sees submissions; before that, the second ones to their coder alone."""
    found = handed_in(desk)
    coding = asked(desk, found)
    put(desk, save, coding, desk.hedy, {(THIRD, "look", "strength"): "intent"})
    with desk.database.reading() as session:
        assert sheet(session, desk.hedy, coding.id).given[THIRD, "look", "strength"] == "intent"
        for person in (desk.ada, desk.grace):
            early = sheet(session, person, coding.id)
            assert (early.given, early.codes) == ({}, ())
    finished(desk, coding, desk.hedy, strength="intent")
    assert not blind(desk, found, "hedy")
    for person in (desk.hedy, desk.ada, desk.grace):
        with desk.database.reading() as session:
            shown = {
                code.facet: (code.first, code.second) for code in sheet(session, person, coding.id).codes
            }
        assert shown == {
            "strength": ("firm", "intent"),
            "verification": ("external", "external"),
            "disclosure": ("published", "published"),
        }


def test_two_second_coders_are_blind_to_each_other(sqlite_desk: Desk) -> None:
    """One who has finished shows nothing to one who has not: neither the codes nor where they differ."""
    desk = sqlite_desk
    found = handed_in(desk)
    first, second = asked(desk, found), asked(desk, found, coder="bob")
    finished(desk, first, desk.hedy, strength="intent")
    with desk.database.reading() as session:
        with pytest.raises(Refused):
            sheet(session, desk.bob, first.id)
        assert disagreements(session, "bob") == ()
        assert len(disagreements(session, "hedy")) == 2
    finished(desk, second, desk.bob)
    with desk.database.reading() as session:
        assert sheet(session, desk.bob, first.id).codes
        assert len(disagreements(session, "bob")) == 2


def test_who_can_be_asked(desk: Desk) -> None:
    """Not the author or the asker, nobody who has spoken or decided, is tied to the lab, or has no role for it."""
    found = handed_in(desk)
    hire(desk.database, "tied", ties=["acme"])
    hire(desk.database, "root", Role.ADMINISTRATOR)
    hire(desk.database, "speaker", Role.REPRESENTATIVE, lab="bolt")
    hire(desk.database, "reader", Role.READER)
    able = {
        person.handle for person in candidates(desk.database, desk.source, desk.grace, found.id, now=NOON)
    }
    assert able == {"bob", "hedy", "reader"}
    for handle in ("ada", "grace", "tied", "root", "speaker", "nobody", "", "a\0b", "\ud800"):
        with pytest.raises(Refused):
            asked(desk, found, coder=handle)
    comment(desk.database, desk.hedy, found.id, text="Why?", edition=found.edition, nonce="n", now=NOON)
    with pytest.raises(Refused, match="seen its codes"):
        asked(desk, found)
    assert asked(desk, found, coder="bob") == asked(desk, found, coder="bob")
    with desk.database.reading() as session:
        outcomes = [
            event.outcome for event in events.events(session, subject=found.id) if "coding" in event.action
        ]
    assert sorted(outcomes) == ["done"] * 2 + ["refused"] * 10


def test_who_may_ask(sqlite_desk: Desk) -> None:
    """An editor or reviewer who neither wrote it nor is to code it, while it is under review."""
    desk = sqlite_desk
    draft = desk.begin({THIRD: version()})
    with pytest.raises(NotFound):
        asked(desk, draft)
    found = desk.submit(draft)
    with pytest.raises(Refused, match="your own"):
        asked(desk, found, asker=desk.ada)
    reader = hire(desk.database, "reader", Role.READER)
    with pytest.raises(Refused):
        asked(desk, found, asker=reader)
    asked(desk, found, coder="grace", asker=desk.bob)
    with pytest.raises(Refused):
        asked(desk, found, asker=desk.grace)
    with pytest.raises(NotFound):
        ask(desk.database, desk.source, desk.bob, "nothing", coder="hedy", now=NOON)
    withdraw(desk.database, desk.ada, found.id, now=NOON)
    with pytest.raises(Conflict):
        asked(desk, found, asker=desk.bob)


def test_a_blind_coder_neither_sees_nor_says_anything(sqlite_desk: Desk) -> None:
    """One rule for all that there is of a submission: refused until they finish, or hand it back."""
    desk = sqlite_desk
    found = handed_in(desk)
    coding = asked(desk, found)
    said = {"text": "Firm?", "edition": found.edition, "nonce": "n", "now": NOON}
    with desk.database.reading() as session:
        with pytest.raises(Refused, match="without seeing"):
            seen(session, desk.hedy, found.id)
        assert seen(session, desk.ada, found.id) == seen(session, desk.grace, found.id) == found
    with pytest.raises(Refused, match="without seeing"):
        comment(desk.database, desk.hedy, found.id, **said)  # type: ignore[arg-type]
    hand_back(desk.database, desk.hedy, coding.id, now=NOON)
    assert comment(desk.database, desk.hedy, found.id, **said).text == "Firm?"  # type: ignore[arg-type]


def test_a_coding_can_be_saved_in_parts_and_is_finished_whole(desk: Desk) -> None:
    """Values can be changed and taken back until the end; with one missing it does not end, and none is kept."""
    coding = asked(desk, handed_in(desk))
    whole = choices(desk.database, coding, GOOD)
    key = (THIRD, "look", "strength")
    put(desk, save, coding, desk.hedy, whole)
    put(desk, save, coding, desk.hedy, {key: ""})
    with pytest.raises(BadValue, match="1 value is still to be chosen"):
        put(desk, finish, coding, desk.hedy, {(THIRD, "publish", "strength"): "intent"})
    with desk.database.reading() as session:
        given = codings.seconds(session, coding.id)
    assert given == {**whole, key: None}
    assert put(desk, finish, coding, desk.hedy, {key: "firm"}).done == NOON
    for act in (save, finish):
        with pytest.raises(Conflict):
            put(desk, act, coding, desk.hedy, whole)


def test_only_what_was_asked_can_be_coded(sqlite_desk: Desk) -> None:
    """By its coder alone, with values that the facet has, of clauses that are in it; anything else changes nothing."""
    desk = sqlite_desk
    coding = asked(desk, handed_in(desk))
    before = keys(desk.database, coding)
    wrong = [
        {(THIRD, "look", "strength"): "external"}, {(THIRD, "look", "strength"): "<script>"},
        {(THIRD, "stop", "strength"): "firm"}, {(THIRD, "look", "topic"): "pause"}, {("x", "look", "strength"): "firm"},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(BadValue):
            put(desk, save, coding, desk.hedy, values)
    for person in (desk.ada, desk.bob, desk.grace):
        with pytest.raises(NotFound):
            put(desk, save, coding, person, {(THIRD, "look", "strength"): "firm"})
    set_roles(desk.database, "hedy", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        put(desk, save, coding, desk.hedy, {(THIRD, "look", "strength"): "firm"})
    with desk.database.reading() as session:
        assert set(codings.seconds(session, coding.id).values()) == {None}
    assert keys(desk.database, coding) == before


def test_a_coder_can_hand_it_back_once_and_for_all(sqlite_desk: Desk) -> None:
    """Whoever does not want to code may still review, and is not asked again, having perhaps seen the codes."""
    desk = sqlite_desk
    found = handed_in(desk)
    coding = asked(desk, found)
    with pytest.raises(NotFound):
        hand_back(desk.database, desk.bob, coding.id, now=NOON)
    hand_back(desk.database, desk.hedy, coding.id, now=NOON)
    assert not blind(desk, found, "hedy")
    with pytest.raises(Refused, match="handed this coding back"):
        asked(desk, found)
    kept = asked(desk, found, coder="bob")
    finished(desk, kept, desk.bob)
    with pytest.raises(Conflict):
        hand_back(desk.database, desk.bob, kept.id, now=NOON)


def test_the_snapshot_stays_what_it_was(sqlite_desk: Desk) -> None:
    """An edit of the submission changes neither what the coder sees nor the first codes held against theirs."""
    desk = sqlite_desk
    found = handed_in(desk)
    coding = asked(desk, found)
    put_text(desk.database, desk.ada, found.id, THIRD, version("intent"), edition=found.edition, now=NOON)
    finished(desk, coding, desk.hedy)
    with desk.database.reading() as session:
        assert {code.first for code in codings.codes(session, coding.id) if code.facet == "strength"} == {
            "firm"
        }


def test_what_has_become_public_is_not_coded_blind(sqlite_desk: Desk) -> None:
    """Once the submission is accepted its codes can be read on the site: an unfinished coding ends there."""
    desk = sqlite_desk
    found = handed_in(desk)
    coding = asked(desk, found)
    desk.approve(found)
    with pytest.raises(Conflict, match="public"):
        finished(desk, coding, desk.hedy)
    with desk.database.reading() as session:
        assert sheet(session, desk.hedy, coding.id).overtaken


def test_agreement_rests_on_finished_codings(desk: Desk) -> None:
    """Units, pairs of codes and of people are counted; a clause with two second coders is one unit with three codes."""
    words = desk.source.current().catalog.vocabulary
    found = handed_in(desk)
    first, second = asked(desk, found), asked(desk, found, coder="bob")
    with desk.database.reading() as session:
        assert [item.agreement.units for item in agreements(session, words)] == [0] * len(FACETS)
    finished(desk, first, desk.hedy)
    with desk.database.reading() as session:
        strength = agreements(session, words)[0]
    assert (strength.facet, strength.agreement.units, strength.people) == ("strength", 2, 1)
    assert strength.agreement.alpha is None, "no variation: all firm"
    finished(desk, second, desk.bob, strength="intent")
    other = handed_in(desk, version("aspiration"))
    finished(desk, asked(desk, other), desk.hedy, strength="aspiration")
    with desk.database.reading() as session:
        strength = agreements(session, words)[0]
    measured = strength.agreement
    assert (measured.units, measured.pairs, measured.equal, strength.people) == (4, 8, 4, 2)
    assert measured.alpha is not None and 0 < measured.alpha < 1
