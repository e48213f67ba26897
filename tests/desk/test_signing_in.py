"""Whoever has the password and the code gets in; whoever guesses learns nothing, and slowly."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import argon2
import pytest

from registry.core.buckets import Bucket
from registry.core.people import Role
from registry.desk import accounts, passwords, setting_up, signing_in
from registry.desk.signing_in import CODE_WAITS, Admitted, CodeWanted, NotAdmitted
from registry.desk.throttling import Tries, network
from registry.errors import DatabaseError, TooMany
from registry.store import sessions
from registry.store.events import Outcome
from registry.store.keyring import Keyring
from tests.desk.members import HOME, PASSWORD, House, visit
from tests.store.revisions import NOON

LATER = NOON + timedelta(minutes=5)


def handles(place: House, token: str) -> str | None:
    """Whose session a token is."""
    with place.database.reading() as session:
        found = sessions.find_session(session, token)
    return found.handle if found else None


def test_an_editor_signs_in_by_password(small: House) -> None:
    """Their session is open, under the visit's own token; the name may be typed in capitals."""
    small.join("ada")
    assert small.knock(" Ada ", PASSWORD, token="mine") == Admitted("ada")  # noqa: S106
    assert handles(small, "mine") == "ada"
    entry = small.trace()[0]
    assert (entry.actor, entry.action, entry.subject, entry.outcome) == (
        "ada",
        "sign in",
        "ada",
        Outcome.DONE,
    )


def test_a_reviewer_needs_the_code_as_well(place: House) -> None:
    """The password alone opens nothing; password and code do."""
    grace = place.join("grace", Role.REVIEWER)
    asked = place.knock("grace", PASSWORD, now=LATER, token="mine")  # noqa: S106
    assert isinstance(asked, CodeWanted) and handles(place, "mine") is None
    assert place.answer(asked, grace.code(LATER), now=LATER, token="mine") == Admitted("grace")  # noqa: S106
    assert handles(place, "mine") == "grace"


def test_a_code_opens_one_session(small: House) -> None:
    """The same code is refused the second time, with spaces too, and to whoever watched it being typed."""
    grace = small.join("grace", Role.REVIEWER)
    first, second = (small.knock("grace", PASSWORD, now=LATER) for _ in range(2))
    code = grace.code(LATER)
    assert small.answer(first, code, now=LATER) == Admitted("grace")
    for typed in (code, f"{code[:3]} {code[3:]}", f" {code}"):
        assert small.answer(second, typed, now=LATER) == NotAdmitted()
    soon = LATER + timedelta(seconds=30)
    assert small.answer(second, grace.code(soon), now=soon) == Admitted("grace")


def test_a_recovery_code_opens_one_session(small: House) -> None:
    """And is gone then; the trace says how many are left and not which it was."""
    grace = small.join("grace", Role.REVIEWER)
    asked = small.knock("grace", PASSWORD, now=LATER)
    assert small.answer(asked, grace.recovery[0], now=LATER) == Admitted("grace")
    assert small.trace()[0].detail == "recovery code; 9 left"
    assert small.answer(asked, grace.recovery[0], now=LATER) == NotAdmitted()
    assert small.answer(asked, grace.recovery[1].upper(), now=LATER) == Admitted("grace")


def test_recovery_codes_outlive_the_secret_of_the_house(small: House, tmp_path: Path) -> None:
    """Where it is lost, no phone can be checked, and nobody gets in by one; the codes on paper still count."""
    grace = small.join("grace", Role.REVIEWER)
    after = House(small.database, Keyring(tmp_path / "other keys"))
    with pytest.raises(DatabaseError, match="secret"):
        after.answer(after.knock("grace", PASSWORD, now=LATER), grace.code(LATER), now=LATER)
    asked = after.knock("grace", PASSWORD, now=LATER)
    assert after.answer(asked, grace.recovery[0], now=LATER) == Admitted("grace")


