"""How a page is cited, for the state of the record that it shows: in words, as BibTeX and as CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from registry.publish.writing import day

SITE = "Lab Safety Registry"

_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9.]+")
_OF_AN_ADDRESS = "%/:?#[]@!$&'()*+,;=~"

# BibTeX counts braces whatever stands before them, so those of a text are written as commands, not as `\{`.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{sign: f"\\{sign}" for sign in "%#$&_"},
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: a page by its title, what it says on a day by a revision of the record, and where that stays.

    It was looked at on that very day, since a page is a function of its address, the day and the revision.
    """

    title: str
    as_of: date
    revision: int
    url: str

    @property
    def key(self) -> str:
        """A name for it in a list of references, made of its address."""
        parts = urlsplit(self.url)
        return "lsr-" + _NOT_IN_A_KEY.sub("-", f"{parts.path} {parts.query}").strip("-")


def in_words(cited: Citation) -> str:
    """One line of plain text."""
    on = day(cited.as_of)
    return f"“{_clean(cited.title)}”, {SITE}, as of {on}, revision {cited.revision}. {cited.url} (accessed {on})."


def bibtex(cited: Citation) -> str:
    """One entry for BibTeX, BibLaTeX and whatever reads them."""
    fields = {
        "author": f"{{{SITE}}}",
        "title": f"{{{_latex(cited.title)}}}",
        "year": f"{cited.as_of.year:04d}",
        "month": f"{cited.as_of.month}",
        "note": f"As of {day(cited.as_of)}, revision {cited.revision}",
        "version": f"revision {cited.revision}",
        "url": quote(cited.url, safe=_OF_AN_ADDRESS),
        "urldate": cited.as_of.isoformat(),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{cited.key},\n{''.join(lines)}}}\n"


def csl_json(cited: Citation) -> str:
    """A list of one item for reference managers that read CSL-JSON."""
    on = {"date-parts": [[cited.as_of.year, cited.as_of.month, cited.as_of.day]]}
    item = {
        "id": cited.key,
        "type": "webpage",
        "title": _clean(cited.title),
        "author": [{"literal": SITE}],
        "container-title": SITE,
        "issued": on,
        "accessed": on,
        "version": f"revision {cited.revision}",
        "URL": cited.url,
    }
    lines = ",\n".join(f'  "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in item.items())
    return f"[{{\n{lines}\n}}]\n"


def _latex(text: str) -> str:
    return _clean(text).translate(_LATEX)


def _clean(text: str) -> str:
    """A text on one line, without characters that nobody sees."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
