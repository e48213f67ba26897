"""The change memo: what became of a document from one version to another, clause by clause and in the scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.core.catalog import Catalog
from registry.core.memo import Memo, memo
from registry.core.records import Document, Version
from registry.publish.differences import Group, groups
from registry.publish.explain import memo_line
from registry.publish.notes import Notes, numbered, text_source
from registry.publish.press import print_pdf
from registry.publish.printed import Imprint, written


@dataclass(frozen=True, slots=True)
class ChangeMemo:
    """Everything that a change memo shows: what happened in one line, the groups of changes, the sources of both texts.

    `earlier` and `later` are the versions in the order asked for.
    """

    memo: Memo
    earlier: Version
    later: Version
    line: str
    groups: tuple[Group, ...]
    on: date
    imprint: Imprint
    notes: Notes


def change_memo_pdf(
    catalog: Catalog, document: Document, earlier: Version, later: Version, on: date, *, edition: Imprint
) -> bytes:
    """What happened between two versions as a PDF, as known on a day. Raises Unavailable where it fails."""
    return print_pdf(change_memo_html(catalog, document, earlier, later, on, edition=edition))


def change_memo_html(
    catalog: Catalog, document: Document, earlier: Version, later: Version, on: date, *, edition: Imprint
) -> str:
    """What `change_memo_pdf` prints."""
    found = memo(catalog, document, earlier, later)
    report = ChangeMemo(
        memo=found,
        earlier=earlier,
        later=later,
        line=memo_line(found, catalog=catalog),
        groups=groups(found.changes, catalog.vocabulary),
        on=on,
        imprint=edition,
        notes=numbered(text_source(catalog, document, version) for version in (earlier, later)),
    )
    return written("change-memo.html", catalog, report)
