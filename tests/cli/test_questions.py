"""Real questions put to the command line; the answers were worked out by hand from the sources' facts."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.cli.conftest import Command

RSP = "anthropic/responsible-scaling-policy"


def clauses(command: Command, *arguments: str) -> set[str]:
    """The clauses among the changes that these filters leave."""
    return {change["clause"] for change in command.json("changes", *arguments)}


def criterion(command: Command, lab: str, standard: str, name: str, on: str) -> dict[str, object]:
    """One criterion of a scorecard."""
    card = command.json("score", lab, "--standard", standard, "--as-of", on)
    found: dict[str, object] = next(item for item in card["criteria"] if item["id"] == name)
    return found


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (
            ("--document", "openai/preparedness-framework", "--direction", "removed"),
            (
                "critical-alignment-evidence external-access medium-risk-aim monthly-report preparedness-team "
                "safety-drills tracked-persuasion"
            ),
        ),
        (
            ("--document", "openai/preparedness-framework", "--direction", "weakened"),
            (
                "deploy-gate employee-summary eval-cadence eval-elicitation internal-visibility pause-as-last-resort "
                "third-party-evaluation tracked-categories"
            ),
        ),
        (
            ("--document", RSP, "--since", "2025-05-14", "--until", "2025-05-14"),
            "asl3-weight-security insider-risk-controls",
        ),
        (
            ("--document", "google-deepmind/google-ai-principles", "--direction", "removed"),
            "no-norm-violating-surveillance no-weapons scientific-excellence",
        ),
        (
            (
                "--document",
                "xai/risk-management-framework",
                "--direction",
                "removed",
                "--since",
                "2026-06-30",
            ),
            (
                "adapt-framework anonymous-reporting benefit-over-risk expert-collaboration further-thresholds "
                "internal-use-safeguards loss-of-control-threshold malicious-use-threshold publish-updates "
                "report-to-government transparency-publications trusted-user-exception"
            ),
        ),
        (
            ("--lab", "safe-superintelligence", "--direction", "removed"),
            "avoid-competitive-race no-large-scale-harm",
        ),
    ],
)
def test_what_did_a_document_drop_or_weaken(filled: Command, filters: tuple[str, ...], expected: str) -> None:
    """The clauses of a direction in a document, or in one version of it."""
    assert clauses(filled, *filters) == set(expected.split())


def test_how_did_version_3_of_anthropics_policy_differ(filled: Command) -> None:
    """Counts by direction of one large rewrite; one clause's direction is derived where people settled on none."""
    found = filled.json("changes", "--document", RSP, "--since", "2026-02-24", "--until", "2026-02-24")
    counts = Counter(change["direction"] for change in found)
    assert (counts["added"], counts["removed"], counts["weakened"], counts["strengthened"], counts["mixed"]) == (
        23, 26, 7, 6, 5,
    )  # fmt: skip


def test_what_a_new_version_left_unread_is_not_called_removed(filled: Command) -> None:
    """Six clauses of Amazon's framework could not be read in the newest version: they are held, not removed."""
    unread = {
        "hold-until-more-safeguards", "leadership-approves-mitigations", "pre-deployment-evaluation", "safety-research",
        "threat-sharing", "weight-protection",
    }  # fmt: skip
    assert not unread & clauses(filled, "--lab", "amazon", "--direction", "removed")


def test_a_withdrawal_removes_every_clause_to_no_version(filled: Command) -> None:
    """Two documents were withdrawn: seven clauses of one and one of the other went to null that day."""
    found = [change for change in filled.json("changes", "--direction", "removed") if change["to"] is None]
    assert Counter((change["document"], change["date"]) for change in found) == {
        ("asl-3-activation", "2026-02-24"): 7,
        ("system-card-practice", "2025-04-15"): 1,
    }


def test_who_held_a_check_for_deception(filled: Command) -> None:
    """In October 2025 Anthropic and xAI had one; a year later Anthropic and OpenAI."""
    on = {
        day: {
            lab: criterion(filled, lab, "buying-time", "deception-check", day)["clause"]
            for lab in ("anthropic", "xai", "openai", "google-deepmind")
        }
        for day in ("2025-10-01", "2026-11-21")
    }
    assert on == {
        "2025-10-01": {
            "anthropic": "responsible-scaling-policy/affirmative-misalignment-case",
            "xai": "risk-management-framework/loss-of-control-threshold",
            "openai": None,
            "google-deepmind": None,
        },
        "2026-11-21": {
            "anthropic": "responsible-scaling-policy/affirmative-misalignment-case",
            "xai": None,
            "openai": "critical-capability-safeguards/monitorability-limit",
            "google-deepmind": None,
        },
    }


def test_the_only_merge_clause_stands_in_a_disputed_document(filled: Command) -> None:
    """OpenAI's Charter clause counts in the practice total and not in the low one."""
    card = filled.json("score", "openai", "--standard", "buying-time", "--as-of", "2026-11-21")
    merge = next(item for item in card["criteria"] if item["id"] == "stop-and-assist")
    assert merge["clause"] == "charter/merge-stop-and-assist"
    assert card["low"] < card["practice"]
    before = filled.json("score", "openai", "--standard", "buying-time", "--as-of", "2026-04-25")
    assert before["low"] == before["practice"]


def test_alibabas_topics_are_assessed_or_not(filled: Command) -> None:
    """Looking in vain is an assessment; what nobody looked into leaves the range open."""
    card = filled.json("score", "alibaba", "--standard", "accountability", "--as-of", "2026-11-21")
    assert card["coverage"] < 1 and card["high"] > card["practice"]
    assessed = {item["id"]: item["assessed"] for item in card["criteria"]}
    assert assessed["changes-announced"] is False


def test_an_embargo_is_found_by_its_words(filled: Command) -> None:
    """`six months` at Google DeepMind leads to the paper embargo, a claimed rule."""
    found = filled.json("search", "six months", "--lab", "google-deepmind")
    path = "/labs/google-deepmind/research-publication-practice/clauses/strategic-paper-embargo/"
    assert path in [hit["path"] for hit in found["hits"][:3]]
