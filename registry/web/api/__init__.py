"""The API below /api/v1/: everything that the site shows, as JSON, under the address of its page."""

from registry.web.api import conduct, diffs, documents, labs, records, reference, revisions, search, standards
from registry.web.api.operations import blueprint

__all__ = [
    "blueprint",
    "conduct",
    "diffs",
    "documents",
    "labs",
    "records",
    "reference",
    "revisions",
    "search",
    "standards",
]
