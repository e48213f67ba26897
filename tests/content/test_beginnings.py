"""New records: where they stand, and what they start with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.content import beginnings
from registry.content.beginnings import Beginning
from registry.content.composing import take_apart
from registry.content.places import Sort
from registry.content.structure import Value, rows_of
from registry.content.succession import unexplained
from registry.errors import BadValue
from tests.content import sample


def test_the_next_version_starts_with_the_clauses_of_the_one_before() -> None:
    """Clauses keep their names and all that they say; what is true of one version alone is left out."""
    begun = beginnings.new_version("acme", "policy", "3.0", before=sample.TEXTS[sample.SECOND])
    assert begun.place.path == "labs/acme/policy/3.0.md"
    value = take_apart(begun.place, begun.text)
    before = take_apart(begun.place, sample.TEXTS[sample.SECOND])
    (clause,), (earlier,) = rows_of(value, "clauses"), rows_of(before, "clauses")
    assert set(earlier) - set(clause) == {"was", "judged"}
    assert all(clause[key] == earlier[key] for key in clause)
    assert set(value) == {"clauses", "source"}
    kept = beginnings.new_version("acme", "policy", "1.1", before=sample.TEXTS[sample.FIRST])
    assert take_apart(kept.place, kept.text)["decided_by"] == "the board"


@pytest.mark.parametrize(
    ("begin", "path"),
    [
        (lambda: beginnings.new_lab("Über AI"), "labs/uber-ai/lab.md"),
        (lambda: beginnings.new_lab("深度求索", slug="deepseek"), "labs/deepseek/lab.md"),
        (lambda: beginnings.new_document("acme", "Halt Policy (2nd)"), "labs/acme/halt-policy-2nd/document.md"),
        (lambda: beginnings.new_document("joint", "A pledge"), "labs/joint/a-pledge/document.md"),
        (lambda: beginnings.new_version("acme", "policy", " 2.1 "), "labs/acme/policy/2.1.md"),
        (lambda: beginnings.new_entry(Sort.CONDUCT, "acme", "2025-05", "Halt skipped!"),
         "labs/acme/conduct/2025-05-halt-skipped.md"),
        (lambda: beginnings.new_entry(Sort.DISCLOSURE, "acme", "2025", "x" * 300),
         f"labs/acme/disclosures/2025-{'x' * 92}.md"),
        (lambda: beginnings.new_entry(Sort.REPLY, "acme", "2025-01-02", "On it"),
         "labs/acme/replies/2025-01-02-on-it.md"),
        (lambda: beginnings.new_standard("Caution first"), "standards/caution-first.yaml"),
        (lambda: beginnings.new_questions("acme"), "labs/acme/open-questions.md"),
        (lambda: beginnings.new_questions("joint", "pledge"), "labs/joint/pledge/open-questions.md"),
    ],
)  # fmt: skip
def test_a_new_record_has_a_place_and_a_text_for_its_form(begin: Callable[[], Beginning], path: str) -> None:
    """What was typed gives the path, and the first text can be filled in."""
    begun = begin()
    assert begun.place.path == path
    take_apart(begun.place, begun.text)


@pytest.mark.parametrize(
    ("begin", "message"),
    [
        (lambda: beginnings.new_lab("深度求索"), "write letters a to z"),
        (lambda: beginnings.new_lab("Joint"), "joint/ is not a lab"),
        (lambda: beginnings.new_document("acme", "Conduct"), "does not fit"),
        (lambda: beginnings.new_version("acme", "policy", "1..2"), "two dots"),
        (lambda: beginnings.new_version("acme", "policy", "../1"), "letters, digits"),
        (lambda: beginnings.new_version("acme", "policy", "document"), "would hold document"),
        (lambda: beginnings.new_version("joint", "pledge", "open-questions"), "open questions"),
        (lambda: beginnings.new_version("acme", "conduct", "2025-01-01-a"), "would hold conduct"),
        (lambda: beginnings.new_version("acme", "policy", "2", before="clauses"), "front matter"),
        (lambda: beginnings.new_version("../x", "policy", "2"), "leaves the catalogue"),
        (lambda: beginnings.new_entry(Sort.CONDUCT, "acme", "May", "a"), "the date"),
        (lambda: beginnings.new_standard("Vocabulary"), "would hold vocabulary"),
    ],
)
def test_what_gives_no_place_is_refused(begin: Callable[[], Beginning], message: str) -> None:
    """The refusal says what would be right."""
    with pytest.raises(BadValue, match=message):
        begin()


def test_clauses_that_are_dropped_want_a_word() -> None:
    """A clause of the version before is told of as a clause, by its name or the one it had, or by a note."""
    before: dict[str, Value] = {"clauses": [{"id": name} for name in "abcde"], "unconfirmed": ["f", "g"]}
    after: dict[str, Value] = {
        "clauses": [{"id": "a"}, {"id": "x", "was": "b"}],
        "removed": [{"id": "c", "why": ""}],
        "unconfirmed": ["f"],
    }
    assert unexplained(before, after) == ("d", "e", "g")
    assert unexplained(before, before) == ()
    assert unexplained({}, after) == ()
