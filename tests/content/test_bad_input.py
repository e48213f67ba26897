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
        BOMB: "---\na: &a [x]\nb: &b [*a, *a]\n---\n",
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