def test_two_who_use_one_code_at_once_get_one_session(place: House) -> None:
    """The code is used up in the transaction that opens the session."""
    grace = place.join("grace", Role.REVIEWER)
    asked, code = place.knock("grace", PASSWORD, now=LATER), grace.code(LATER)
    ready, found = threading.Barrier(4), []

    def answer() -> None:
        ready.wait()
        found.append(place.answer(asked, code, now=LATER))

    threads = [threading.Thread(target=answer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(item).__name__ for item in found) == ["Admitted"] + ["NotAdmitted"] * 3


def test_the_code_must_follow_soon(small: House) -> None:
    """After five minutes the password is asked for again; so it is where the ticket is altered."""
    grace = small.join("grace", Role.REVIEWER)
    asked = small.knock("grace", PASSWORD)
    late = NOON + CODE_WAITS + timedelta(seconds=1)
    assert small.answer(asked, grace.code(late), now=late) == NotAdmitted(over=True)
    for ticket in ("", "x", "\0\ud800"):
        assert small.answer(CodeWanted(ticket), grace.code(LATER)) == NotAdmitted(over=True)


def test_wrong_is_wrong_whatever_it_was(small: House) -> None:
    """A name nobody has, a wrong password, a disabled account, one never set up: the same answer."""
    small.join("ada")
    small.join("bob")
    accounts.disable(small.database, "bob", actor="operator", now=NOON)
    wanted = accounts.Wanted("carol", "Carol", ("editor",))
    accounts.add(small.database, wanted, labs=(), operator="operator", actor="operator", now=NOON)
    tries = [
        ("nobody-here", PASSWORD),
        ("ada", "wrong"),
        ("bob", PASSWORD),
        ("carol", ""),
        ("carol", PASSWORD),
        ("", ""),
    ]
    for number, (handle, password) in enumerate(tries):
        assert small.knock(handle, password, address=f"198.51.{number}.1") == NotAdmitted()
    for handle in ("\0", "\ud800", "a" * 100_000, "' OR 1=1 --", "ada\n"):
        small.knock(handle, "wrong", address="203.0.113.1")


def test_wrong_is_the_same_work(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash is computed for each of them, no more and no less."""
    small.join("ada")
    small.join("bob")
    accounts.disable(small.database, "bob", actor="operator", now=NOON)
    checked = []

    def matches(kept: str, password: str) -> bool:
        checked.append(argon2.extract_parameters(kept or passwords._nobodys()))
        return password == PASSWORD and bool(kept)

    monkeypatch.setattr(passwords, "matches", matches)
    for handle, password in (("nobody-here", "wrong"), ("ada", "wrong"), ("bob", PASSWORD), ("", "wrong")):
        assert small.knock(handle, password) == NotAdmitted()
    assert len(checked) == 4 and len(set(map(str, checked))) == 1


def test_what_was_typed_stays_out_of_the_trace(small: House) -> None:
    """Neither a password nor a name that nobody has, for that may be a password in the wrong field."""
    ada = small.join("ada")
    small.knock(PASSWORD, PASSWORD)
    small.knock("ada", "my secret guess")
    written = repr(small.trace())
    assert all(word not in written for word in (PASSWORD, "secret guess", ada.password, HOME, "192.0.2"))
    refused = small.trace()[0]
    assert (refused.actor, refused.subject, refused.outcome) == ("", "ada", Outcome.REFUSED)


def test_no_address_is_kept(small: House) -> None:
    """Nor a name: what counts the tries is a fingerprint of both."""
    small.join("ada")
    small.knock("ada", "wrong", address="203.0.113.9")
    data = small.database
    dump = b"".join(path.read_bytes() for path in Path(str(data)).parent.glob("registry.db*"))
    assert b"203.0.113" not in dump and HOME.encode() not in dump


def tries_let_through(place: House, handle: str, addresses: list[str], minutes: int) -> int:
    """How many tries are let through, over so many minutes, from addresses that try as often as they can."""
    through = 0
    with place.database.writing() as session:
        for minute in range(0, minutes, 3):
            for address in addresses:
                tries = Tries.of(place.keyring, handle, address)
                with suppress(TooMany):
                    while True:
                        tries.count(session, NOON + timedelta(minutes=minute))
                        through += 1
    return through


def test_one_network_tries_slowly(small: House) -> None:
    """Ten tries at once and twenty an hour, whichever of its addresses they come from and whomever they are about."""
    small.join("ada")
    one = ["203.0.113.1", "203.0.113.2"]
    assert 28 <= tries_let_through(small, "ada", one, 60) <= 30
    with pytest.raises(TooMany) as refusal:
        small.knock("bob", "wrong", now=NOON + timedelta(minutes=57), address="203.0.113.200")
    assert timedelta() < refusal.value.wait <= timedelta(minutes=3)


def test_many_networks_try_one_account_slowly(small: House) -> None:
    """A hundred tries an hour at most, from everywhere together, the account's own network among them."""
    small.join("ada")
    everywhere = [HOME, *(f"203.0.{number}.1" for number in range(4))]
    assert 95 <= tries_let_through(small, "ada", everywhere, 60) <= 100


def test_strangers_do_not_shut_the_right_person_out(small: House) -> None:
    """Under a flood from everywhere, the person gets in from where they have signed in before."""
    grace = small.join("grace", Role.REVIEWER)
    tries_let_through(small, "grace", [f"203.0.{number}.1" for number in range(5)], 4)
    amid = NOON + timedelta(minutes=3)
    with pytest.raises(TooMany):
        small.knock("grace", PASSWORD, now=amid, address="198.51.100.1")
    asked = small.knock("grace", PASSWORD, now=amid)
    assert small.answer(asked, grace.code(amid), now=amid) == Admitted("grace")


def test_one_stranger_does_not_shut_the_right_person_out_anywhere(small: House) -> None:
    """From a network that is new to the account, too, as long as only one other network guesses."""
    small.join("ada")
    tries_let_through(small, "ada", ["203.0.113.1"], 10)
    soon = NOON + timedelta(minutes=10)
    assert small.knock("ada", PASSWORD, now=soon, address="198.51.100.1") == Admitted("ada")


def test_a_flood_ends(small: House) -> None:
    """An hour after the last try everything is as before, from anywhere."""
    small.join("ada")
    tries_let_through(small, "ada", [f"203.0.{number}.1" for number in range(5)], 10)
    after = NOON + timedelta(minutes=90)
    assert small.knock("ada", PASSWORD, now=after, address="203.0.0.1") == Admitted("ada")


def test_whoever_is_right_uses_up_nothing(small: House) -> None:
    """An office behind one address signs in as often as it likes."""
    grace = small.join("grace", Role.REVIEWER)
    for minute in range(1, 13):
        now = NOON + timedelta(minutes=minute)
        asked = small.knock("grace", PASSWORD, now=now, address="198.51.100.1")
        assert small.answer(asked, grace.code(now), now=now, address="198.51.100.1") == Admitted("grace")


def test_a_flood_leaves_a_bounded_trace(small: House) -> None:
    """Tries that nothing was looked at for are not written down, but the last one before them says so."""
    small.join("ada")
    before = len(small.trace())
    for _ in range(15):
        with suppress(TooMany):
            small.knock("ada", "wrong", address="203.0.113.1")
    added = small.trace()[: len(small.trace()) - before]
    assert len(added) == 10
    assert [entry.detail for entry in added] == ["further tries wait"] + [""] * 9


def test_names_that_nobody_has_fill_no_disk(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many networks they come from; tries at real accounts are written down all the same."""
    small.join("ada")
    monkeypatch.setattr(signing_in, "UNKNOWN_NAMES", Bucket(holds=3, per_hour=1))
    before = len(small.trace())
    for number in range(6):
        small.knock(f"zoe-{number}", "wrong", address=f"203.0.{number}.1")
    small.knock("ada", "wrong", address="203.0.7.1")
    assert [entry.subject for entry in small.trace()[: len(small.trace()) - before]] == ["ada"] + [
        "unknown name"
    ] * 3


def test_codes_are_guessed_slowly_too(small: House) -> None:
    """Whoever has the password tries no more codes than passwords."""
    small.join("grace", Role.REVIEWER)
    asked, through = small.knock("grace", PASSWORD, address="203.0.113.1"), 0
    for _ in range(50):
        try:
            through += small.answer(asked, "000000", address="203.0.113.1") == NotAdmitted()
        except TooMany:
            break
    assert through == 9


@pytest.mark.parametrize(
    ("address", "counts_for"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("\ud800", "unknown"),
    ],
)
def test_an_address_counts_for_its_network(address: str, counts_for: str) -> None:
    """Whoever has one address has its neighbours as well."""
    assert network(address) == counts_for


def test_a_password_kept_at_another_price_is_kept_anew(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is next right; and a code that follows is still good."""
    grace = small.join("grace", Role.REVIEWER)
    before = small.account("grace").password
    monkeypatch.setattr(
        passwords, "hasher", argon2.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    )
    small.knock("grace", "wrong", now=LATER)
    assert small.account("grace").password == before
    asked = small.knock("grace", PASSWORD, now=LATER)
    assert "m=16," in small.account("grace").password
    assert small.answer(asked, grace.code(LATER), now=LATER) == Admitted("grace")


def test_what_changes_meanwhile_counts(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that is disabled, or invited again, while its password is being checked, is not entered."""
    for handle, deed in (("ada", accounts.invite_again), ("bob", accounts.disable)):
        small.join(handle)

        def meanwhile(kept: str, password: str, handle: str = handle, deed: Any = deed) -> bool:
            deed(small.database, handle, actor="operator", now=NOON)
            return True

        monkeypatch.setattr(passwords, "matches", meanwhile)
        assert small.knock(handle, PASSWORD) == NotAdmitted()
        with small.database.reading() as session:
            assert sessions.sessions_of(session, handle) == ()


def test_a_ticket_dies_with_the_password(small: House) -> None:
    """Whoever was invited again, or disabled, cannot finish what they had begun; nor can who knows the old one."""
    grace = small.join("grace", Role.REVIEWER)
    asked = small.knock("grace", PASSWORD, now=LATER)
    new = "herons weigh copper lanterns"
    setting_up.change_password(small.database, small.keyring, "grace", new, visit=visit(LATER))
    assert small.answer(asked, grace.code(LATER), now=LATER) == NotAdmitted()
    asked = small.knock("grace", new, now=LATER)
    accounts.disable(small.database, "grace", actor="operator", now=LATER)
    assert small.answer(asked, grace.code(LATER), now=LATER) == NotAdmitted()
    accounts.enable(small.database, "grace", actor="operator", now=LATER)
    accounts.invite_again(small.database, "grace", actor="operator", now=LATER)
    assert small.answer(asked, grace.code(LATER), now=LATER) == NotAdmitted()
