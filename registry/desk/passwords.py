"""Passwords: which are strong enough, how they are kept, and whether one is right. Never cut short, never logged."""

from __future__ import annotations

import base64
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from registry.errors import BadValue, Busy

LEAST = 15
LEAST_WITH_CODES = 8
MOST = 128
"""Characters of a password, after normalisation; the shorter ones only for those who use one-time codes as well."""

GUESSES = 10**10
GUESSES_WITH_CODES = 10**8
"""How many guesses a password must withstand, as estimated from lists of common passwords, words and names."""

TIME_COST, MEMORY_COST, PARALLELISM = 2, 19456, 1
"""What a guess costs: Argon2id with the parameters that OWASP's cheat sheet asks for at least."""

AT_ONCE = 4
"""Passwords that one process checks at a time: each takes 19 MiB and a core for some hundredths of a second."""

PATIENCE = 5.0
"""Seconds that a check waits for its turn."""

SITE_WORDS = ("lab", "safety", "registry", "labsafetyregistry", "lab safety registry", "lab-safety-registry")

_ESTIMATED = 72
"""Characters that the estimate looks at: it grows dear with length, and what follows only makes a password stronger."""

_WORD = 3
"""Letters of a word that counts as one."""

hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_COST, parallelism=PARALLELISM)
_turns = threading.BoundedSemaphore(AT_ONCE)


def refuse_weak(password: str, *, words: Iterable[str], with_codes: bool) -> None:
    """Raise BadValue, saying what would be right, for a password that is too short, too long or easily guessed.

    `words` are what anybody knows of its owner; `with_codes` says that they use one-time codes as well. Which kinds of
    characters it is made of is nobody's business.
    """
    least = LEAST_WITH_CODES if with_codes else LEAST
    length = _length(password)
    if length < least:
        raise BadValue(
            f"The password has {length} characters; use at least {least}, for example four or five words"
        )
    if length > MOST:
        raise BadValue(f"The password has {length} characters; use at most {MOST}")
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in password):
        raise BadValue("The password holds a character that cannot be typed again")
    known, enough = _known(words), GUESSES_WITH_CODES if with_codes else GUESSES
    if len(_without(password, known)) * 2 < least or _guesses(password, known) < enough:
        raise BadValue(
            "The password is among those that are guessed first: a common one, a pattern, or made of your name or this "
            "site's; use several words that have nothing to do with each other"
        )


def typed_twice(password: str, again: str) -> str:
    """The password. Raises BadValue where it was not the same the second time."""
    if password != again:
        raise BadValue("The two passwords are not the same")
    return password


def hash_password(password: str) -> str:
    """The password as it is kept: an Argon2id hash with its parameters and a salt of its own."""
    with _turn():
        return hasher.hash(_bytes(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept. Where none was kept the answer is no, after the same work."""
    with _turn():
        try:
            hasher.verify(kept or _nobodys(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return True


def is_outdated(kept: str) -> bool:
    """Whether a password was kept with other parameters than those in use."""
    return hasher.check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy("too many people are signing in at this moment; try again in a minute")
    try:
        yield
    finally:
        _turns.release()


def _length(password: str) -> int:
    """Characters after normalisation, which takes quadratic time for some texts: not of what is far too long."""
    return len(password) if len(password) > 2 * MOST else len(unicodedata.normalize("NFC", password))


def _bytes(password: str) -> bytes:
    """The same bytes for what is the same on screen, however a keyboard composes it."""
    if len(password) > 2 * MOST:
        return b""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _guesses(password: str, known: Sequence[str]) -> float:
    return float(zxcvbn(password[:_ESTIMATED], user_inputs=list(known))["guesses"])


def _known(words: Iterable[str]) -> tuple[str, ...]:
    """Words that anybody would try first, whole and in parts, the longest first."""
    parts = (
        part for word in words for part in (word, word.replace(" ", ""), *word.replace("-", " ").split())
    )
    found = {part.casefold() for part in (*parts, *SITE_WORDS) if len(part) >= _WORD}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def _without(password: str, known: Sequence[str]) -> str:
    rest = password.casefold()
    for word in known:
        rest = rest.replace(word, "")
    return rest


def _nobodys() -> str:
    """A hash with today's parameters that no password is known for: to check against it is the same work."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
