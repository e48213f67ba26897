"""Where readers reach whoever runs this installation, as its settings say it; nothing is made up where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters, digits

from flask import Flask, current_app

from registry.content import values
from registry.errors import BadValue
from registry.settings import Settings

_EXTENSION = "registry.contacts"

_IN_LABELS = frozenset(f"{ascii_letters}{digits}-")
_IN_NAMES = _IN_LABELS | frozenset("._+")


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to the operator: as a person reads it, and as a link."""

    shown: str
    uri: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """The way for any question, and the one for flaws of the software; None where the operator gave none."""

    general: Contact | None
    security: Contact | None


def connect_contacts(app: Flask, settings: Settings) -> None:
    """Give an application its contacts. Raises BadValue for a setting that is no address."""
    general = read_contact(settings.contact)
    app.extensions[_EXTENSION] = Contacts(general, read_contact(settings.security_contact) or general)


def contacts() -> Contacts:
    """The application's contacts."""
    found: Contacts = current_app.extensions[_EXTENSION]
    return found


def read_contact(text: str) -> Contact | None:
    """A contact as a setting gives it; None for an empty one. Raises BadValue for what is no address."""
    text = text.strip()
    if not text:
        return None
    if _is_mail(text):
        return Contact(text, f"mailto:{text}")
    try:
        if text.startswith("https://"):
            return Contact(text, values.url(text))
    except ValueError:
        pass
    raise BadValue(f"{text!r} is no contact; write an e-mail address, or a web address from https:// on")


def _is_mail(text: str) -> bool:
    name, _, host = text.partition("@")
    labels = host.split(".")
    return bool(name) and _IN_NAMES.issuperset(name) and len(labels) > 1 and all(map(_is_label, labels))


def _is_label(text: str) -> bool:
    return bool(text) and _IN_LABELS.issuperset(text)
