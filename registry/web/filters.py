"""The filters and tests that templates know: how values are written for a reader."""

from __future__ import annotations

import re

from flask import Flask

from registry.content.frontmatter import CONTROL, HIDDEN
from registry.publish import charts, writing
from registry.publish.markdown import is_web_address


def add_filters(app: Flask) -> None:
    """Give the templates the filters, by their names, and the test for what may be a link."""
    for function in writing.FILTERS:
        app.add_template_filter(function)
    app.add_template_filter(marked)
    app.add_template_test(is_web_address, "web_address")
    app.jinja_env.globals["charts"] = charts


def marked(text: str) -> str:
    """A text in which characters that nobody would see stand by their numbers, for whoever judges what is there."""
    return HIDDEN.sub(_number, CONTROL.sub(_number, text))


def _number(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found.group()):04X}⟩"
