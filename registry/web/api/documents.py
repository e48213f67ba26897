"""Documents, versions, clauses and changes, as the API tells of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.core.catalog import find_version
from registry.core.lives import lives
from registry.core.records import Announced, Direction
from registry.publish.machine.changes import ChangeJson, change_json
from registry.publish.machine.clauses import HistoryJson, history_json
from registry.publish.machine.documents import (
    DocumentJson,
    WholeDocumentJson,
    WholeVersionJson,
    document_json,
    whole_document_json,
    whole_version_json,
)
from registry.web.api.operations import Listing, operation
from registry.web.api.parameters import (
    ANNOUNCED,
    DIRECTION,
    DOCUMENT,
    KIND,
    LISTED,
    OWNER,
    SINCE,
    TOPIC,
    UNTIL,
)
from registry.web.changes import Filters, selected
from registry.web.context import View
from registry.web.finding import check_owner, not_found


@operation(
    "/documents/", group="Documents", answers=DocumentJson, listed=True, parameters=(OWNER, KIND, *LISTED)
)
def documents(here: View, lab: str | None, kind: str | None) -> Listing[Any]:
    """All documents: the labs' own, then the joint ones and laws."""
    check_owner(here.catalog, lab)
    found = (
        document
        for document in here.catalog.documents
        if lab in (None, document.owner) and kind in (None, document.kind)
    )
    return Listing(tuple(found), lambda document: document_json(document, here.as_of))


@operation("/joint/", group="Documents", answers=DocumentJson, listed=True, parameters=LISTED)
def joint(here: View) -> Listing[Any]:
    """What several labs signed, and laws."""
    return Listing(tuple(here.catalog.joint.values()), lambda document: document_json(document, here.as_of))


@operation("/labs/<owner>/<slug>/", "/joint/<slug>/", group="Documents", answers=WholeDocumentJson)
def document(here: View, owner: str, slug: str) -> WholeDocumentJson:
    """One document with all its versions and who signed it."""
    return whole_document_json(here.catalog.document(owner, slug), here.as_of)


@operation(
    "/labs/<owner>/<slug>/<label>/", "/joint/<slug>/<label>/", group="Documents", answers=WholeVersionJson
)
def version(here: View, owner: str, slug: str, label: str) -> WholeVersionJson:
    """One version with its clauses."""
    document = here.catalog.document(owner, slug)
    return whole_version_json(document, find_version(document, label))


@operation(
    "/labs/<owner>/<slug>/clauses/<clause>/",
    "/joint/<slug>/clauses/<clause>/",
    group="Clauses",
    answers=HistoryJson,
)
def clause(here: View, owner: str, slug: str, clause: str) -> HistoryJson:
    """One clause through all versions up to the day, and the labs that hold it on that day."""
    document = here.catalog.document(owner, slug)
    every = lives(document, vocabulary=here.catalog.vocabulary)
    known = [life for life in every if clause in life.ids]
    if not known:
        raise not_found("clause", clause, sorted({each for life in every for each in life.ids}))
    seen = [life for life in (life.until(here.as_of) for life in known) if life]
    names = {name for life in seen for name in life.ids}
    held = (
        tenure
        for lab in here.catalog.labs
        for tenure in here.catalog.holdings(lab, here.as_of)
        if tenure.document is document and tenure.clause.id in names
    )
    return history_json(document, clause, seen, held)


@operation(
    "/changes/",
    group="Changes",
    answers=ChangeJson,
    listed=True,
    parameters=(OWNER, DOCUMENT, TOPIC, DIRECTION, ANNOUNCED, SINCE, UNTIL, *LISTED),
)
def changes(
    here: View,
    lab: str | None,
    document: str | None,
    topic: str | None,
    direction: str | None,
    announced: str | None,
    since: date | None,
    until: date | None,
) -> Listing[Any]:
    """What labs changed in their documents, newest first."""
    check_owner(here.catalog, lab)
    if document:
        here.catalog.document(*document.split("/"))
    if topic:
        here.catalog.topic(topic)
    filters = Filters(
        lab=lab,
        document=document,
        topic=topic,
        direction=Direction(direction) if direction else None,
        announced=Announced(announced) if announced else None,
        since=since,
        until=until,
    )
    return Listing(selected(here.catalog, filters, on=here.as_of), change_json)
