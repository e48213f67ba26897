"""Forms and texts: what one holds, the other holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.content.composing import compose, take_apart
from registry.content.outline import BODY, LISTED, SINGLE, Field, Input
from registry.content.outlines import outline_of
from registry.content.places import Place, place_of
from registry.content.reader import read_text
from registry.content.readings import Record
from registry.content.structure import Record as Form
from registry.content.structure import Value, tidied
from registry.content.words import Words
from registry.errors import BadValue
from tests.content import sample

PLACES = [place_of(path) for path in sample.TEXTS if path not in (sample.OTHER_LAB, sample.FIRST)]

NASTY = [
    "no", "NO", "1.10", "0x1F", "~", "null", "---", "...", "- a", "? a", ": a", "a: b", "a:", "a #b", "#a", "&a", "*a",
    "!a", "|", ">-", "%a", "@a", "`a`", "'a'", '"a"', "it's", "'\"", "\\", "\\n", "[a]", "{a: b}", "a, b", "<<", "a\tb",
    "a\n\nb", "a\n  b\n c", "a\n---\nb", "a\n   \nb", "é", "中文", "😀", "a\u200bb", "\ufeffa", "a\x85b", "a\u2028b",
    "\x00", "\x7f", "a  b" * 40, "word " * 60, "it's: " * 40, "- " * 80, "a\n" + "b " * 90, "x" * 200, "a " + "x" * 200,
]  # fmt: skip
TYPED = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("ab :#-'\"\\\n\t,[]{}?&*!|>%@", max_size=260),
)


def _values(field: Field) -> st.SearchStrategy[Value]:
    if field.input in SINGLE:
        return TYPED
    if field.input in LISTED:
        return st.lists(TYPED, max_size=3)
    if field.input is Input.LISTS:
        return st.lists(st.lists(TYPED.map(lambda text: " ".join(text.splitlines())), max_size=3), max_size=3)
    if field.input is Input.PAIRS:
        rows = st.fixed_dictionaries(
            {"name": TYPED.filter(lambda name: name.strip() != "<<"), "value": TYPED}
        )
        return st.lists(rows, max_size=3, unique_by=lambda row: str(row["name"]).strip())
    block = _records(field.fields)
    return block if field.input is Input.BLOCK else st.lists(block, max_size=3)


def _records(fields: Sequence[Field]) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={field.key: _values(field) for field in fields})


FILLED = st.sampled_from(PLACES).flatmap(
    lambda place: st.tuples(st.just(place), _records(outline_of(place).fields))
)


@given(FILLED)
def test_whatever_is_filled_in_comes_back(filled: tuple[Place, dict[str, Value]]) -> None:
    """Any texts in any fields make a text without flaws that holds just these."""
    place, value = filled
    assert take_apart(place, compose(place, value)) == tidied(outline_of(place).fields, value)


@pytest.mark.parametrize("words", ["a  b ", "a: b  ", "a\t b ", "ab \u3000 "])
def test_blanks_within_a_text_stay_wherever_its_lines_break(words: str) -> None:
    """Long texts are broken only where the break reads as one blank."""
    for width in range(60, 110):
        value: Form = {"name": f"{'x' * width} {words * 40}".strip()}
        assert take_apart(place_of(sample.LAB), compose(place_of(sample.LAB), value)) == value


@given(FILLED, st.data())
def test_whatever_is_changed_comes_back(filled: tuple[Place, dict[str, Value]], data: st.DataObject) -> None:
    """A text that is like an earlier one holds the new value all the same, whatever the two hold."""
    place, value = filled
    earlier = compose(place, data.draw(_records(outline_of(place).fields)))
    held = tidied(outline_of(place).fields, value)
    assert take_apart(place, compose(place, value, like=earlier)) == held
    sound = sample.TEXTS[place.path]
    mixed = {**take_apart(place, sound), **value}
    assert take_apart(place, compose(place, mixed, like=sound)) == tidied(outline_of(place).fields, mixed)


def _record(path: str, text: str) -> Record:
    reading = read_text(place_of(path), text, Words(None))
    assert reading.record is not None
    assert not reading.problems
    return reading.record


@pytest.mark.parametrize("path", sample.TEXTS)
def test_a_text_of_any_style_stays_as_it_is(path: str) -> None:
    """A form that is saved unchanged changes no byte, and one written anew reads as the same records."""
    place, text = place_of(path), sample.TEXTS[path]
    value = take_apart(place, text)
    assert compose(place, value, like=text) == text
    anew = compose(place, value)
    assert take_apart(place, anew) == value
    assert _record(path, anew) == _record(path, text)


def _changed(path: str, change: Any) -> tuple[list[str], list[str]]:
    """The lines taken out of the sample and put in when a form is changed."""
    place, text = place_of(path), sample.TEXTS[path]
    value: Any = take_apart(place, text)
    change(value)
    after = compose(place, value, like=text)
    lines = list(difflib.unified_diff(text.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return [line[1:] for line in lines if line[0] == "-"], [line[1:] for line in lines if line[0] == "+"]


def test_only_what_is_changed_is_written_anew() -> None:
    """A changed weight is one line of the difference, and so are a changed row, one more row and one less."""

    def heavier(value: Any) -> None:
        value["criteria"][0]["weight"] = "3"

    def reworded(value: Any) -> None:
        value["topics"][0]["aspects"][1]["about"] = "Release stops."

    def one_more(value: Any) -> None:
        value["signatories"].append({"name": "Eno", "joined": "2025-01"})

    def one_less(value: Any) -> None:
        del value["clauses"][1]

    def further(value: Any) -> None:
        value["clauses"][0]["scope"] = "all"

    assert _changed(sample.STANDARD, heavier) == (["    weight: 2.5"], ["    weight: 3"])
    gone, new = _changed(sample.VOCABULARY, reworded)
    assert gone == ["      - {id: stop-deployment, title: Stop deployment, about: Release halts.}"]
    assert new == [
        "      - id: stop-deployment",
        "        title: Stop deployment",
        "        about: Release stops.",
    ]
    assert _changed(sample.PLEDGE, one_more) == ([], ["  - name: Eno", "    joined: 2025-01"])
    gone, new = _changed(sample.FIRST, one_less)
    assert (len(gone), new) == (6, [])
    assert _changed(sample.FIRST, further) == ([], ["    scope: all"])


def test_the_style_is_that_of_the_shipped_files() -> None:
    """Long texts are folded at a hundred columns, quotes stand where they must, clauses are set apart."""
    place = place_of("labs/acme/policy/3.0.md")
    long = "Acme will not train a model that needs safeguards which it has not yet built, whoever asks it to do that."
    clauses: list[Value] = [
        {
            "id": "one",
            "topic": "pause",
            "aspects": ["a", "b"],
            "text": long,
            "where": "Part: 1",
            "strength": "firm",
        },
        {"id": "two", "topic": "pause", "text": f"No: {long}", "where": "Acme's rule: 2", "strength": "firm"},
    ]
    source = {"url": "https://acme.example/3", "read": "primary"}
    text = compose(place, {"published": "2025-01", "source": source, "clauses": clauses, BODY: "Third."})
    assert (
        text
        == """\
