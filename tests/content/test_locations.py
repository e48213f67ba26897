"""Problems find the field of a form that they are about."""

from __future__ import annotations

import pytest

from registry.content.composing import compose, take_apart
from registry.content.locations import locate, problems_by_field
from registry.content.places import place_of
from registry.content.structure import Value, as_list, as_mapping
from registry.errors import Problem
from tests.content import sample

_SOURCES = """\
sources:
  - {url: "https://news.example/1", read: primary}
  - {url: "https://news.example/2", read: secondary}
"""

CASES = {
    "a wrong value": (sample.FIRST, "strength: conditional", "strength: firmly", "clauses.1.strength"),
    "a value of several lines": (sample.LAB, "founded: 2015", "founded: 2015\n  and 2016", "founded"),
    "a missing value of a row": (sample.SECOND, "    topic: pause\n", "", "clauses.0.topic"),
    "a missing value at the top": (sample.CONDUCT, "verdict: disputed\n", "", "verdict"),
    "a missing block": (sample.DISCLOSURE, 'source: {url: "https://acme.example/agreements", read: primary}\n', "",
                        "source"),
    "a missing value of a block": (sample.DISCLOSURE, ", read: primary", "", "source.read"),
    "a missing list of one or several": (sample.CONDUCT, _SOURCES, "", "sources"),
    "one of several": (sample.CONDUCT, "read: secondary", "read: aloud", "sources.1.read"),
    "an entry of a list": (sample.LAB, "[acme-labs]", "\n  - acme-labs\n  - Acme", "formerly.1"),
    "a row within a row": (sample.STANDARD, "{score: 40,", "{score: 400,", "criteria.0.levels.1.score"),
    "needs": (sample.STANDARD, "own: yes", "own: no", "criteria.0.levels.0.needs.own"),
    "a grade": (sample.STANDARD, "{A: 80, B: 50.5, F: 0}", "\n  A: 80\n  B: 500\n  F: 0", "grades.1.value"),
    "what another text lacks": (sample.SECOND, "was: halt", "was: holt", "clauses.0.was"),
    "the body": (sample.DISCLOSURE, "\nAcme says that it has changed its agreements.\n", "", "body"),
    "open questions": (sample.QUESTIONS, "- Who sits on the committee?\n", "\n", "body"),
    "a law": (sample.PLEDGE, "kind: pledge", "kind: law", "signatories"),
    "neither of two": (sample.PLEDGE, "{name: Dyn Inc, ", "{", "declined.0.lab"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_problem_is_told_at_its_field(case: tuple[str, str, str, str]) -> None:
    """The problem of a text is shown at the field to mend, also where the mistake is that a key is missing."""
    path, old, new, address = case
    texts = sample.with_edit(path, old, new)
    found = problems_by_field(place_of(path), texts[path], sample.problems_of(texts))
    assert address in found.fields
    assert not [problem for problem in found.general if problem.path == path]


def test_what_concerns_no_field_is_general() -> None:
    """Problems of other texts and of texts that no form shows stay whole, with path and line."""
    place = place_of(sample.LAB)
    other = Problem(sample.POLICY, 2, "`title` is missing")
    assert problems_by_field(place, sample.TEXTS[sample.LAB], [other]).general == (other,)
    broken = Problem(sample.LAB, 1, "the file must begin with front matter")
    for text in ("name: Acme\n", "---\nname: [Acme\n---\n", ""):
        assert problems_by_field(place, text, [broken]).general == (broken,)


@pytest.mark.parametrize("path", sample.TEXTS)
def test_every_address_leads_to_a_value(path: str) -> None:
    """What is found on the lines of a text is what its form holds, also where empty rows are left out."""
    place = place_of(path)
    text = sample.TEXTS[path].replace("clauses:\n", "clauses:\n  - {id: }\n  -\n")
    held = take_apart(place, sample.TEXTS[path])
    if text == sample.TEXTS[path]:
        text = compose(place, held)
    for addresses in locate(place, text).starts.values():
        for address in addresses:
            value: Value = held
            for step in address.split("."):
                value = as_list(value)[int(step)] if step.isdigit() else as_mapping(value)[step]
            assert value or address.endswith(".needs")
