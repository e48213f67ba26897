"""What all reports stand on: the imprint that each carries, and how its HTML is written from a template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from registry.core.catalog import Catalog
from registry.core.standard import Standard
from registry.publish import charts, press, writing
from registry.publish.markdown import is_web_address
from registry.publish.press import Attachment
from registry.publish.properties import property_title, property_value
from registry.publish.qr import qr
from registry.settings import data_root


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a report was made from: a revision of the record, its hash and, where known, the time it was recorded.

    `base` is the site's own address, empty where that is not known. `proof` shows that the revision is in the public
    log, with the log's signed checkpoint; empty where none could be given.
    """

    revision: int
    hash: str
    time: datetime | None = None
    base: str = ""
    proof: str = ""

    @property
    def verify(self) -> str:
        """Where a reader learns whether a file is one of ours; empty where the site's address is not known."""
        return f"{self.base}/verify/" if self.base else ""

    def address(self, path: str, on: date) -> str:
        """Where the report of a path and a day can be had again; empty where the site's address is not known."""
        return f"{self.base}{path}as_of={on}&revision={self.revision}" if self.base else ""


class Report(Protocol):
    """What a report's template is given."""

    @property
    def on(self) -> date:
        """The day of which it tells."""

    @property
    def imprint(self) -> Imprint:
        """What it was made from."""

    @property
    def path(self) -> str:
        """Its path on the site with its own parameters, for day and revision to follow."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A report that can be made, as nothing in what was asked for is wrong.

    `path` and the day say which it is, `name` how its file is called; `written` gives its HTML and what is attached.
    """

    path: str
    name: str
    written: Callable[[], tuple[str, tuple[Attachment, ...]]]

    def pdf(self) -> bytes:
        """The report as a PDF. Raises Unavailable where that fails."""
        return press.print_pdf(*self.written())


def report_html(
    template: str, catalog: Catalog, report: Report, *, standards: Sequence[Standard] = ()
) -> str:
    """A report as HTML, of the standards that it scores by. Every text is escaped."""
    found = _environment().get_template(template)
    return found.render(page=report, standards=standards, catalog=catalog, vocabulary=catalog.vocabulary)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(data_root() / "templates/pdf"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {function.__name__: function for function in writing.FILTERS}
    environment.globals |= {
        "charts": charts,
        "is_web_address": is_web_address,
        "qr": qr,
        "status_titles": writing.STATUS_TITLES,
        "owner_name": writing.owner_name,
        "property_title": property_title,
        "property_value": property_value,
    }
    return environment
