"""Two versions of a document against each other, as the API tells of them."""

from __future__ import annotations

from registry.core.catalog import find_version
from registry.core.memo import memo
from registry.publish.machine.memos import DiffJson, diff_json
from registry.web.api.operations import operation
from registry.web.context import View


@operation(
    "/labs/<owner>/<slug>/diff/<span:span>/",
    "/joint/<slug>/diff/<span:span>/",
    group="Documents",
    answers=DiffJson,
)
def diff(here: View, owner: str, slug: str, span: tuple[str, str]) -> DiffJson:
    """Two versions of a document against each other: clause by clause, and what that alone did to scores."""
    document = here.catalog.document(owner, slug)
    earlier, later = (find_version(document, label) for label in span)
    return diff_json(memo(here.catalog, document, earlier, later), earlier, later)
