"""One-time codes are taken in a narrow window and once each; recovery codes once each; secrets are kept encrypted."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pyotp
import pytest

from registry.desk import codes
from registry.desk.codes import (
    enrol,
    enrol_again,
    kept_secret,
    read_secret,
    recovery_hash,
    step_of,
    without_used,
)
from registry.errors import DatabaseError
from registry.store.keyring import Keyring
from tests.store.revisions import NOON

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - nobody's
STEP = int(NOON.timestamp()) // 30


def shown(moment: datetime) -> str:
    """What a phone shows."""
    return pyotp.TOTP(SECRET).at(moment)


def step(code: str, *, after: int = 0, now: datetime = NOON) -> int | None:
    """The step that a code counts for."""
    return step_of(SECRET, code, after=after, now=now)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(steps: int, taken: bool) -> None:
    """The code before, the present one and the next are taken, no others."""
    found = step(shown(NOON + timedelta(seconds=30 * steps)))
    assert found == (STEP + steps if taken else None)


def test_a_code_is_taken_once() -> None:
    """Nor is any taken that is older than one that was used."""
    assert step(shown(NOON), after=STEP) is None
    assert step(shown(NOON - timedelta(seconds=30)), after=STEP) is None
    assert step(shown(NOON + timedelta(seconds=30)), after=STEP) == STEP + 1


@pytest.mark.parametrize("form", ["{0}{1}", " {0} {1}\n", "{0}-{1}", "{0}\u00a0{1}", "{0}\u2013{1}"])
def test_blanks_and_dashes_make_no_other_code(form: str) -> None:
    """However it is typed or pasted, it is the same code: right the first time, used the second."""
    code = shown(NOON)
    typed = form.format(code[:3], code[3:])
    assert step(typed) == STEP and step(typed, after=STEP) is None


@pytest.mark.parametrize(
    "typed",
    ["", "0", "000000", "abcdef", "\0", "\ud800", "1" * 1_000_000, "１２３４５６", "-" * 1_000_000],
)
def test_a_wrong_code_is_none(typed: str) -> None:
    """Whatever is typed."""
    assert step(typed) is None


def test_other_digits_are_no_digits() -> None:
    """A code in full-width digits is not the code: what is compared is what is remembered."""
    assert step("".join(chr(ord(digit) + 0xFEE0) for digit in shown(NOON))) is None


def test_a_secret_is_kept_encrypted(tmp_path: Path) -> None:
    """Nothing of it is seen, and another installation cannot read it."""
    keyring = Keyring(tmp_path / "keys")
    kept = kept_secret(keyring, SECRET)
    assert SECRET.encode() not in base64.b64decode(kept) and SECRET not in kept
    assert read_secret(keyring, kept) == SECRET
    with pytest.raises(DatabaseError):
        read_secret(Keyring(tmp_path / "others"), kept)


def test_a_phone_is_set_up_by_picture_or_by_hand(tmp_path: Path) -> None:
    """The picture is an SVG image in the page itself; the text is the same secret in groups of four."""
    enrolment = enrol(Keyring(tmp_path / "keys"), "ada", now=NOON)
    assert len(enrolment.secret) == 32 and enrolment.spelled.replace(" ", "") == enrolment.secret
    assert enrolment.picture.startswith("data:image/svg+xml;charset=utf-8,")
    assert "<svg" in unquote(enrolment.picture) and "<script" not in unquote(enrolment.picture)


def test_the_form_brings_back_the_same_secret(tmp_path: Path) -> None:
    """For an hour, to the person who was shown it, and not altered."""
    keyring = Keyring(tmp_path / "keys")
    enrolment = enrol(keyring, "ada", now=NOON)
    assert enrolment.secret not in base64.urlsafe_b64decode(enrolment.sealed).decode("latin-1")
    again = enrol_again(keyring, "ada", enrolment.sealed, now=NOON + timedelta(hours=1))
    assert again is not None and again.secret == enrolment.secret
    assert enrol_again(keyring, "ada", enrolment.sealed, now=NOON + timedelta(hours=1, seconds=1)) is None
    assert enrol_again(keyring, "bob", enrolment.sealed, now=NOON) is None
    for altered in ("", "x", "ä", "\0", enrolment.sealed[:-4], "B" + enrolment.sealed[1:]):
        assert enrol_again(keyring, "ada", altered, now=NOON) is None


def test_recovery_codes_are_taken_once_each() -> None:
    """Ten of them, in any writing; for nobody else."""
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10 and all(len(code) == 19 for code in made)
    kept = tuple(recovery_hash("ada", code) for code in made)
    assert not any(code in "".join(kept) for code in made)
    left = without_used(kept, "ada", f" {made[3].upper().replace('-', ' ')} ")
    assert left == kept[:3] + kept[4:]
    assert without_used(left, "ada", made[3]) is None
    assert without_used(kept, "bob", made[0]) is None and without_used(kept, "ada", "") is None
