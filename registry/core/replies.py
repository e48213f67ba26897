"""Which replies of labs are about what: a clause, a conduct entry or a criterion. They stand beside it, no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from registry.core.catalog import Catalog
from registry.core.records import JOINT, Conduct, Document, Lab, Reply


def replies_to_conduct(catalog: Catalog, entry: Conduct, on: date) -> tuple[Reply, ...]:
    """The lab's replies about a conduct entry by a day, newest first."""
    return _newest(catalog.labs[entry.lab].replies, {entry.name}, on)


def replies_to_clause(
    catalog: Catalog, document: Document, names: Collection[str], on: date
) -> tuple[Reply, ...]:
    """The replies about a clause, by any of its ids, by a day, newest first.

    About a clause of a joint document every lab can reply, about another one its own lab.
    """
    references = {f"{document.reference}/{name}" for name in names}
    if document.is_joint:
        return _newest((reply for lab in catalog.labs.values() for reply in lab.replies), references, on)
    lab = catalog.labs[document.owner]
    return _newest(lab.replies, {name for name in references if not _criterion(catalog, lab, name)}, on)


def replies_to_criterion(
    catalog: Catalog, lab: str, standard: str, criterion: str, on: date
) -> tuple[Reply, ...]:
    """A lab's replies about a criterion of a standard by a day, newest first."""
    owner, name = catalog.lab(lab), f"{standard}/{criterion}"
    return _newest(owner.replies, {name}, on) if _criterion(catalog, owner, name) else ()


def is_criterion(catalog: Catalog, reply: Reply, target: str) -> bool:
    """Whether what a reply is about is a criterion, not a clause: a document of the lab's own goes before."""
    return _criterion(catalog, catalog.labs[reply.lab], target)


def _criterion(catalog: Catalog, lab: Lab, target: str) -> bool:
    first, _, rest = target.partition("/")
    is_document = first == JOINT or first in lab.document_by_slug
    return bool(rest) and first in catalog.standards and not is_document


def _newest(replies: Iterable[Reply], names: Collection[str], on: date) -> tuple[Reply, ...]:
    found: Iterator[Reply] = (
        reply for reply in replies if reply.date.last <= on and not set(names).isdisjoint(reply.about)
    )
    return tuple(sorted(found, key=lambda reply: (reply.date, reply.path), reverse=True))
