"""Search: the catalogue in an index that is derived, disposable and knows its revision. `SearchIndex` is the door."""

from registry.publish.search.door import SearchIndex
from registry.publish.search.entries import EntryKind
from registry.publish.search.life import Life, State
from registry.publish.search.results import Filters, Hit, Order, Result, search_json
from registry.publish.search.suggesting import Suggestion

__all__ = [
    "EntryKind",
    "Filters",
    "Hit",
    "Life",
    "Order",
    "Result",
    "SearchIndex",
    "State",
    "Suggestion",
    "search_json",
]
