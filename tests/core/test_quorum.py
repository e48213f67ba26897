"""Which records need two reviewers is a setting that says what it means, or is refused."""

from __future__ import annotations

import pytest

from registry.core.quorum import Quorum, read_quorum
from registry.errors import BadValue

LAB, JOINT, STANDARD = "labs/acme/lab.md", "labs/joint/pledge/document.md", "standards/caution.yaml"
VOCABULARY = "standards/vocabulary.yaml"


@pytest.mark.parametrize(
    ("setting", "two"),
    [
        ("", ()),
        (" , ", ()),
        ("all", (LAB, JOINT, STANDARD, VOCABULARY)),
        ("labs", (LAB, JOINT)),
        ("joint", (JOINT,)),
        ("standards", (STANDARD, VOCABULARY)),
        ("vocabulary", (VOCABULARY,)),
        ("vocabulary, joint", (JOINT, VOCABULARY)),
        ("labs/acme/", (LAB,)),
        ("labs/acme/,standards/caution", (LAB, STANDARD)),
    ],
)
def test_a_word_says_which_records_need_two(setting: str, two: tuple[str, ...]) -> None:
    """One of them among others is enough."""
    quorum = read_quorum(setting)
    assert {path for path in (LAB, JOINT, STANDARD, VOCABULARY) if quorum.needed([path]) == 2} == set(two)
    assert quorum.needed([LAB, JOINT, STANDARD, VOCABULARY]) == (2 if two else 1)


@pytest.mark.parametrize("setting", ["everything", "labs, standrads", "lab/acme/", "2", "/labs/"])
def test_a_word_that_says_nothing_is_refused(setting: str) -> None:
    """A rule mistyped would be a rule that does not hold."""
    with pytest.raises(BadValue, match="says nothing of which records"):
        read_quorum(setting)


def test_one_reviewer_is_the_rule() -> None:
    """Where nothing is set."""
    assert Quorum().needed([LAB, VOCABULARY]) == 1
