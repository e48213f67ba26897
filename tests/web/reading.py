"""A page as its reader finds it: headings, tables, links, text."""

from __future__ import annotations

from typing import Any

import lxml.html
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Page:
    """What stands on an HTML page."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self._root: Any = lxml.html.document_fromstring(self.html)

    @property
    def title(self) -> str:
        """The title of the page."""
        return _text(self._root.find(".//title"))

    @property
    def text(self) -> str:
        """All words of the main part."""
        return _text(self._root.find(".//main"))

    @property
    def links(self) -> list[str]:
        """Where the links of the main part lead."""
        return [str(link.get("href")) for link in self._root.findall(".//main//a")]

    @property
    def outline(self) -> list[int]:
        """The levels of the headings, in order."""
        return [int(item.tag[1]) for item in self._root.iter("h1", "h2", "h3", "h4", "h5", "h6")]

    def part(self, name: str) -> str:
        """The words of the section or article that the heading of that id names."""
        return _text(self._named(name))

    def links_in(self, name: str) -> list[str]:
        """Where the links of the part that the heading of that id names lead."""
        return [str(link.get("href")) for link in self._named(name).iter("a")]

    def table(self, caption: str) -> list[list[str]]:
        """The cells of the table whose caption holds those words, heads and feet included."""
        for table in self._root.iter("table"):
            if caption in _text(table.find("caption")):
                return [[_text(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        raise AssertionError(f"no table is called {caption!r}")

    def ids(self) -> list[str]:
        """Every id on the page."""
        return [str(name) for name in self._root.xpath("//@id")]

    def _named(self, name: str) -> Any:
        found = self._root.xpath("//*[@aria-labelledby=$name]", name=name)
        assert found, f"nothing is named by {name!r}"
        return found[0]


def read(client: FlaskClient, address: str) -> Page:
    """Open an address and read what comes."""
    return Page(client.get(address))


def _text(element: Any) -> str:
    return " ".join(str(element.text_content()).split()) if element is not None else ""