---
published: 2025-01
source:
  url: https://acme.example/3
  read: primary
clauses:
  - id: one
    topic: pause
    aspects: [a, b]
    text: Acme will not train a model that needs safeguards which it has not yet built, whoever asks
      it to do that.
    where: 'Part: 1'
    strength: firm

  - id: two
    topic: pause
    text: >-
      No: Acme will not train a model that needs safeguards which it has not yet built, whoever asks
      it to do that.
    where: "Acme's rule: 2"
    strength: firm
---

Third.
"""
    )


REFUSED: Mapping[str, tuple[str, str, str, str]] = {
    "unreadable": (sample.LAB, "name: Acme\n", "name: [Acme\n", "line 2: not readable as YAML"),
    "unknown key": (sample.LAB, "country: GB", "county: GB", "line 4: the form has no field for `county`"),
    "comment": (sample.LAB, "country: GB", "country: GB # for now", "line 4: a form would lose the comment"),
    "no front matter": (sample.LAB, "---\nname: Acme\n", "name: Acme\n", "must begin with front matter"),
    "twice": (sample.LAB, "country: GB", "name: GB", "line 4: key `name` stands twice"),
    "text for list": (sample.LAB, "[Acme AI, NO]", "Acme AI", "line 7: `aliases` must be a list"),
    "list for text": (sample.LAB, "name: Acme\n", "name: [Acme]\n", "line 2: `name` must be a single value"),
    "text for rows": (sample.FIRST, "    topic: audit\n    text: Acme will tell.\n    strength: firm", "  - x",
                      "line 22: `clauses` must have keys of its own"),
    "text for block": (sample.SECOND, "{change: weakened, why: the threshold was raised}", "weakened",
                       "line 27: `judged` must have keys of its own"),
    "list of texts": (sample.VOCABULARY, "  - [pause, halt]", "  - pause", "`synonyms` must be a list of lists"),
    "two lines in a word": (sample.VOCABULARY, "[pause, halt]", '[pause, "ha\\nlt"]', "one line for each word of"),
    "both": (sample.CONDUCT, "readings:", "source: {url: x}\nreadings:", "one field for `source` and `sources`"),
    "control character": (sample.LAB, "country: GB", "country: G\x07B",
                          "line 4: a form cannot show the character U+0007"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_text_of_which_a_form_would_lose_something_is_refused(case: tuple[str, str, str, str]) -> None:
    """What a form cannot show is not dropped: the refusal names the line. A text like such a one reads all the same."""
    path, old, new, message = case
    text = sample.with_edit(path, old, new)[path]
    with pytest.raises(BadValue, match=re.escape(message)):
        take_apart(place_of(path), text)
    value = take_apart(place_of(path), sample.TEXTS[path])
    assert take_apart(place_of(path), compose(place_of(path), value, like=text)) == value


def test_a_comment_at_the_head_stays() -> None:
    """The comment above the first key says what the file is; it stays through every change."""
    place = place_of(sample.VOCABULARY)
    text = "# The words.\n\n" + sample.TEXTS[sample.VOCABULARY]
    value = {**take_apart(place, text), "glossary": []}
    assert compose(place, value, like=text).startswith("# The words.\n\ndecisions:\n")


def test_what_was_left_empty_is_left_out() -> None:
    """Empty fields, rows and lists leave nothing in the text; a level that asks for nothing says so."""
    place = place_of(sample.STANDARD)
    levels: list[Value] = [
        {"score": "10", "label": "any", "needs": {"strength": " ", "has": [""]}},
        {"needs": {}},
        {"label": ""},
    ]
    value: dict[str, Value] = {
        "title": " A ",
        "about": "\r\n",
        "criteria": [{"id": "a", "levels": levels}, {}],
        "practice": {"kept": ""},
    }
    assert compose(place, value) == (
        "title: A\ncriteria:\n  - id: a\n    levels:\n      - {score: 10, label: any, needs: {}}\n"
    )
