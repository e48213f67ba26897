"""The shipped files in forms: nothing is lost, and nothing moves."""

from __future__ import annotations

from registry.content.composing import compose, take_apart
from registry.content.folder import read_folder
from registry.content.places import Sort, place_of
from registry.settings import data_root


def test_every_shipped_file_can_be_edited_in_a_form() -> None:
    """A form shows every file whole and, saved unchanged, gives it back byte for byte."""
    for path, text in read_folder(data_root()).items():
        place = place_of(path)
        assert compose(place, take_apart(place, text), like=text) == text, path


def test_what_a_form_writes_looks_like_what_is_shipped() -> None:
    """Every file in labs/ written anew from its form is the file itself, and a standard's values stay the same."""
    for path, text in read_folder(data_root()).items():
        place = place_of(path)
        value = take_apart(place, text)
        anew = compose(place, value)
        if place.sort in (Sort.STANDARD, Sort.VOCABULARY):
            assert take_apart(place, anew) == value, path
        else:
            assert anew == text, path
