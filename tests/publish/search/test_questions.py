"""Real questions over the shipped catalogue, with the hit that should come first."""

from __future__ import annotations

import pytest

from registry.publish.search import SearchIndex
from tests.publish.search.conftest import TODAY, Ask

FIRST = {
    "merge clause": "topic:merge-clause",
    "stop and assist": "clause:openai/charter/merge-stop-and-assist",
    "stop competing": "topic:merge-clause",
    "non-disparagement": "clause:anthropic/responsible-scaling-policy/non-disparagement",
    "RSP": "document:anthropic/responsible-scaling-policy",
    "RSP 2.1": "version:anthropic/responsible-scaling-policy/2.1",
    "frontier safety framework 3.0": "version:google-deepmind/frontier-safety-framework/3.0",
    "who signed Seoul commitments": "document:joint/seoul-frontier-commitments-2024",
    "EU code of practice": "document:joint/eu-gpai-code-of-practice",
    "SB 53": "document:joint/california-sb-53",
    "xAI risk management framework": "document:xai/risk-management-framework",
    "Preparedness Framework": "document:openai/preparedness-framework",
    "infohazard policy": "document:conjecture/internal-infohazard-policy",
    "Long-Term Benefit Trust": "document:anthropic/long-term-benefit-trust",
    "GDM": "lab:google-deepmind",
    "DeepMind": "lab:google-deepmind",
    "Claude": "lab:anthropic",
    "Z.ai": "lab:zhipu",
    "Qwen": "lab:alibaba",
    "buying time": "standard:buying-time",
    "20 percent of compute": "clause:openai/superalignment-pledge/compute-20-percent",
    "google weapons": "clause:google-deepmind/google-ai-principles/no-weapons",
    "safety case": "clause:google-deepmind/frontier-safety-framework/safety-case",
    "responsible scaling officer": "clause:anthropic/responsible-scaling-policy/rso-role",
    "emergency shutdown": "clause:xai/risk-management-framework/emergency-shutdown",
    "marginal risk competitor": "clause:anthropic/responsible-scaling-policy/competitor-exception",
    "ASL-3 activated": "conduct:anthropic/2025-05-22-asl-3-activated-for-opus-4",
}

TOPICS = {
    "pause training": "pause",
    "deception evaluations": "dangerous-capability-evals",
    "whistleblower hotline": "whistleblowing",
    "model weights theft": "weight-security",
    "publish less capability research": "publication-restraint",
    "internal deployment monitoring": "internal-deployment",
}


@pytest.mark.parametrize(("question", "key"), FIRST.items(), ids=list(FIRST))
def test_the_right_hit_comes_first(ask: Ask, question: str, key: str) -> None:
    """A question in plain words finds what it names before anything else."""
    assert [hit.entry.key for hit in ask(question).hits[:1]] == [key]


@pytest.mark.parametrize(("question", "topic"), TOPICS.items(), ids=list(TOPICS))
def test_the_first_hits_are_about_the_right_thing(ask: Ask, question: str, topic: str) -> None:
    """Of the first three hits at least one is on the topic asked about."""
    assert any(topic in hit.entry.topics for hit in ask(question).hits[:3])


MARKED = (
    *FIRST, *TOPICS, "infohazard", "whistleblowing", "responsible scaling", "anthropic", "interpretab*",
    "whistleblower OR audit", '"red teaming"', "third-party -external", "halt lab:GDM", "board scaling nonsense",
)  # fmt: skip


@pytest.mark.parametrize("question", MARKED)
def test_every_hit_shows_why_it_was_found(index: SearchIndex, question: str) -> None:
    """Down to the last hit of a question in words, the snippet marks a word that was found."""
    result = index.search(question, today=TODAY, limit=500)
    assert result.hits
    assert [hit.entry.key for hit in result.hits if "<mark>" not in hit.snippet.html] == []
