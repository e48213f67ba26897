"""Finding one record among those of a lab or a document; what is not there is named with its nearest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from registry.core.catalog import Catalog
from registry.core.records import JOINT, Conduct, Disclosure, Lab
from registry.errors import NotFound


def check_owner(catalog: Catalog, owner: str | None) -> None:
    """Raise NotFound for an owner of documents that is not on record; `joint` always is."""
    if owner not in (None, JOINT):
        catalog.lab(owner)


def find_conduct(lab: Lab, name: str) -> Conduct:
    """The conduct entry of that name. Raises NotFound."""
    found = next((entry for entry in lab.conduct if entry.name == name), None)
    if found is None:
        raise not_found("conduct entry", name, (entry.name for entry in lab.conduct))
    return found


def find_disclosure(lab: Lab, name: str) -> Disclosure:
    """The disclosure of that name. Raises NotFound."""
    found = next((entry for entry in lab.disclosures if entry.name == name), None)
    if found is None:
        raise not_found("disclosure", name, (entry.name for entry in lab.disclosures))
    return found


def not_found(kind: str, name: str, among: Iterable[str]) -> NotFound:
    """The error for a name that is not among those there are, with the nearest of them."""
    nearest = get_close_matches(name[:200], list(among), n=1)
    return NotFound(kind, name, nearest=nearest[0] if nearest else None)
