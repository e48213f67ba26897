"""One-time codes of a phone (RFC 6238) and the recovery codes for when it is lost: made, checked, each used once."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import pyotp
import segno

from registry.desk.sealing import seal, unseal
from registry.store.keyring import Keyring

ISSUER = "Lab Safety Registry"
PERIOD = 30
WINDOW = 1
"""Steps before and after the present one whose codes are taken: clocks differ, and typing takes time."""

RECOVERY_CODES = 10
SETTING_UP = timedelta(hours=1)
"""How long a secret that was shown may be confirmed."""

_PURPOSE = "set up codes"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret for a phone that waits to be confirmed: as text, as a picture, and sealed for the form's way back."""

    secret: str = field(repr=False)
    picture: str = field(repr=False)
    sealed: str = field(repr=False)

    @property
    def spelled(self) -> str:
        """The secret in groups of four, for typing."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def enrol(keyring: Keyring, handle: str, *, now: datetime) -> Enrolment:
    """A new secret for somebody's phone."""
    return _enrolment(keyring, handle, pyotp.random_base32(), now)


def enrol_again(keyring: Keyring, handle: str, sealed: str, *, now: datetime) -> Enrolment | None:
    """The secret that this person was shown before; None where it was another's, or too long ago."""
    values = unseal(keyring, _PURPOSE, sealed, now=now)
    if values is None or values["handle"] != handle:
        return None
    return _enrolment(keyring, handle, values["secret"], now)


def kept_secret(keyring: Keyring, secret: str) -> str:
    """A secret as the database keeps it: encrypted."""
    return base64.b64encode(keyring.encrypt(secret.encode("ascii"))).decode("ascii")


def read_secret(keyring: Keyring, kept: str) -> str:
    """A secret that was kept. Raises DatabaseError where the installation's own secret has changed since."""
    return keyring.decrypt(base64.b64decode(kept)).decode("ascii")


def step_of(secret: str, code: str, *, after: int, now: datetime) -> int | None:
    """The step that a code belongs to, None for a wrong one and for one up to `after`, which has been used."""
    typed = cleaned(code)
    present = int(now.timestamp()) // PERIOD
    made = pyotp.TOTP(secret, interval=PERIOD)
    right = [
        step
        for step in range(present - WINDOW, present + WINDOW + 1)
        if hmac.compare_digest(made.generate_otp(step).encode(), typed.encode("utf-8", "replace"))
    ]
    return next((step for step in right if step > after), None)


def new_recovery_codes() -> tuple[str, ...]:
    """Recovery codes to be written down: each has about 79 bits."""
    return tuple("-".join(_group() for _ in range(4)) for _ in range(RECOVERY_CODES))


def recovery_hash(handle: str, code: str) -> str:
    """How a recovery code is kept. It is long and random: nobody can guess what such a hash was made of."""
    letters = cleaned(code).lower()
    return sha256(f"recovery\0{handle}\0{letters}".encode("utf-8", "replace")).hexdigest()


def without_used(recovery: Sequence[str], handle: str, code: str) -> tuple[str, ...] | None:
    """The recovery codes that are left after this one is used; None where it is none of them."""
    used = recovery_hash(handle, code)
    left = tuple(kept for kept in recovery if not hmac.compare_digest(kept, used))
    return left if len(left) < len(recovery) else None


def cleaned(code: str) -> str:
    """A code as it is checked and remembered: without the spaces and dashes that people type or paste."""
    return "".join(letter for letter in code[:100] if not letter.isspace() and letter not in "-‐‑‒–—")


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def _enrolment(keyring: Keyring, handle: str, secret: str, now: datetime) -> Enrolment:
    address = pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=handle, issuer_name=ISSUER)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")
    values = {"handle": handle, "secret": secret}
    return Enrolment(secret, picture, seal(keyring, _PURPOSE, values, until=now + SETTING_UP))
