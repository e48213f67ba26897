"""score, changes and search: ten real questions and their answers as the sources give them, and wrong questions."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.cli.conftest import TREE, Command

ANTHROPIC_RSP = ("--lab", "anthropic", "--document", "anthropic/responsible-scaling-policy")


def test_score_prints_the_documented_shape(filled: Command) -> None:
    """A scorecard has exactly the documented keys, its criteria in the standard's order."""
    card = filled.json("score", "openai", "--standard", "buying-time", "--as-of", "2026-11-21")
    assert list(card) == [
        "standard", "version", "lab", "as_of", "promise", "practice", "low", "high", "coverage", "grade", "criteria",
    ]  # fmt: skip
    assert all(
        list(result) == [
            "id", "weight", "promise", "practice", "level", "clause", "version", "conduct", "assessed", "next",
        ]
        for result in card["criteria"]
    )  # fmt: skip
    merge = next(result for result in card["criteria"] if result["id"] == "stop-and-assist")
    assert merge["clause"] == "charter/merge-stop-and-assist"


def test_before_a_lab_was_founded_there_is_no_total(filled: Command) -> None:
    """Totals are null before the founding year, and the plain form says so."""
    card = filled.json("score", "anthropic", "--standard", "buying-time", "--as-of", "2020-06-30")
    assert (card["promise"], card["practice"], card["low"], card["high"], card["grade"]) == (None,) * 5
    said = filled("score", "anthropic", "--standard", "buying-time", "--as-of", "2020-06-30").stdout
    assert "founded in 2021" in said


def test_changes_print_the_documented_shape_newest_first(filled: Command) -> None:
    """Every change has exactly the documented keys; dates never rise."""
    found = filled.json("changes")
    keys = ["lab", "document", "from", "to", "date", "clause", "topic", "change", "judged", "direction"]
    assert all(list(change) == keys for change in found)
    assert [change["date"] for change in found] == sorted((change["date"] for change in found), reverse=True)
    assert "unchanged" not in {change["direction"] for change in found}
    assert "unchanged" in {change["direction"] for change in filled.json("changes", "--all")}


def test_what_a_version_weakened_is_told_with_its_reason(filled: Command) -> None:
    """Version 2.0 of Anthropic's policy turned a pause pledge into a training rule; the judgement gives the reason."""
    found = filled.json("changes", *ANTHROPIC_RSP, "--since", "2024-10-15", "--until", "2024-10-15")
    change = next(item for item in found if item["clause"] == "pause-scaling-if-safeguards-lag")
    assert (change["from"], change["to"], change["direction"]) == ("1.0", "2.0", "weakened")
    assert "pretraining rule" in change["judged"]["why"]


@pytest.mark.parametrize("direction", ["added", "removed", "strengthened", "weakened", "mixed"])
def test_changes_are_filtered_by_the_direction_that_counts(filled: Command, direction: str) -> None:
    """The judged direction is filtered where there is one, else the derived."""
    found = filled.json("changes", "--direction", direction)
    assert found
    assert {item["judged"]["change"] if item["judged"] else item["change"] for item in found} == {direction}


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("merge clause", "/topics/merge-clause/"),
        ("stop and assist", "/labs/openai/charter/clauses/merge-stop-and-assist/"),
        ("claude", "/labs/anthropic/"),
        ("GDM", "/labs/google-deepmind/"),
    ],
)
def test_search_puts_the_record_first_that_was_meant(filled: Command, query: str, path: str) -> None:
    """A topic by its name, a clause by its words, a lab by another name."""
    found = filled.json("search", query)
    assert found["hits"][0]["path"] == path
    assert list(found) == ["query", "total", "did_you_mean", "hits"]
    assert list(found["hits"][0]) == ["kind", "path", "title", "score", "snippet"]


def test_search_finds_what_was_removed(filled: Command) -> None:
    """A clause that version 3.0 dropped is still found, and not among what is in force today."""
    query = ("search", "6x safety buffer", "--lab", "anthropic", "--kind", "clause")
    path = "/labs/anthropic/responsible-scaling-policy/clauses/safety-buffer-6x/"
    ever, now = (
        {hit["path"] for hit in filled.json(*query, *more)["hits"]}
        for more in ((), ("--as-of", "2026-11-21"))
    )
    assert path in ever
    assert path not in now


def test_without_words_a_filter_lists_what_it_leaves(filled: Command) -> None:
    """An empty query with a filter lists every record that passes."""
    found = filled.json("search", "", "--kind", "standard")
    assert {hit["kind"] for hit in found["hits"]} == {"standard"}
    assert all(hit["snippet"] for hit in found["hits"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score", "antropic", "--standard", "buying-time"), "did you mean 'anthropic'?"),
        (("score", "anthropic", "--standard", "buying-tme"), "did you mean 'buying-time'?"),
        (("score", "anthropic"), "Missing option '--standard'"),
        (
            ("score", "anthropic", "--standard", "buying-time", "--as-of", "2024-02-30"),
            "not a day of the calendar",
        ),
        (("score", "anthropic", "--standard", "buying-time", "--as-of", "2024-02"), "is not one day"),
        (("changes", "--direction", "worse"), "'worse' is not one of"),
        (("changes", "--document", "charter"), "write LAB/SLUG"),
        (("changes", "--topic", "pauses"), "did you mean 'pause'?"),
        (("search", ""), "write words to search for"),
        (("search", " "), "write words to search for"),
        (("search", "x", "--kind", "clauses"), "'clauses' is not one of"),
        (("nonsense",), "No such command 'nonsense'"),
    ],
)
def test_a_wrong_question_is_answered_with_what_would_be_right(
    filled: Command, arguments: tuple[str, ...], said: str
) -> None:
    """Wrong usage ends with status 2 and a sentence on standard error; nothing is printed as data."""
    result = filled(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_an_empty_database_is_filled_from_the_files(command: Command) -> None:
    """The first question on a fresh installation is answered, and progress is told apart from the answer."""
    result = command("score", "anthropic", "--standard", "buying-time", "--json")
    assert result.exit_code == 0
    assert result.stdout.startswith("{")
    assert "reading" in result.stderr


def test_what_takes_effect_later_is_listed_only_when_asked_for(filled: Command) -> None:
    """Dates default to today; a change of the far future appears with --until."""
    today = datetime.now(UTC).date().isoformat()
    assert all(change["date"] <= today for change in filled.json("changes"))
    assert len(filled.json("changes", "--until", "2199-12-31")) >= len(filled.json("changes"))


def test_output_that_nobody_reads_on_is_no_mistake(filled: Command) -> None:
    """A reader that closes the pipe after a line ends the command with status 0 and no traceback."""
    command = f"{shlex.quote(sys.executable)} -m registry changes; echo status $? >&2"
    environ = {**os.environ, "REGISTRY_DATA_DIR": str(filled.data), "REGISTRY_DATABASE_URL": ""}
    done = subprocess.run(
        ["sh", "-c", f"({command}) | head -1"],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
        cwd=TREE,
    )
    assert done.stderr.strip() == "status 0"
    assert done.stdout.count("\n") == 1
