"""The filters and tests that templates know: how values are written for a reader."""

from __future__ import annotations

from flask import Flask

from registry.publish import charts, writing
from registry.publish.markdown import is_web_address


def add_filters(app: Flask) -> None:
    """Give the templates the filters, by their names, and the test for what may be a link."""
    for function in writing.FILTERS:
        app.add_template_filter(function)
    app.add_template_test(is_web_address, "web_address")
    app.jinja_env.globals["charts"] = charts
