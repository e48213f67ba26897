"""What a page must hand back unread and unchanged: sealed for one purpose and a short time."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime

from registry.errors import DatabaseError
from registry.store.keyring import Keyring
from registry.store.leaf import moment_of, written


def seal(keyring: Keyring, purpose: str, values: Mapping[str, str], *, until: datetime) -> str:
    """The values as one text that only this installation can read, and only for that purpose until then."""
    data = json.dumps({"for": purpose, "until": written(until), "values": dict(values)})
    return base64.urlsafe_b64encode(keyring.encrypt(data.encode("utf-8"))).decode("ascii")


def unseal(keyring: Keyring, purpose: str, text: str, *, now: datetime) -> Mapping[str, str] | None:
    """The values that were sealed for this purpose; None for what was altered, is meant otherwise or too old."""
    try:
        data = json.loads(keyring.decrypt(base64.urlsafe_b64decode(text.encode("ascii", "replace"))))
    except (DatabaseError, binascii.Error, ValueError):
        return None
    if data["for"] != purpose or now > moment_of(data["until"]):
        return None
    values: Mapping[str, str] = data["values"]
    return values
