"""The filters that templates know: how values are written for a reader."""

from __future__ import annotations

from flask import Flask

from registry.publish import writing


def add_filters(app: Flask) -> None:
    """Give the templates these filters, by their names."""
    for function in writing.FILTERS:
        app.add_template_filter(function)
