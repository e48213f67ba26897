"""Search, as the API tells of it."""

from __future__ import annotations

from registry.publish.search import EntryKind, Filters, Order, State, search_json
from registry.publish.search.results import SearchJson
from registry.web.api.operations import A_PAGE, Stretch, operation
from registry.web.api.parameters import (
    AS_OF,
    FOUND_KIND,
    FOUND_STATE,
    LIMIT,
    ORDER,
    OWNER,
    PAGE,
    QUERY,
    TOPIC,
    YEAR,
)
from registry.web.context import View
from registry.web.finding import check_owner
from registry.web.search import MOST_HITS, Asked, answer


@operation(
    "/search/",
    group="Search",
    answers=SearchJson,
    divided=True,
    parameters=(QUERY, OWNER, TOPIC, FOUND_KIND, FOUND_STATE, YEAR, ORDER, AS_OF, LIMIT, PAGE),
)
def search(
    here: View,
    q: str,
    lab: str | None,
    topic: str | None,
    kind: str | None,
    state: str | None,
    year: str | None,
    order: str | None,
    limit: int | None,
    page: int | None,
) -> Stretch:
    """What the newest revision holds of those words; on a day, only what was in force or had happened then."""
    check_owner(here.catalog, lab)
    if topic:
        here.catalog.topic(topic)
    filters = Filters(
        lab=lab,
        topic=topic,
        kind=EntryKind(kind) if kind else None,
        state=State(state) if state else None,
        year=year,
        as_of=here.as_of if here.is_past else None,
    )
    size, number = limit or A_PAGE, page or 1
    asked = Asked(q, filters, Order(order) if order else Order.RELEVANCE, number)
    found = answer(asked, here, limit=size)
    more = {"page": number + 1} if number * size < min(found.total, MOST_HITS) else None
    return Stretch(search_json(found), more, found.total)
