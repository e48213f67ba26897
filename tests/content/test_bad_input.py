"""One broken tree that holds every kind of mistake at once: all of them come out in one run, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.content.folder import check_folder
from tests.content import sample
from tests.content.sample import CONDUCT, FIRST, LAB, SECOND, STANDARD

BOMB = "labs/acme/policy/3.0.md"
LARGE = "labs/acme/policy/4.0.md"
BYTES = "labs/acme/policy/5.0.md"
CLASH = "labs/joint/pledge/V1.md"
LINK = "labs/acme/policy/6.0.md"
EXPECTED = [
    (CONDUCT, 3, "'policy/no-such-clause' refers to no clause of any version of policy"),
    (LAB, 3, "unknown key `legal_nam`; did you mean `legal_name`?"),
    (FIRST, 2, "'2023-13' is not a day of the calendar"),
    (FIRST, 11, "'pauze' is not a topic; did you mean `pause`?"),
    (FIRST, 18, "'conditionally' is not a value of `strength`; did you mean `conditional`?"),
    (FIRST, 21, "the id `look` stands twice, first on line 15"),
    (SECOND, 10, "`was`: no clause 'stopp' in any other version"),
    (BOMB, 2, "anchors (`&a`) are not allowed"),
    (BOMB, 3, "aliases (`*a`) are not allowed"),
    (BOMB, 2, "`source` is missing"),
    (LARGE, 1, "at most 1 MB"),
    (BYTES, 2, "not UTF-8: byte 0xFF at offset 11"),
    (LINK, 1, "a symbolic link"),
    (CLASH.replace("V1", "v1"), 1, "the label 'v1' clashes with 'V1'"),
    (STANDARD, 20, "100 is not below 100, the score of a level above it"),
]


def _edits() -> dict[str, str | bytes]:
    first = sample.TEXTS[FIRST].replace("2023-10", "2023-13").replace("topic: pause", "topic: pauze")
    pledge = sample.TEXTS[sample.PLEDGE_TEXT]
    return {
        LAB: sample.TEXTS[LAB].replace("legal_name", "legal_nam"),
        FIRST: first.replace("strength: conditional", "strength: conditionally").replace(
            "id: tell", "id: look"
        ),
        SECOND: sample.TEXTS[SECOND].replace("was: halt", "was: stopp").replace("id: tell", "id: halt"),
        CONDUCT: sample.TEXTS[CONDUCT].replace("policy/stop,", "policy/no-such-clause,"),
        STANDARD: sample.TEXTS[STANDARD].replace("score: 40", "score: 100"),
        BOMB: "---\npublished: &a 2025\neffective: *a\n---\n",
        LARGE: "---\n" + "a" * 1_000_000,
        BYTES: b"---\npublish\xff: 2024\n---\n",
        CLASH: pledge,
        CLASH.replace("V1", "v1"): pledge,
    }


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path, content in {**sample.TEXTS, **_edits()}.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / LINK).symlink_to("/etc/hostname")
    return tmp_path


def test_every_mistake_of_a_broken_tree_is_named_in_one_run(tree: Path) -> None:
    """Each mistake comes with its file and line, in order, and no mistake brings up another."""
    found = check_folder(tree)
    assert [(problem.path, problem.line) for problem in found] == sorted(
        (path, line) for path, line, _ in EXPECTED
    )
    for problem, (_, _, message) in zip(found, sorted(EXPECTED), strict=True):
        assert message in problem.message


def test_a_problem_prints_as_path_line_and_message(tree: Path) -> None:
    """Editors and people jump to `path:line`."""
    assert str(check_folder(tree)[0]).startswith(
        f"{CONDUCT}:3: `about`: 'policy/no-such-clause' refers to no clause"
    )


FLAWS = [
    ("name: Acme", "name: &a Acme", 2, "anchors (`&a`) are not allowed"),
    ("name: Acme", "name: *a", 2, "aliases (`*a`) are not allowed"),
    ("name: Acme", "*a : Acme", 2, "aliases (`*a`) are not allowed"),
    ("[Acme AI, NO]", "[Acme AI, *a]", 7, "aliases (`*a`) are not allowed"),
    ("looked: its site and its filings", "looked: *a", 10, "aliases (`*a`) are not allowed"),
    ("  - {topic: audit,", "  - *a\n  - {topic: audit,", 10, "aliases (`*a`) are not allowed"),
    ("name: Acme", "name: !tag Acme", 2, "tags (`!tag`) are not allowed"),
    ("name: Acme", "<<: {name: Acme}", 2, "merge keys (`<<`) are not allowed"),
    ("name: Acme", "? [name]\n: Acme", 2, "a key must be a plain word"),
    ("name: Acme", "name: \u200bAcme", 2, "U+200B (zero width space)"),
    ("name: Acme", "name: \u200b", 2, "U+200B (zero width space)"),
    ("name: Acme", "na\u200bme: Acme", 2, "U+200B (zero width space)"),
    ("name: Acme", "name: \x07", 2, "the character U+0007"),
    ("A laboratory.", "A \x00laboratory.", 13, "the character U+0000"),
    ("A laboratory.", "A\rlaboratory.", 13, "the character U+000D"),
    ("---\nname", "\ufeff---\nname", 1, "byte order mark"),
    ("name: Acme", "name: \udce9", 2, "not UTF-8: byte 0xE9"),
    ("name: Acme", "nam\udce9: Acme", 2, "not UTF-8: byte 0xE9"),
    ("topic: audit", "topic: audi\udce9", 10, "not UTF-8: byte 0xE9"),
    ("A laboratory.", "A laborator\udce9.", 13, "not UTF-8: byte 0xE9"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), FLAWS, ids=[f"{new!a}" for _, new, _, _ in FLAWS])
def test_a_flaw_of_form_hides_no_other_mistake(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    """The rest of the file is read on, and what the flaw alone makes look wrong or missing is not reported."""
    text = sample.TEXTS[LAB].replace("founded: 2015", "founded: '15'")
    assert old in text
    broken = text.replace(old, new, 1).encode("utf-8", "surrogateescape")
    files: dict[str, str | bytes] = {**sample.TEXTS, LAB: broken}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    found = check_folder(tmp_path)
    late = 6 if "\n:" in new else 5
    assert sorted((problem.path, problem.line) for problem in found) == sorted([(LAB, line), (LAB, late)])
    assert any(message in problem.message for problem in found)
    assert any("'15' is not a year" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (FIRST, "id: halt", "id: *a"),
        (FIRST, "  - id: halt\n", "  - *a\n  - id: halt\n"),
        (FIRST, "published: 2023-10", "published: *a"),
        (SECOND, "was: halt", "was: *a"),
        (SECOND, "topic: pause", "topic: *a"),
        (sample.VOCABULARY, "      - {id: outside, title: Outside, about: By others.}\n", "      - *a\n"),
        (sample.VOCABULARY, "    - {id: none, title: None, about: No look.}\n", "    - *a\n"),
        (sample.VOCABULARY, "  - {id: kept, title: Kept, about: Done.}\n", "  - *a\n"),
        (sample.VOCABULARY, "  - {id: scale,", "  - *a\n  - {id: scales,"),
        (STANDARD, "topics: [audit, pause]", "topics: [audit, *a]"),
        (STANDARD, "    topics: [pause]", "    topics: [*a]"),
        (STANDARD, "  - id: looking", "  - id: *a"),
    ],
)
def test_a_value_that_is_lost_makes_nothing_else_wrong(path: str, old: str, new: str) -> None:
    """What other values and other texts look for in vain may be just what the alias stands for."""
    problems = sample.problems_of(sample.with_edit(path, old, new))
    assert [(problem.path, problem.message.partition(" (")[0]) for problem in problems] == [(path, "aliases")]
