"""A page read back as a browser reads it, by an HTML5 parser, with every element and attribute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import tinyhtml5
from tinyhtml5 import inputstream
from werkzeug.test import TestResponse

_XHTML = "{http://www.w3.org/1999/xhtml}"


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """What the parser looks for, compiled once: by itself it keeps that under a wrong name, and compiles it anew."""

    def __missing__(self, asked: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, opposite = asked
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[asked] = re.compile(f"[{'' if opposite else '^'}{listed}]+")
        return self[asked]


inputstream.characters_until_regex = _Patterns()


@dataclass(frozen=True)
class Parsed:
    """One answer's document."""

    root: Element

    def all(self, tag: str) -> list[Element]:
        """Every element of a tag, in order."""
        return list(self.root.iter(_XHTML + tag))

    @property
    def links(self) -> list[str]:
        """Every link's target."""
        return [link.get("href", "") for link in self.all("a")]

    @property
    def ids(self) -> list[str]:
        """Every id."""
        return [name for element in self.root.iter() if (name := element.get("id"))]

    @property
    def headings(self) -> list[int]:
        """The levels of all headings, in order."""
        names = (str(element.tag).removeprefix(_XHTML) for element in self.root.iter())
        return [int(name[1]) for name in names if name in ("h1", "h2", "h3", "h4", "h5", "h6")]

    @property
    def shape(self) -> list[str]:
        """Every element's tag, in order."""
        return [str(element.tag).rpartition("}")[2] for element in self.root.iter()]

    @property
    def text(self) -> str:
        """All text of <main>."""
        return " ".join("".join(self.all("main")[0].itertext()).split())

    def attributes(self) -> Iterator[tuple[str, str, str]]:
        """Every attribute as (tag, name, value)."""
        for element in self.root.iter():
            for name, value in element.attrib.items():
                yield str(element.tag).rpartition("}")[2], name, value


def parsed(answer: TestResponse) -> Parsed:
    """The document of an answer."""
    return Parsed(tinyhtml5.parse(answer.get_data()))
