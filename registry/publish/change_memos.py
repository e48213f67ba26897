"""The change memo: what became of a document from one version to another, clause by clause and in the scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from registry.core.catalog import Catalog
from registry.core.memo import Memo, memo
from registry.core.records import Document, Version
from registry.publish.differences import Group, groups
from registry.publish.explain import memo_line
from registry.publish.notes import Notes, numbered, text_source
from registry.publish.printed import Imprint, Printable, report_html


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

    @property
    def path(self) -> str:
        """Its path on the site."""
        return _path(self.memo.document, self.earlier, self.later)


def change_memo(
    catalog: Catalog, document: Document, earlier: Version, later: Version, on: date, *, edition: Imprint
) -> Printable:
    """What happened between two versions, as known on a day."""
    return Printable(
        path=_path(document, earlier, later),
        name=f"{document.owner}-{document.slug}-{earlier.label}-{later.label}.pdf",
        written=lambda: (
            _html(catalog, document, earlier, later, on, edition=edition),
            (),
        ),
    )


def _html(
    catalog: Catalog, document: Document, earlier: Version, later: Version, on: date, *, edition: Imprint
) -> str:
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
    return report_html("change-memo.html", catalog, report)


def _path(document: Document, earlier: Version, later: Version) -> str:
    place = document.slug if document.is_joint else f"{document.owner}/{document.slug}"
    span = quote(f"{earlier.label}..{later.label}")
    return f"/{'joint' if document.is_joint else 'labs'}/{place}/diff/{span}.pdf?"
