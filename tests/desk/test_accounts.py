"""Administrators make accounts and take them away; their people set them up; each deed is traced and acts at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from registry.core.people import Role
from registry.desk import accounts, codes, setting_up
from registry.desk.accounts import Wanted
from registry.desk.setting_up import Chosen
from registry.desk.signing_in import Admitted, CodeWanted, NotAdmitted
from registry.errors import BadValue, Conflict, NotFound, Refused, RegistryError
from registry.store import people, sessions
from registry.store.events import Outcome
from tests.desk.members import LABS, PASSWORD, House, visit
from tests.store.revisions import NOON, append

LATER = NOON + timedelta(minutes=5)
OTHER = "herons weigh copper lanterns"


def add(place: House, handle: str, *roles: str, name: str = "Ada", lab: str = "") -> accounts.Invitation:
    """An account that the operator makes."""
    wanted = Wanted(handle, name, roles or ("editor",), lab)
    return accounts.add(place.database, wanted, labs=LABS, operator="The-Desk", actor="operator", now=NOON)


def accept(place: House, token: str, *, sealed: str = "", code: str = "", password: str = PASSWORD) -> None:
    """An invitation that its person takes."""
    setting_up.accept_invitation(
        place.database, place.keyring, invitation=token, chosen=Chosen(password, sealed, code), visit=visit()
    )


def new_phone(place: House) -> None:
    """Codes that Ada sets up."""
    enrolment = codes.enrol(place.keyring, "ada", now=LATER)
    setting_up.set_up_codes(
        place.database,
        place.keyring,
        "ada",
        sealed=enrolment.sealed,
        code=pyotp.TOTP(enrolment.secret).at(LATER),
        visit=visit(LATER),
    )


def open_sessions(place: House, handle: str) -> int:
    """How many sessions of somebody are open."""
    with place.database.reading() as session:
        return len(sessions.sessions_of(session, handle))


def test_an_account_is_made_empty_and_set_up_by_its_person(place: House) -> None:
    """The one who makes it learns no password; the link works once."""
    invitation = add(place, "ada", "editor", "reader", name="  Ada  L. ")
    made = place.account("ada")
    assert (made.name, made.roles, made.password, made.created_by) == (
        "Ada L.",
        frozenset((Role.EDITOR, Role.READER)),
        "",
        "operator",
    )
    assert invitation.token not in repr(made) and invitation.token not in (made.invitation or "")
    accept(place, invitation.token)
    assert place.account("ada").invitation is None and open_sessions(place, "ada") == 1
    assert place.knock("ada", PASSWORD) == Admitted("ada")
    with pytest.raises(NotFound):
        accept(place, invitation.token, password=OTHER)
    assert [entry.action for entry in place.trace()] == ["sign in", "accept invitation", "add account"]


def test_a_role_that_needs_codes_is_set_up_with_them(small: House) -> None:
    """A wrong code changes nothing, and the invitation still holds."""
    invitation = add(small, "grace", "reviewer")
    enrolment = codes.enrol(small.keyring, "grace", now=NOON)
    for sealed, code in (("", ""), (enrolment.sealed, "000000"), ("altered", "000000")):
        with pytest.raises(BadValue):
            accept(small, invitation.token, sealed=sealed, code=code)
    assert small.account("grace").password == ""
    grace = small.join("hedy", Role.REVIEWER)
    assert len(grace.recovery) == 10 and len(small.account("hedy").recovery) == 10
    assert isinstance(small.knock("hedy", PASSWORD), CodeWanted)


def test_an_invitation_runs_out(small: House) -> None:
    """After 72 hours, or when the account is disabled, or when another one is made."""
    first = add(small, "ada")

    def holds(token: str, *, hours: float = 0) -> bool:
        with small.database.reading() as session:
            return accounts.invited(session, token, now=NOON + timedelta(hours=hours)) is not None

    assert holds(first.token, hours=72) and not holds(first.token, hours=72.01)
    assert not holds("") and not holds("\ud800") and not holds(first.token + "x")
    second = accounts.invite_again(small.database, "ada", actor="operator", now=NOON)
    assert holds(second.token) and not holds(first.token)
    accounts.disable(small.database, "ada", actor="operator", now=NOON)
    accounts.enable(small.database, "ada", actor="operator", now=NOON)
    assert not holds(second.token)


@pytest.mark.parametrize(
    ("handle", "roles", "lab", "name", "why"),
    [
        ("Ada", ("editor",), "", "Ada", "small letters"),
        ("a", ("editor",), "", "Ada", "2 to 40"),
        ("a" * 41, ("editor",), "", "Ada", "2 to 40"),
        ("-ada", ("editor",), "", "Ada", "small letters"),
        ("a--da", ("editor",), "", "Ada", "small letters"),
        ("аda", ("editor",), "", "Ada", "small letters"),
        ("ada\n", ("editor",), "", "", "the name|letter"),
        ("../ada", ("editor",), "", "Ada", "small letters"),
        ("operator", ("editor",), "", "Ada", "kept for the site"),
        ("joint", ("editor",), "", "Ada", "kept for the site"),
        ("the-desk", ("editor",), "", "Ada", "somebody else"),
        ("acme", ("editor",), "", "Ada", "somebody else"),
        ("ada", (), "", "Ada", "needs a role"),
        ("ada", ("owner",), "", "Ada", "is not a role"),
        ("ada", ("representative", "editor"), "acme", "Ada", "no other role"),
        ("ada", ("representative",), "", "Ada", "one lab on record"),
        ("ada", ("representative",), "nowhere", "Ada", "one lab on record"),
        ("ada", ("editor",), "acme", "Ada", "declare"),
        ("ada", ("editor",), "", "", "letter"),
        ("ada", ("editor",), "", "A" * 81, "81 characters"),
        ("ada", ("editor",), "", "A\u202eda", "nobody can see"),
        ("ada", ("editor",), "", "A\0", "nobody can see"),
    ],
)
def test_what_cannot_be_is_refused(
    small: House, handle: str, roles: tuple[str, ...], lab: str, name: str, why: str
) -> None:
    """With what would be right, nothing made, and the refusal in the trace."""
    with pytest.raises(BadValue, match=why):
        accounts.add(
            small.database,
            Wanted(handle, name, roles, lab),
            labs=LABS,
            operator="The-Desk",
            actor="root",
            now=NOON,
        )
    with small.database.reading() as session:
        assert people.accounts(session) == ()
    assert [(entry.action, entry.outcome) for entry in small.trace()] == [("add account", Outcome.REFUSED)]


def test_a_handle_is_for_good(place: House) -> None:
    """Neither one that somebody has, disabled or not, nor one that stands in the ledger is given away."""
    append(place.database, {"a": "text"}, author="carol", reviewer=None)
    add(place, "ada")
    accounts.disable(place.database, "ada", actor="operator", now=NOON)
    for handle in ("ada", "carol"):
        with pytest.raises(Conflict, match="taken"):
            add(place, handle)


@pytest.mark.parametrize(
    "deed",
    [
        lambda place: accounts.change_roles(
            place.database, "ada", roles=("reader",), labs=LABS, actor="root", now=LATER
        ),
        lambda place: accounts.disable(place.database, "ada", actor="root", now=LATER),
        lambda place: accounts.invite_again(place.database, "ada", actor="root", now=LATER),
        lambda place: setting_up.change_password(
            place.database, place.keyring, "ada", OTHER, visit=visit(LATER)
        ),
        new_phone,
    ],
    ids=["roles", "disable", "invite", "password", "codes"],
)
def test_what_takes_something_away_ends_the_sessions(small: House, deed: Callable[[House], object]) -> None:
    """All that were open; where the person did it themselves, a new one takes the small of theirs."""
    small.join("ada")
    for number in range(2):
        small.knock("ada", PASSWORD, token=f"old {number}")
    deed(small)
    with small.database.reading() as session:
        left = sessions.sessions_of(session, "ada")
        assert all(sessions.find_session(session, f"old {number}") is None for number in range(2))
    done = small.trace()[0]
    assert (done.subject, done.outcome) == ("ada", Outcome.DONE)
    assert len(left) == (1 if done.actor == "ada" else 0)


def test_a_new_password_replaces_the_old_one(small: House) -> None:
    """At once, and a weak one does not."""
    small.join("ada")
    with pytest.raises(BadValue):
        setting_up.change_password(small.database, small.keyring, "ada", "short", visit=visit(LATER))
    setting_up.change_password(small.database, small.keyring, "ada", OTHER, visit=visit(LATER))
    assert small.knock("ada", PASSWORD, now=LATER) == NotAdmitted()
    assert small.knock("ada", OTHER, now=LATER) == Admitted("ada")


def test_a_lost_phone_begins_anew(small: House) -> None:
    """By another invitation: the password and codes of before are good for nothing."""
    small.join("grace", Role.REVIEWER)
    accounts.invite_again(small.database, "grace", actor="root", now=LATER)
    found = small.account("grace")
    assert (found.password, found.secret, found.recovery, found.step) == ("", None, (), 0)
    assert small.knock("grace", PASSWORD, now=LATER) == NotAdmitted()


def test_new_recovery_codes_end_the_old_ones(small: House) -> None:
    """Ten new ones, and no session ends; without one-time codes there is nothing they could stand in for."""
    grace = small.join("grace", Role.REVIEWER)
    with small.database.reading() as session:
        before = sessions.sessions_of(session, "grace")
    new = setting_up.renew_recovery_codes(small.database, "grace", now=LATER).recovery
    with small.database.reading() as session:
        assert sessions.sessions_of(session, "grace") == before != ()
    asked = small.knock("grace", PASSWORD, now=LATER)
    assert small.answer(asked, grace.recovery[0], now=LATER) == NotAdmitted()
    assert small.answer(asked, new[0], now=LATER) == Admitted("grace")
    small.join("ada")
    with pytest.raises(BadValue):
        setting_up.renew_recovery_codes(small.database, "ada", now=LATER)


def test_the_last_administrator_stays(small: House) -> None:
    """Neither disabled nor given other roles, until another one can sign in; being invited is not enough."""
    small.join("root-a", Role.ADMINISTRATOR)
    add(small, "root-b", "administrator")

    def change(*roles: str) -> None:
        accounts.change_roles(small.database, "root-a", roles=roles, labs=LABS, actor="root-a", now=LATER)

    with pytest.raises(Refused, match="last administrator"):
        accounts.disable(small.database, "root-a", actor="root-a", now=LATER)
    with pytest.raises(Refused, match="last administrator"):
        change("reviewer")
    assert [entry.outcome for entry in small.trace()[:2]] == [Outcome.REFUSED] * 2
    change("reviewer", "administrator")
    accounts.disable(small.database, "root-b", actor="root-a", now=LATER)
    small.join("root-c", Role.ADMINISTRATOR)
    accounts.disable(small.database, "root-a", actor="root-c", now=LATER)


def test_no_deed_is_done_twice_or_to_nobody(small: House) -> None:
    """An account that is not there, one that is disabled already, the roles that it has."""
    small.join("ada")
    database, same = small.database, ("editor",)
    deeds: list[tuple[type[RegistryError], Callable[[], object]]] = [
        (NotFound, lambda: accounts.disable(database, "nobody", actor="root", now=LATER)),
        (NotFound, lambda: accounts.enable(database, "nobody", actor="root", now=LATER)),
        (NotFound, lambda: accounts.invite_again(database, "nobody", actor="root", now=LATER)),
        (Conflict, lambda: accounts.enable(database, "ada", actor="root", now=LATER)),
        (
            BadValue,
            lambda: accounts.change_roles(database, "ada", roles=same, labs=LABS, actor="root", now=LATER),
        ),
        (NotFound, lambda: accounts.rename(database, "nobody", "Name", now=LATER)),
    ]
    for error, deed in deeds:
        with pytest.raises(error):
            deed()
    accounts.disable(small.database, "ada", actor="root", now=LATER)
    for again in (accounts.disable, accounts.invite_again):
        with pytest.raises(Conflict):
            again(small.database, "ada", actor="root", now=LATER)
    refused = [entry for entry in small.trace() if entry.outcome is Outcome.REFUSED]
    assert len(refused) == len(deeds) + 2


def test_nothing_secret_is_written_down(small: House) -> None:
    """Not in the trace and not in what a log would print of an account, its invitation, its codes."""
    grace = small.join("grace", Role.REVIEWER)
    invitation = accounts.invite_again(small.database, "grace", actor="root", now=LATER)
    found = small.account("grace")
    enrolment = codes.enrol(small.keyring, "grace", now=LATER)
    written = repr(
        (small.trace(), found, invitation, enrolment, Chosen(PASSWORD, "sealed", "123456"), visit())
    )
    secrets = (PASSWORD, grace.secret, *grace.recovery, invitation.token, found.invitation, enrolment.secret)
    assert [secret for secret in secrets if secret and secret in written] == []


def test_other_sessions_end_on_demand(small: House) -> None:
    """All but the one that asks."""
    small.join("ada")
    for token in ("here", "there"):
        small.knock("ada", PASSWORD, token=token)
    assert setting_up.end_other_sessions(small.database, "ada", token="here", now=LATER) == 2  # noqa: S106
    assert open_sessions(small, "ada") == 1


@pytest.mark.parametrize("name", ["Grace", "gracе", "G R A C E", "ada-l", "Ada I", "The desk"])
def test_nobody_passes_for_somebody_else(small: House, name: str) -> None:
    """By no name that looks like another's name or handle, on arrival or later; a disabled account counts."""
    append(small.database, {"a": "text"}, author="the-desk")
    add(small, "ada-l")
    small.join("grace")
    small.join("bob")
    accounts.disable(small.database, "grace", actor="operator", now=NOON)
    with pytest.raises(BadValue, match="somebody else"):
        accounts.rename(small.database, "bob", name, now=LATER)
    wanted = Wanted("carol", name, ("editor",))
    with pytest.raises(BadValue, match="somebody else"):
        accounts.add(small.database, wanted, labs=LABS, operator="operator", actor="root", now=LATER)
    with pytest.raises(BadValue, match="somebody else"):
        add(small, "b0b", name="Robert")
    accounts.rename(small.database, "bob", "Bob", now=LATER)
    accounts.rename(small.database, "bob", "Bob Hope", now=LATER)


def test_a_name_may_change_and_a_handle_not(small: House) -> None:
    """Composed, and without surplus blanks."""
    small.join("ada")
    accounts.rename(small.database, "ada", "  Ade\u0301  L ", now=LATER)
    assert (small.account("ada").handle, small.account("ada").name) == ("ada", "Ad\u00e9 L")
