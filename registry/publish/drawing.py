"""The strokes that charts are drawn with: SVG elements, every text escaped, each colour as attribute and as class."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

INK, SOFT, RULE, LINE = "#1c1b18", "#57534a", "#dad5c8", "#8a8476"
ACCENT, RANGE, PAPER = "#0b5953", "#c3dbd5", "#ffffff"

_NOTHING, _OPENS, _ENDS, _CLOSES = Markup(""), Markup("<"), Markup("</"), Markup(">")
_NEXT, _IS, _QUOTE, _VALUE = Markup(" "), Markup('="'), Markup('"'), Markup("%s")

FONT = "Source Sans 3, Segoe UI, Helvetica Neue, Arial, sans-serif"


def chart(
    drawn: Sequence[Markup], width: float, height: float, label: str | None, **attributes: str
) -> Markup:
    """A chart of those strokes; `label` says in words what it shows, without one it is decoration beside a number."""
    box = {"viewBox": f"0 0 {width:g} {height:g}", "class_": "chart", **attributes}
    if label is None:
        return element("svg", *drawn, aria_hidden="true", **box)
    # The title is what a PDF's alternative text is made from; browsers take the label.
    return element(
        "svg", element("title", label), *drawn, role="img", aria_label=label, font_family=FONT, **box
    )


def rect(x: float, y: float, width: float, height: float, class_: str, fill: str) -> Markup:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, class_=class_, fill=fill)


def line(x1: float, y1: float, x2: float, y2: float, class_: str, stroke: str, width: float) -> Markup:
    """A straight line; its class ends in `-line`."""
    return element(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, class_=f"{class_}-line", stroke=stroke, stroke_width=width
    )


def text(
    x: float,
    y: float,
    words: str,
    class_: str,
    fill: str,
    *,
    size: float,
    weight: int = 400,
    anchor: str = "middle",
) -> Markup:
    """A text, centred on its place unless `anchor` says otherwise."""
    bold = {"font_weight": weight} if weight != 400 else {}
    return element(
        "text", words, x=x, y=y, class_=class_, fill=fill, font_size=size, text_anchor=anchor, **bold
    )


def element(name: str, *children: Markup | str, **attributes: str | float) -> Markup:
    """An element; attribute names come with underscores, everything else is escaped."""
    values = (value if isinstance(value, str) else number(value) for value in attributes.values())
    return _form(name, tuple(attributes), len(children)) % (*values, *children)


@lru_cache(maxsize=256)
def _form(name: str, keywords: tuple[str, ...], children: int) -> Markup:
    """An element without its values and children, which enter it as %s: markup escapes what is put there."""
    opened = (
        part for word in keywords for part in (_NEXT, word.rstrip("_").replace("_", "-"), _IS, _VALUE, _QUOTE)
    )
    return _NOTHING.join((_OPENS, name, *opened, _CLOSES, *[_VALUE] * children, _ENDS, name, _CLOSES))


def number(value: float) -> str:
    """A length to two places, as short as it can be written."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
