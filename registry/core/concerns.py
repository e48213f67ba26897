"""Whom a change of records concerns: the labs that whoever judges it must not be tied to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from registry.core.catalog import Catalog
from registry.core.records import JOINT


def labs_concerned(paths: Iterable[str], *catalogs: Catalog) -> frozenset[str]:
    """The labs whose records stand at these paths: their owners, and for a joint document all labs that it names.

    It names those that signed it, left it or declined to sign it, in any of the catalogues. A lab is concerned under
    its earlier names too: a tie declared before it was renamed is a tie to it. Standards and the vocabulary concern all
    labs alike, and so none.
    """
    now = {lab for path in paths for lab in _concerned(path, catalogs)}
    return frozenset(now.union(*(_formerly(lab, catalogs) for lab in now)))


def _formerly(lab: str, catalogs: tuple[Catalog, ...]) -> Iterator[str]:
    for catalog in catalogs:
        if lab in catalog.labs:
            yield from catalog.labs[lab].formerly


def _concerned(path: str, catalogs: tuple[Catalog, ...]) -> Iterator[str]:
    top, owner, name, *_ = (*path.split("/"), "", "")
    if top != "labs" or not owner:
        return
    if owner != JOINT:
        yield owner
        return
    for document in filter(None, (catalog.joint.get(name) for catalog in catalogs)):
        named = [signatory.lab for signatory in document.signatories]
        named += [declined.lab for declined in document.declined]
        yield from filter(None, named)
