"""Passwords are long rather than odd, never cut short, refused where everybody guesses them, and dear to guess."""

from __future__ import annotations

import importlib.util
import threading
import time
from types import ModuleType

import argon2
import pytest

from registry.desk import passwords
from registry.desk.passwords import hash_password, is_outdated, matches, refuse_weak
from registry.errors import BadValue, Unavailable
from tests.desk.members import PASSWORD

WORDS = ("grace-h", "Grace Hopper", "acme")


@pytest.fixture(scope="module")
def real() -> ModuleType:
    """The module as it is where nobody makes it cheap."""
    spec = importlib.util.find_spec("registry.desk.passwords")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_kept_password_costs_what_owasp_asks_for(real: ModuleType) -> None:
    """Argon2id, 19 MiB, two passes; what nobody's account is checked against says the same of itself."""
    kept = real.hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert real.matches(kept, PASSWORD) and not real.is_outdated(kept)
    assert argon2.extract_parameters(real._nobodys()) == argon2.extract_parameters(kept)


def test_a_check_against_nobody_is_the_same_work(real: ModuleType) -> None:
    """For a name that nobody has, or an account without a password, a whole hash is computed all the same."""
    kept = real.hash_password(PASSWORD)

    def cost(against: str) -> float:
        took = []
        for _ in range(5):
            before = time.thread_time()
            assert not real.matches(against, "wrong")
            took.append(time.thread_time() - before)
        return min(took)

    known, unknown = cost(kept), cost("")
    assert known * 0.6 < unknown < known * 1.6


@pytest.mark.parametrize(
    ("password", "with_codes", "why"),
    [
        ("otters knit qu", False, "14 characters; use at least 15"),
        ("k3$Vq9!", True, "7 characters; use at least 8"),
        ("o" * 129, False, "129 characters; use at most 128"),
        ("x" * 100_000, False, "use at most 128"),
        ("password", True, "guessed first"),
        ("Passw0rd!", True, "guessed first"),
        ("iloveyou2", True, "guessed first"),
        ("passwordpassword1", False, "guessed first"),
        ("qwertyuiopasdfgh", False, "guessed first"),
        ("aaaaaaaaaaaaaaaa", False, "guessed first"),
        ("abcdefghijklmnop", False, "guessed first"),
        ("123456789012345", False, "guessed first"),
        ("labsafetyregistry", False, "guessed first"),
        ("Lab Safety Registry", False, "guessed first"),
        ("gracehopper12345", False, "guessed first"),
        ("grace-h grace-h!", False, "guessed first"),
        ("otters knit\0 umbrellas", False, "cannot be typed again"),
        ("otters knit \ud800 umbrellas", False, "cannot be typed again"),
    ],
)
def test_a_weak_password_is_refused(password: str, with_codes: bool, why: str) -> None:
    """Too short, too long, common, a pattern, or made of what anybody knows; and the refusal does not repeat it."""
    with pytest.raises(BadValue, match=why) as refusal:
        refuse_weak(password, words=WORDS, with_codes=with_codes)
    assert len(password) <= 8 or password not in str(refusal.value)


@pytest.mark.parametrize(
    ("password", "with_codes"),
    [
        (PASSWORD, False),
        ("lowercaseonlybutodd", False),
        ("vmzkqjwp", True),
        ("日本語のとても長い合言葉です。山川", False),
        ("🦦 otter 🦦 teapot", False),
        ("otters knit quiet umbrellas " * 4 + "in the autumn 42", False),
    ],
)
def test_no_kind_of_character_is_asked_for(password: str, with_codes: bool) -> None:
    """Small letters alone will do, and so will any script."""
    refuse_weak(password, words=WORDS, with_codes=with_codes)


def test_every_character_counts() -> None:
    """The 73rd byte, and the last of 128 characters of four bytes each."""
    kept = hash_password("p" * 72 + "x")
    assert matches(kept, "p" * 72 + "x")
    assert not matches(kept, "p" * 72 + "y") and not matches(kept, "p" * 72)
    long = hash_password("🦦" * 127 + "x")
    assert matches(long, "🦦" * 127 + "x") and not matches(long, "🦦" * 127 + "y")


def test_the_same_letters_are_the_same_password() -> None:
    """However a keyboard composes them; blanks at the ends belong to it."""
    kept = hash_password("caf\u00e9 au lait chaud")
    assert matches(kept, "cafe\u0301 au lait chaud")
    assert not matches(kept, "caf\u00e9 au lait chaud ")


@pytest.mark.parametrize("typed", ["", "\0", "\ud800", "x" * 2_000_000, "\u0301\u0323" * 500_000])
def test_whatever_is_typed_is_answered(typed: str) -> None:
    """With no, in no time, and without a fault."""
    assert not matches(hash_password(PASSWORD), typed) and not matches("", typed)


def test_no_password_is_right_where_none_was_kept() -> None:
    """Nor where what was kept is no hash."""
    assert not matches("", "") and not matches("nonsense", "nonsense")


def test_a_password_kept_at_another_price_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is kept anew at the next sign-in."""
    kept = hash_password(PASSWORD)
    assert not is_outdated(kept)
    monkeypatch.setattr(
        passwords, "hasher", argon2.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    )
    assert is_outdated(kept) and matches(kept, PASSWORD)


def test_only_so_many_are_checked_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four, so that a flood of tries cannot take all memory; who waits too long is told to come again."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    class Slow:
        def hash(self, _: bytes) -> str:
            begun.release()
            assert go_on.wait(60)
            return "kept"

    monkeypatch.setattr(passwords, "hasher", Slow())
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    threads = [threading.Thread(target=hash_password, args=(PASSWORD,)) for _ in range(passwords.AT_ONCE)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert begun.acquire(timeout=60)
    with pytest.raises(Unavailable, match="try again"):
        hash_password(PASSWORD)
    go_on.set()
    for thread in threads:
        thread.join()
    assert hash_password(PASSWORD) == "kept"
