"""How a record is called at the desk: by what it is, not by its path."""

from __future__ import annotations

from collections.abc import Iterable

from registry.content.places import Place, Sort, place_of
from registry.core.catalog import Catalog
from registry.core.records import JOINT

_SORTS = {
    Sort.LAB: "lab",
    Sort.LAB_QUESTIONS: "open questions",
    Sort.CONDUCT: "conduct",
    Sort.DISCLOSURE: "disclosure",
    Sort.REPLY: "reply",
    Sort.DOCUMENT: "document",
    Sort.DOCUMENT_QUESTIONS: "open questions",
    Sort.VERSION: "version",
    Sort.VOCABULARY: "vocabulary",
    Sort.STANDARD: "standard",
}


def place(path: str) -> Place | None:
    """What a path holds; None for one that no catalogue has."""
    try:
        return place_of(path)
    except ValueError:
        return None


def record_title(path: str, *catalogs: Catalog) -> str:
    """What a record is called: its lab, its document and what it is, from the first catalogue that knows them."""
    found = place(path)
    if found is None:
        return path
    steps = [_owner(found, catalogs), _document(found, catalogs)]
    steps.append(_last(found))
    return " · ".join(step for step in steps if step)


def records_title(paths: Iterable[str], *catalogs: Catalog) -> str:
    """What a set of records is called: the first of them, and how many more there are."""
    ordered = sorted(paths, key=_weight)
    if not ordered:
        return "no record yet"
    more = len(ordered) - 1
    return record_title(ordered[0], *catalogs) + (f" and {more} more" if more else "")


def _weight(path: str) -> tuple[int, str]:
    """Versions and conduct tell best what a submission is about; documents and labs often come along."""
    found = place(path)
    telling = (Sort.VERSION, Sort.CONDUCT, Sort.REPLY, Sort.DISCLOSURE, Sort.STANDARD)
    return (0 if found is not None and found.sort in telling else 1), path


def _owner(found: Place, catalogs: tuple[Catalog, ...]) -> str:
    if not found.owner:
        return ""
    if found.owner == JOINT:
        return "Joint"
    return next(
        (catalog.labs[found.owner].name for catalog in catalogs if found.owner in catalog.labs), found.owner
    )


def _document(found: Place, catalogs: tuple[Catalog, ...]) -> str:
    if not found.document:
        return ""
    for catalog in catalogs:
        owner = catalog.labs.get(found.owner)
        known = catalog.joint if found.owner == JOINT else owner.document_by_slug if owner else {}
        if found.document in known:
            return known[found.document].title
    return found.document


def _last(found: Place) -> str:
    name = _SORTS[found.sort]
    return f"{name} {found.name}" if found.name else name


def public_address(path: str) -> str | None:
    """The address of the page that shows a record; None where it has none of its own."""
    found = place(path)
    if found is None:
        return None
    if found.sort in (Sort.LAB, Sort.LAB_QUESTIONS, Sort.REPLY):
        return f"/labs/{found.owner}/"
    if found.sort is Sort.CONDUCT:
        return f"/labs/{found.owner}/conduct/{found.name}/"
    if found.sort is Sort.DISCLOSURE:
        return f"/labs/{found.owner}/disclosures/{found.name}/"
    if found.sort is Sort.STANDARD:
        return f"/standards/{found.name}/"
    if found.sort is Sort.VOCABULARY:
        return "/glossary/"
    document = (
        f"/{JOINT}/{found.document}/" if found.owner == JOINT else f"/labs/{found.owner}/{found.document}/"
    )
    return f"{document}{found.name}/" if found.sort is Sort.VERSION else document
