"""A small sound catalogue as texts, in which every kind of file and almost every key stands, and ways to break it."""

from __future__ import annotations

from collections.abc import Mapping

from registry.content.folder import read_all
from registry.errors import Problem, ProblemsFound

LAB = "labs/acme/lab.md"
POLICY = "labs/acme/policy/document.md"
FIRST = "labs/acme/policy/1.0.md"
SECOND = "labs/acme/policy/2.0.md"
CONDUCT = "labs/acme/conduct/2024-11-report-published.md"
DISCLOSURE = "labs/acme/disclosures/2024-12-01-agreements-changed.md"
REPLY = "labs/acme/replies/2025-01-02-on-the-report.md"
QUESTIONS = "labs/acme/open-questions.md"
OTHER_LAB = "labs/bolt/lab.md"
PLEDGE = "labs/joint/pledge/document.md"
PLEDGE_TEXT = "labs/joint/pledge/2024-05-21.md"
PLEDGE_QUESTIONS = "labs/joint/pledge/open-questions.md"
STANDARD = "standards/caution.yaml"
VOCABULARY = "standards/vocabulary.yaml"

TEXTS: Mapping[str, str] = {
    VOCABULARY: """\
decisions:
  - {id: scale, title: Whether to go on, about: When a lab stops.}
  - {id: deploy, title: Whether to release, about: When a model goes out.}
topics:
  - id: pause
    title: Pause
    about: When a lab stops.
    decision: scale
    aspects:
      - {id: stop-training, title: Stop training, about: Training halts.}
      - {id: stop-deployment, title: Stop deployment, about: Release halts.}
      - {id: resume-conditions, title: Resume, about: When it goes on.}
      - {id: collective-pause, title: Together, about: With others.}
  - id: audit
    title: Audit
    about: Who looks.
    decision: deploy
    aspects:
      - {id: outside, title: Outside, about: By others.}
facets:
  strength:
    - {id: aspiration, title: Aspiration, about: Hopes.}
    - {id: intent, title: Intent, about: Plans.}
    - {id: conditional, title: Conditional, about: Unless.}
    - {id: firm, title: Firm, about: Will.}
  verification:
    - {id: none, title: None, about: No look.}
    - {id: self-report, title: Own report, about: The lab says.}
    - {id: external, title: External, about: Others look.}
  disclosure:
    - {id: claimed, title: Claimed, about: Not public.}
    - {id: published, title: Published, about: Public.}
verdicts:
  - {id: kept, title: Kept, about: Done.}
  - {id: partly-kept, title: Partly kept, about: Half done.}
  - {id: broken, title: Broken, about: Not done.}
  - {id: disputed, title: Disputed, about: Two views.}
  - {id: pending, title: Pending, about: Not yet.}
glossary:
  - {term: weights, meaning: What a model has learned.}
synonyms:
  - [pause, halt]
""",
    LAB: """\
---
name: Acme
legal_name: Acme AI Ltd
country: GB
founded: 2015
website: https://acme.example
aliases: [Acme AI, NO]
formerly: [acme-labs]
nothing_found:
  - {topic: audit, date: 2024-02, looked: its site and its filings}
---

A laboratory.
""",
    OTHER_LAB: """\
---
name: Bolt
formerly: [bolt-ai]
---
""",
    POLICY: """\
---
title: Scaling policy
kind: policy
url: https://acme.example/policy
checked: 2025-06-01
withdrawn: {date: 2026-01-31, why: replaced}
superseded_by: joint/pledge
disputed: {since: 2025-09, why: nobody answers}
formerly: [old-policy]
---

When it stops.
""",
    FIRST: """\
---
published: 2023-10
source:
  url: https://acme.example/policy-1.pdf
  archive: https://archive.example/1
  read: primary
  read_from: https://mirror.example/1
decided_by: the board
clauses:
  - id: halt
    topic: pause
    aspects: [stop-training, stop-deployment]
    text: Acme will stop when it must.
    strength: firm
  - id: look
    topic: audit
    text: Acme may let others look.
    strength: conditional
    act: permission
    decided_by: the chief scientist
  - id: tell
    topic: audit
    text: Acme will tell.
    strength: firm
---

The first.
""",
    SECOND: """\
---
title: Second edition
seen: 2024-10-15
effective: 2024-11-01
source: {url: "https://acme.example/policy-2.pdf", read: secondary}
announced: partly
announced_note: The blog named one of two.
clauses:
  - id: stop
    was: halt
    continues: joint/pledge/stop-together
    topic: pause
    aspects: [stop-training]
    act: promise
    text: Acme plans to stop when it must.
    where: section 3.2
    strength: intent
    verification: external
    scope: large models
    trigger: an evaluation
    due: 2025-05-01
    ends: 2026-05
    decided_by: the safety committee
    waiver: if a competitor goes ahead
    disclosure: claimed
    quote: when it must
    judged: {change: weakened, why: the threshold was raised}
unconfirmed: [look]
removed:
  - {id: tell, why: no longer said}
---

The second.
""",
    CONDUCT: """\
---
date: 2024-11
about: [policy/stop, joint/pledge/stop-together, audit]
verdict: disputed
sources:
  - {url: "https://news.example/1", read: primary}
  - {url: "https://news.example/2", read: secondary}
readings:
  - {by: the lab, text: It was kept.}
  - {by: a union, text: It was not.}
---

News Example reports it.
""",
    DISCLOSURE: """\
---
date: 2024-12-01
source: {url: "https://acme.example/agreements", read: primary}
---

Acme says that it has changed its agreements.
""",
    REPLY: """\
---
date: 2025-01-02
by: J. Doe, head of policy
about: [policy/halt, 2024-11-report-published, caution/halting]
---

We disagree.
""",
    QUESTIONS: "- Who sits on the committee?\n",
    PLEDGE: """\
---
title: The pledge
kind: pledge
convener: Two governments
signatories:
  - {lab: acme, joined: 2024-05-21, clauses: [stop-together]}
  - {lab: bolt, seen: 2024-06, left: 2025-01-01, note: left by letter}
  - {name: Cog Ltd, joined: 2024-05-21, out_of_scope: {since: 2025-02, why: it builds no models}}
declined:
  - {name: Dyn Inc, date: 2024-05-22, why: too vague, source: {url: "https://news.example/3", read: secondary}}
---
""",
    PLEDGE_TEXT: """\
---
published: 2024-05-21
source: {url: "https://pledge.example/text", read: primary}
clauses:
  - id: stop-together
    topic: pause
    aspects: [collective-pause]
    text: Signatories will stop together.
    strength: firm
---
""",
    PLEDGE_QUESTIONS: "- Is it in force?\n",
    STANDARD: """\
version: "1.10"
title: Caution
about: |
  How far a lab has bound itself.
aggregate: geometric
grades: {A: 80, B: 50.5, F: 0}
practice: {window_months: 24, combine: worst, kept: 1, broken: 0.25}
robustness: {draws: 1000, concentration: 20}
criteria:
  - id: halting
    title: Halting
    question: Will it stop?
    topics: [pause]
    aspects: [stop-training, collective-pause]
    weight: 2.5
    levels:
      - score: 100
        label: firm
        needs: {strength: firm, has: [decided_by], without: [waiver], own: yes, held_days: 180}
      - {score: 40, label: anything, needs: {}}
  - id: looking
    title: Looking
    question: May others look?
    topics: [audit, pause]
    weight: 1
    levels:
      - {score: 100, label: shown, needs: {verification: external, disclosure: claimed}}
""",
}


def with_edit(path: str, old: str, new: str) -> dict[str, str]:
    """The sound catalogue with one passage of one text replaced."""
    assert TEXTS[path].count(old) == 1, f"{old!r} must stand once in {path}"
    return {**TEXTS, path: TEXTS[path].replace(old, new)}


def problems_of(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """What is wrong with the texts."""
    try:
        read_all(texts)
    except ProblemsFound as found:
        return found.problems
    return ()
