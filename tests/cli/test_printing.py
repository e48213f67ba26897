"""What a person reads on a terminal says what --json says, and nothing that a terminal would obey."""

from __future__ import annotations

from tests.cli.conftest import Command

CARD = ("score", "conjecture", "--standard", "buying-time", "--as-of", "2026-11-21")
CHANGED = ("changes", "--document", "openai/preparedness-framework", "--direction", "weakened")


def words(text: str) -> str:
    """A text without its line ends and indents."""
    return " ".join(text.split())


def test_a_scorecard_says_what_decides_and_what_is_missing(small_filled: Command) -> None:
    """Totals, then each criterion in order with its clause, and the next level with what it takes."""
    card = small_filled.json(*CARD)
    lines = small_filled(*CARD).stdout.splitlines()
    assert lines[0] == "Conjecture against Buying time 1.0 on 2026-11-21"
    assert lines[1] == (
        f"practice {card['practice']:g}, promise {card['promise']:g}, low {card['low']:g}, high {card['high']:g}, "
        f"coverage {card['coverage']:.0%}, grade {card['grade']}"
    )
    heads = [line.split(maxsplit=2) for line in lines[4:] if line[:8].strip()]
    assert [(float(practice), float(promise)) for practice, promise, _ in heads] == [
        (criterion["practice"], criterion["promise"]) for criterion in card["criteria"]
    ]
    text = words("\n".join(lines))
    for criterion in card["criteria"]:
        assert criterion["clause"] is None or criterion["clause"] in text.replace("- ", "-")
        assert criterion["next"] is None or f"for {criterion['next']['score']:g}:" in text
    for said in ("no clause counts", "not assessed", "the best level", "its strength is “intent” or higher"):
        assert said in text


def test_changes_stand_one_a_line(filled: Command) -> None:
    """In the order of the JSON; a judged direction is marked, with what comparison alone derives."""
    found = filled.json(*CHANGED)
    *lines, last = filled(*CHANGED).stdout.splitlines()
    assert last == f"{len(found)} changes"
    for line, change in zip(lines, found, strict=True):
        date, document, label, clause, direction = line.split(maxsplit=4)
        owner = f"{change['lab']}/{change['document']}"
        assert (date, document, label, clause) == (change["date"], owner, change["to"], change["clause"])
        judged = f" (judged; derived: {change['change']})" if change["judged"] else ""
        assert direction == change["direction"] + judged
    assert any("judged" in line for line in lines) and any("judged" not in line for line in lines)


def test_a_withdrawal_is_named_in_place_of_a_version(filled: Command) -> None:
    """What went with a document went with no version."""
    lines = filled(
        "changes", "--document", "anthropic/asl-3-activation", "--direction", "removed"
    ).stdout.splitlines()
    assert lines[-1] == "7 changes"
    assert all(line.split()[2] == "withdrawn" for line in lines[:-1])


def test_hits_are_told_with_kind_address_and_words(small_filled: Command) -> None:
    """As many as asked for, and how many there are; snippets stand without markup."""
    found = small_filled.json("search", "infohazard", "--limit", "2")
    lines = small_filled("search", "infohazard", "--limit", "2").stdout.splitlines()
    assert found["total"] > 2
    assert lines[-1] == f"{found['total']} found, the best 2 shown"
    for hit in found["hits"]:
        place = lines.index(f"  {hit['path']}")
        assert lines[place - 1] == f"{hit['title']}  ({hit['kind']})"
    assert not any(sign in "\n".join(lines) for sign in ("<mark>", "&lt;", "&#", "\x1b"))


def test_a_misspelling_is_answered_with_what_may_be_meant(small_filled: Command) -> None:
    """Nothing found leads on."""
    assert small_filled("search", "infohazrd").stdout.splitlines() == ["0 found", "Did you mean: infohazard"]
