"""HTML of our own making as a tagged PDF. The only home of WeasyPrint; press.py runs it in a process of its own.

What it may load is a closed set of our own files, named `registry:css/…` and `registry:fonts/…`. Any other address in
the HTML, whatever its scheme, is refused before anything is opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from registry.publish.standby import serve
from registry.settings import data_root

_OWN_FILE = re.compile(r"registry:((?:css|fonts)/(?:print/)?[a-z0-9-]+\.(css|woff))")
_TYPES = {"css": "text/css", "woff": "font/woff"}

_SCRIPTS = (
    ("Source Sans Extended", "source-sans-3-latin-ext", "[\u0100-\u02ff\u1d00-\u1dbf\u1e00-\u1e9f\u2c60-\u2c7f]"),
    ("Source Sans Vietnamese", "source-sans-3-vietnamese", "[\u0300-\u036f\u1ea0-\u1eff\u20ab]"),
    ("Source Sans Greek", "source-sans-3-greek", "[\u0370-\u03ff]"),
    ("Source Sans Cyrillic", "source-sans-3-cyrillic", "[\u0400-\u04ff\u2116]"),
    ("Noto Sans Hebrew", "noto-sans-hebrew-hebrew", "[\u0590-\u05ff\ufb1d-\ufb4f]"),
    ("Noto Sans Arabic", "noto-sans-arabic-arabic", "[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefe]"),
    ("Noto Sans Math", "noto-sans-math-arrows", "[\u2190-\u22ff\u25a0-\u27bf]"),
    ("Noto Sans KR", "noto-sans-kr-korean", "[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"),
    ("Noto Sans SC", "noto-sans-sc-chinese-simplified", "[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef]"),
)  # fmt: skip
"""Families for other scripts, their files and the characters that call for them."""

_LARGE = frozenset(("Noto Sans KR", "Noto Sans SC"))
"""Families of which the reading takes longer than most printings: read only where they are needed."""

_FIRST = (
    '<html lang="en"><title>x</title><body>'
    '<h1>x</h1><table><tr><th scope="col">x</th></tr><tr><td><a href="https://example.org/">x</a></td></tr></table>'
    '<svg role="img" aria-label="x" viewBox="0 0 9 9"><path d="M0 0h9"/><text>x</text></svg></body></html>'
)
"""A page with something of everything that reports have."""


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint our own style sheets and fonts, and nothing else."""

    def __init__(self, static: Path) -> None:
        super().__init__(allowed_protocols=("registry",), allow_redirects=False)
        self._static = static

    def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 - as WeasyPrint calls it
        """One of our own files. Raises ValueError for every other address."""
        named = _OWN_FILE.fullmatch(url)
        if named is None:
            raise ValueError("only the registry's own style sheets and fonts may be loaded")
        content = _read(self._static / named[1])
        return URLFetcherResponse(url, body=content, headers={"Content-Type": _TYPES[named[2]]})


class Printer:
    """Makes PDF/UA-1 documents. It reads the style sheet of reports once, and all fonts but the largest."""

    def __init__(self, static: Path) -> None:
        self._files = OwnFiles(static)
        self._ready = self._dressed(frozenset())

    def render(self, html: str, attached: Sequence[Mapping[str, str]] = ()) -> bytes:
        """A document, with files attached.

        The same input gives the same bytes, whatever fonts the machine has.
        """
        large = frozenset(
            family for family, _, signs in _SCRIPTS if family in _LARGE and re.search(signs, html)
        )
        # Fonts that come after the first text was set are not found: those for more scripts begin anew.
        fonts, sheets = self._dressed(large) if large else self._ready
        content: bytes = HTML(string=html, url_fetcher=self._files).write_pdf(
            stylesheets=sheets,
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            presentational_hints=False,
            attachments=[_attachment(file, self._files) for file in attached],
        )
        return content

    def _dressed(self, large: frozenset[str]) -> tuple[FontConfiguration, list[CSS]]:
        """Fonts and style sheets, with some of the large families."""
        fonts = FontConfiguration()
        sources = ({"url": "registry:css/report.css"}, {"string": _script_faces(large)})
        return fonts, [CSS(**each, url_fetcher=self._files, font_config=fonts) for each in sources]


def main() -> None:
    """Stand ready to print. One page is printed before: what that loads, no report has to."""
    printer = Printer(data_root() / "static")
    printer.render(_FIRST)
    serve(lambda job: printer.render(**json.loads(job)))


def _attachment(file: Mapping[str, str], fetcher: OwnFiles) -> Attachment:
    """A file as it was given, at its own time: without one it would be that of the printing."""
    made = datetime.fromisoformat(file["made"])
    return Attachment(
        string=file["content"],
        url_fetcher=fetcher,
        name=file["name"],
        description=file["about"],
        created=made,
        modified=made,
    )


@cache
def _read(path: Path) -> bytes:
    """One of our own files; a font unpacked, which WeasyPrint would do anew for each report."""
    if path.suffix != ".woff":
        return path.read_bytes()
    font, unpacked = TTFont(path), BytesIO()
    font.flavor = font.flavorData = None
    font.save(unpacked)
    return unpacked.getvalue()


def _script_faces(large: frozenset[str]) -> str:
    """Font faces for the scripts beside the Latin one, of the large families for these."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url(registry:fonts/print/{name}-400-normal.woff) }}\n'
        for family, name, _ in _SCRIPTS
        if family in large or family not in _LARGE
    )


if __name__ == "__main__":
    main()
