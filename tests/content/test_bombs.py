"""Texts made to do harm or written without knowing YAML's surprises: named or taken as written, and quickly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.content.folder import read_all
from tests.content import sample
from tests.patience import processor_seconds

LAUGHS = "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMBS = {
    "billion laughs": (LAUGHS, "anchors (`&a`) are not allowed"),
    "100,000 aliases": ("a: [" + "*x, " * 100_000 + "*x]", "aliases (`*x`) are not allowed"),
    "deep lists": ("a: " + "[" * 100_000, "nested more than 20 deep"),
    "deep mappings": ("a: " + "{a: " * 100_000, "nested more than 20 deep"),
    "deep blocks": ("\n".join(" " * depth + "a:" for depth in range(1000)), "nested more than 20 deep"),
    "dashes": ("- " * 100_000, "nested more than 20 deep"),
    "question marks": ("? " * 100_000, "a key must be a plain word"),
    "duplicate keys": ("name: a\n" * 100_000, "key `name` stands twice, first on line 2"),
    "unknown keys": ("".join(f"key{n}: a\n" for n in range(50_000)), "more than 10,000 values"),
    "many values": ("a: [" + "b, " * 200_000 + "]", "more than 10,000 values"),
    "a tag for Python": ("a: !!python/object/apply:os.system [id]", "tags (`tag:yaml.org,2002:python/object"),
    "a local tag": ("a: !secret b", "tags (`!secret`) are not allowed"),
    "a directive": ("%YAML 1.1", "not readable as YAML"),
    "two documents": ("name: a\n...\nname: b", "`...` is not allowed"),
    "merge keys": ("<<: {name: a}", "merge keys (`<<`) are not allowed"),
    "a long plain word": ("a: " + "b" * 900_000, "unknown key `a`"),
    "a long key": ("b" * 900_000 + ": a", "not readable as YAML"),
    "open quotes": ('"' * 100_001, "not readable as YAML"),
    "controls": ("\x07" * 500_000, "the character U+0007"),
    "zero width": ("a: " + "\u200b" * 200_000, "U+200B (zero width space)"),
    "surrogates": ("a: " + "\ud800" * 1000, "the character U+D800"),
    "spaces": (" " * 900_000, "`name` is missing"),
    "over 1 MB": ("a" * 1_000_001, "at most 1 MB (1,000,000) is read"),
    "over 1 MB in bytes": ("\u00e9" * 500_001, "at most 1 MB (1,000,000) is read"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_at_once(name: str) -> None:
    """Whatever expands, nests or repeats without end is a problem of its file, found within a tenth of a second."""
    yaml, message = BOMBS[name]
    texts = {sample.LAB: f"---\n{yaml}\n---\n"}
    problems = sample.problems_of(texts)
    assert any(problem.path == sample.LAB and message in problem.message for problem in problems), problems[
        :3
    ]
    assert processor_seconds(lambda: sample.problems_of(texts), repeat=3) < 0.1


@pytest.mark.parametrize(
    "word", ["NO", "no", "on", "yes", "1.10", "0x1F", "1_000", "2024-01-01", "~", "12:30", "1e3", ".inf"]
)
def test_words_mean_themselves(word: str) -> None:
    """No value is taken for a truth, a number, a day or nothing: it is the text that was written."""
    texts = sample.with_edit(sample.LAB, "Acme AI Ltd", word)
    assert read_all(texts).lab("acme").legal_name == word


def test_a_day_that_is_not_in_the_calendar_is_named() -> None:
    """30 February is refused where a date is read."""
    (problem,) = sample.problems_of(sample.with_edit(sample.POLICY, "2025-06-01", "2024-02-30"))
    assert "'2024-02-30' is not a day of the calendar" in problem.message


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("%TAG ! tag:example.org,2000:\n---\ntitle: b", "directives (`%…`) are not allowed"),
        ("title: a\n---\ntitle: b", "a second YAML document begins here"),
        ("title: a\n...\n", "`...` is not allowed"),
        ("- title", "keys and values are expected here"),
        ("title", "keys and values are expected here"),
    ],
)
def test_a_standard_is_one_plain_document(yaml: str, message: str) -> None:
    """A file of YAML holds one document of keys and values, without directives."""
    problems = sample.problems_of({**sample.TEXTS, "standards/other.yaml": yaml})
    assert {problem.path for problem in problems} == {"standards/other.yaml"}
    assert message in problems[0].message


PATHS = st.one_of(
    st.sampled_from(sorted(sample.TEXTS)),
    st.text(max_size=30),
    st.from_regex(r"\A(labs|standards)(/[a-zA-Z0-9._ -]{0,9}){1,4}\Z"),
)
FRAGMENTS = st.sampled_from(
    """---/- /a: /id: x/clauses:/[/]/{/}//  /'/"/&a /*a /!!x /|/>/topics:/levels: [{score: 1}]/date: 2024/source: {}
    /facets: []/? /: /#/\r\n/\t""".split("/")
).flatmap(lambda fragment: st.sampled_from([fragment, f"{fragment}\n"]))
CONTENTS = st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=30).map("".join))


@given(st.dictionaries(PATHS, CONTENTS, max_size=4))
def test_any_text_under_any_path_is_read_or_refused_with_problems(texts: dict[str, str]) -> None:
    """Arbitrary texts under arbitrary paths never raise anything but the problems found."""
    assert sample.problems_of(texts)


@given(path=st.sampled_from(sorted(sample.TEXTS)), data=st.data())
def test_a_sound_text_with_a_part_replaced_is_read_or_refused_with_problems(
    path: str, data: st.DataObject
) -> None:
    """Any passage of a sound text may be replaced by anything: problems, if any, lie within the texts there are."""
    text = sample.TEXTS[path]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    texts = {**sample.TEXTS, path: text[:start] + data.draw(CONTENTS) + text[end:]}
    for problem in sample.problems_of(texts):
        assert problem.path in texts
        text = texts[problem.path]
        assert 1 <= problem.line <= text.count("\n") + text.count("\r") + 2
