"""No module and no function of the package outgrows what a reader can hold in mind."""

from __future__ import annotations

from scripts.sizes import functions, modules

# Lists of fields, read like a table: splitting them would only scatter what is looked up together.
DECLARATIONS = {"registry/core/records.py"}


def test_modules_can_be_read_in_one_sitting() -> None:
    """A module has at most 300 lines, unless it only declares records or tables."""
    long = {place: lines for place, lines in modules().items() if lines > 300}
    assert {place: lines for place, lines in long.items() if place not in DECLARATIONS} == {}


def test_functions_fit_on_a_screen() -> None:
    """A function has at most 60 lines."""
    assert {place: lines for place, lines in functions().items() if lines > 60} == {}
