"""docs/content-format.md is true: its examples read, and it speaks of every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry.content.folder import read_all
from tests.content import sample

PAGE = (Path(__file__).parents[2] / "docs" / "content-format.md").read_text("utf-8")
EXAMPLES = dict(
    re.findall(r"^`((?:labs|standards)/[^`]+)`\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)


def test_the_examples_are_a_sound_catalogue() -> None:
    """Every example is a file of one small catalogue that reads without a problem."""
    assert len(EXAMPLES) == PAGE.count("```markdown\n") + PAGE.count("```yaml\n")
    assert sample.problems_of(EXAMPLES) == ()
    catalog = read_all(EXAMPLES)
    assert [change.direction for change in catalog.changes if change.clause.id == "halt-on-red-lines"] == [
        "weakened"
    ]


def test_the_mistakes_shown_are_those_reported() -> None:
    """The messages in the page are the ones that the mistakes they tell of bring up."""
    lab, conduct = "labs/acme/lab.md", "labs/acme/conduct/2025-05-halt-skipped.md"
    broken = {
        **EXAMPLES,
        lab: EXAMPLES[lab].replace("legal_name", "legal_nam"),
        conduct: EXAMPLES[conduct].replace("halt-policy/halt-on-red-lines", "halt-policy/halt-on-rd"),
    }
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()
    assert sorted(shown) == [str(problem) for problem in sample.problems_of(broken)]


KEYS = {key for text in sample.TEXTS.values() for key in re.findall(r"([a-z_]+):", text)} - {"http", "https"}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_told_of(key: str) -> None:
    """No key is known to the reader that the page keeps silent about."""
    assert re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", PAGE), key
