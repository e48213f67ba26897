"""Every rule of the format, broken once: one problem, at the line concerned, that says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.content import sample
from tests.content.sample import (
    CONDUCT,
    DISCLOSURE,
    FIRST,
    LAB,
    OTHER_LAB,
    PLEDGE,
    PLEDGE_TEXT,
    POLICY,
    QUESTIONS,
    REPLY,
    SECOND,
    STANDARD,
    VOCABULARY,
    problems_of,
    with_edit,
)


@dataclass(frozen=True)
class Slip:
    """One passage replaced by another; the problem is expected on the line where `at`, else the passage, stands."""

    path: str
    old: str
    new: str
    message: str
    at: str = ""


SLIPS = [
    # labs
    Slip(LAB, "legal_name: Acme", "legl_name: Acme", "unknown key `legl_name`; did you mean `legal_name`?"),
    Slip(LAB, "founded: 2015", "qqqq: 2015", "unknown key `qqqq`; known: name, "),
    Slip(LAB, "name: Acme\nlegal", "legal", "`name` is missing"),
    Slip(LAB, "country: GB", "country: UK", "'UK' is not a country's two-letter code"),
    Slip(LAB, "country: GB", "country: gb", "did you mean `GB`?"),
    Slip(LAB, "founded: 2015", "founded: '15'", "'15' is not a year"),
    Slip(LAB, "https://acme.example", "javascript:alert(1)", "is not a web address"),
    Slip(LAB, "https://acme.example", "https://user@acme.example", "is not a web address"),
    Slip(LAB, "https://acme.example", "https://[acme", "is not a web address"),
    Slip(LAB, "[Acme AI, NO]", "Acme AI", "`aliases` must be a list"),
    Slip(LAB, "[Acme AI, NO]", "[Acme AI, Acme AI]", "'Acme AI' stands twice in `aliases`"),
    Slip(LAB, "[Acme AI, NO]", "[Acme AI, [NO]]", "an entry of `aliases` must be a single value"),
    Slip(LAB, "name: Acme\nlegal", "name: [Acme]\nlegal", "`name` must be a single value, not a list"),
    Slip(LAB, "Acme AI Ltd", "\u0410cme AI Ltd", "mixes Latin letters with Cyrillic ones"),
    Slip(LAB, "[Acme AI, NO]", "[\uff21cme AI, NO]", "mixes Latin letters with Fullwidth ones"),
    Slip(LAB, "Acme AI Ltd", "A\u0301\u0302\u0303\u0304cme", "piles marks upon a letter"),
    Slip(PLEDGE, "Cog Ltd", "C\u03bfg Ltd", "mixes Latin letters with Greek ones"),
    Slip(LAB, "topic: audit", "topic: audits", "'audits' is not a topic; did you mean `audit`?"),
    Slip(LAB, ", looked: its site and its filings", "", "`looked` is missing"),
    Slip(
        LAB,
        "  - {topic: audit, date: 2024-02, looked: its site and its filings}",
        "  - audit",
        "must have keys",
    ),
    Slip(LAB, "[acme-labs]", "[bolt]", "the name 'bolt' is in use now"),
    Slip(LAB, "[acme-labs]", "[Acme]", "'Acme' is not a slug"),
    Slip(LAB, "[acme-labs]", "[joint]", "the name 'joint' is in use now"),
    Slip(OTHER_LAB, "[bolt-ai]", "[acme-labs]", "claimed by labs/acme/lab.md too"),
    Slip(POLICY, "[old-policy]", "[policy]", "the name 'policy' is in use now"),
    # documents
    Slip(POLICY, "kind: policy", "kind: polcy", "'polcy' is not known here; did you mean `policy`?"),
    Slip(POLICY, "kind: policy", "kind: law", "only a joint document can be a law"),
    Slip(POLICY, "checked: 2025-06-01", "checked: 2025-06-31", "'2025-06-31' is not a day of the calendar"),
    Slip(POLICY, "withdrawn: {date: 2026-01-31, why: replaced}\n", "", "needs `withdrawn: {date, why}`"),
    Slip(POLICY, ", why: replaced", "", "`why` is missing"),
    Slip(POLICY, "{date: 2026-01-31, why: replaced}", "2026-01-31", "`withdrawn` must have keys of its own"),
    Slip(
        POLICY,
        "joint/pledge",
        "joint/pledges",
        "'joint/pledges' is no document; did you mean `joint/pledge`?",
    ),
    Slip(POLICY, "joint/pledge", "policy", "not superseded by itself"),
    Slip(
        POLICY,
        "kind: policy",
        "kind: policy\nsignatories: [{lab: acme}]",
        "unknown key `signatories`",
        at="signat",
    ),
    Slip(PLEDGE, "{lab: acme,", "{lab: acne,", "'acne' is not a lab of the catalogue; did you mean `acme`?"),
    Slip(PLEDGE, "{lab: acme,", "{lab: acme, name: Acme,", "both `lab` and `name` stand here"),
    Slip(PLEDGE, "{name: Cog Ltd, ", "{", "`lab` is missing; write `lab` for"),
    Slip(PLEDGE, "{lab: acme, joined: 2024-05-21,", "{lab: acme,", "`joined` is missing"),
    Slip(PLEDGE, "[stop-together]", "[stop-alone]", "`clauses`: 'stop-alone' is not a clause of any version"),
    Slip(PLEDGE, "out_of_scope: {since: 2025-02,", "out_of_scope: {", "`since` is missing"),
    Slip(PLEDGE, ', source: {url: "https://news.example/3", read: secondary}', "", "`source` is missing"),
    # versions
    Slip(FIRST, "published: 2023-10", "published: 2024-02-30", "'2024-02-30' is not a day of the calendar"),
    Slip(
        FIRST, "published: 2023-10", "published: 10 May 2023", "'10 May 2023' is not a date; write YYYY-MM-DD"
    ),
    Slip(FIRST, "published: 2023-10\n", "", "`published` is missing"),
    Slip(FIRST, "https://archive.example/1", "archive.example/1", "is not a web address"),
    Slip(FIRST, "read: primary", "read: first hand", "write one of: primary, secondary"),
    Slip(SECOND, ", read: secondary", "", "`read` is missing"),
    Slip(FIRST, "decided_by: the board", "decided_by: Not named.", "names nobody; leave `decided_by` out"),
    Slip(SECOND, "the safety committee", "n/a", "names nobody"),
    Slip(SECOND, "announced: partly", "announced: 'true'", "write one of: yes, partly, no"),
    Slip(FIRST, "  - id: halt\n", "  - id: Halt!\n", "'Halt!' is not a slug"),
    Slip(
        PLEDGE_TEXT,
        "    strength: firm\n",
        "    strength: firm\n  - {id: stop-together, topic: pause, text: Again., strength: firm}\n",
        "the id `stop-together` stands twice, first on line 5",
        at="  - {id",
    ),
    Slip(FIRST, "    topic: pause\n", "    topic: pawse\n", "'pawse' is not a topic; did you mean `pause`?"),
    Slip(FIRST, "stop-deployment]", "outside]", "'outside' is not an aspect of pause; known: stop-training"),
    Slip(
        FIRST,
        "stop-deployment]",
        "stop-deployment, resume-conditions, collective-pause]",
        "4 aspects; at most 3",
    ),
    Slip(FIRST, "    strength: conditional\n", "", "`strength` is missing", at="  - id: look"),
    Slip(
        FIRST,
        "strength: conditional",
        "strength: firmly",
        "is not a value of `strength`; did you mean `firm`?",
    ),
    Slip(SECOND, "verification: external", "verification: outside", "is not a value of `verification`"),
    Slip(SECOND, "disclosure: claimed", "disclosure: secret", "known: claimed, published"),
    Slip(FIRST, "act: permission", "act: permit", "'permit' is not known here"),
    Slip(FIRST, "    text: Acme will tell.\n", "", "`text` is missing", at="  - id: tell"),
    Slip(SECOND, "due: 2025-05-01", "due: soon", "'soon' is not a date"),
    Slip(SECOND, "change: weakened", "change: removed", "'removed' cannot be judged"),
    Slip(SECOND, ", why: the threshold was raised", "", "`why` is missing"),
    Slip(
        SECOND,
        "was: halt",
        "was: halted",
        "no clause 'halted' in the version before (1.0); did you mean `halt`?",
    ),
    Slip(
        FIRST, "  - id: halt\n", "  - id: halt\n    was: stop\n", "no version before this one", at="was: stop"
    ),
    Slip(
        FIRST,
        "  - id: tell\n",
        "  - id: tell\n    judged: {change: mixed, why: so}\n",
        "no version",
        at="judged",
    ),
    Slip(SECOND, "unconfirmed: [look]", "unconfirmed: [lock]", "`unconfirmed`: no clause 'lock'"),
    Slip(
        SECOND,
        "unconfirmed: [look]",
        "unconfirmed: [halt]",
        "'halt' is also a clause of this version, or goes on",
    ),
    Slip(
        SECOND,
        "{id: tell, why: no longer said}",
        "{id: told, why: no longer said}",
        "`removed`: no clause 'told'",
    ),
    Slip(SECOND, "{id: tell, why: no longer said}", "{id: halt, why: no longer said}", "it cannot be both"),
    Slip(
        SECOND,
        "joint/pledge/stop-together",
        "joint/pledge/stop",
        "refers to no clause of any version of joint/pledge",
    ),
    Slip(SECOND, "joint/pledge/stop-together", "charter/merge", "'charter/merge' refers to no document"),
    Slip(SECOND, "joint/pledge/stop-together", "stop-together", "is no clause reference"),
    Slip(SECOND, "joint/pledge/stop-together", "policy/halt", "is of this document; write `was`"),
    # what is on record about a lab
    Slip(
        CONDUCT, "date: 2024-11", "date: 2024-11-05", "not the date that the file's name begins with, 2024-11"
    ),
    Slip(DISCLOSURE, "date: 2024-12-01", "date: 2024-12", "not the date that the file's name begins with"),
    Slip(
        CONDUCT,
        "about: [policy/stop, joint/pledge/stop-together, audit]\n",
        "",
        "`about` is missing",
        at="date",
    ),
    Slip(CONDUCT, "[policy/stop, ", "[policy/stopp, ", "'policy/stopp' refers to no clause"),
    Slip(
        CONDUCT,
        "[policy/stop, ",
        "[polcy/stop, ",
        "'polcy/stop' refers to no document; did you mean `policy`?",
    ),
    Slip(CONDUCT, ", audit]", ", audits]", "'audits' is no topic, nor a clause"),
    Slip(CONDUCT, "verdict: disputed", "verdict: kept-so-far", "is not known here"),
    Slip(
        CONDUCT, "sources:", "source: {url: https://a.example, read: primary}\nsources:", "both `source` and"
    ),
    Slip(CONDUCT, "{by: the lab, text", "{text", "`by` is missing"),
    Slip(CONDUCT, "\nNews Example reports it.\n", "", "the body is missing"),
    Slip(REPLY, "by: J. Doe, head of policy\n", "", "`by` is missing", at="date"),
    Slip(
        REPLY, "2024-11-report-published", "2024-11-report", "is not the name of a conduct file of this lab"
    ),
    Slip(
        REPLY,
        "caution/halting",
        "caution/halt",
        "'halt' is not a criterion of caution; did you mean `halting`?",
    ),
    Slip(REPLY, "policy/halt,", "policy/holt,", "'policy/holt' refers to no clause"),
    Slip(QUESTIONS, "- Who", "---\na: b\n---\n- Who", "open questions have no front matter"),
    # vocabulary
    Slip(VOCABULARY, "    decision: scale\n", "    decision: scales\n", "'scales' is not a decision"),
    Slip(VOCABULARY, "id: resume-conditions", "id: stop-training", "stands twice"),
    Slip(
        VOCABULARY, "about: Others look.", "abut: Others look.", "unknown key `abut`; did you mean `about`?"
    ),
    Slip(VOCABULARY, "{id: pending", "{id: open", "missing or strange: pending, open", at="verdicts:"),
    Slip(
        VOCABULARY,
        "{id: none",
        "{id: nothing",
        "`verification` must have the value `none`",
        at="  verification:",
    ),
    Slip(VOCABULARY, "  - [pause, halt]", "  - pause", "must be a list of texts"),
    # standards
    Slip(STANDARD, "title: Caution\n", "id: caution\ntitle: Caution\n", "unknown key `id`"),
    Slip(STANDARD, "aggregate: geometric", "aggregate: median", "write one of: arithmetic, geometric"),
    Slip(STANDARD, "A: 80, B: 50.5", "A: 80, B: 80", "begins at 80, as another does"),
    Slip(STANDARD, "{A: 80, ", '{"": 80, ', "a grade has no name"),
    Slip(STANDARD, "A: 80", "A: 101", "101 is not within 0 to 100"),
    Slip(STANDARD, "broken: 0.25", "broken: 1.25", "1.25 is not within 0 to 1"),
    Slip(STANDARD, "broken: 0.25", "breken: 0.25", "unknown key `breken`; did you mean `broken`?"),
    Slip(STANDARD, "window_months: 24", "window_months: 2.5", "is not a whole number above 0"),
    Slip(STANDARD, "draws: 1000", "draws: 20001", "20001 is above 20000"),
    Slip(STANDARD, "combine: worst", "combine: median", "write one of: mean, worst, latest"),
    Slip(STANDARD, "concentration: 20", "concentration: 0", "0 is not above 0"),
    Slip(STANDARD, "id: looking", "id: halting", "the id `halting` stands twice"),
    Slip(STANDARD, "topics: [pause]", "topics: [pause, speed]", "'speed' is not a topic"),
    Slip(STANDARD, "topics: [audit, pause]\n    ", "", "`topics` is missing", at="  - id: looking"),
    Slip(STANDARD, "aspects: [stop-training, ", "aspects: [outside, ", "'outside' is not an aspect of pause"),
    Slip(STANDARD, "weight: 2.5", "weight: -1", "-1 is not above 0"),
    Slip(STANDARD, "weight: 2.5", "weight: heavy", "'heavy' is not a number"),
    Slip(STANDARD, "{score: 40,", "{score: 100,", "100 is not below 100, the score of a level above it"),
    Slip(STANDARD, "{score: 40,", "{score: 140,", "140 is not within 0 to 100"),
    Slip(STANDARD, ", needs: {}", "", "`needs` is missing; write `needs: {}`"),
    Slip(STANDARD, "strength: firm", "strenght: firm", "unknown key `strenght`; did you mean `strength`?"),
    Slip(STANDARD, "{strength: firm, has", "{strength: solid, has", "'solid' is not a value of `strength`"),
    Slip(STANDARD, "has: [decided_by]", "has: [decider]", "'decider' is not what `has` can ask for"),
    Slip(STANDARD, "without: [waiver]", "without: [due]", "'due' is not what `without` can ask for"),
    Slip(STANDARD, "own: yes", "own: no", "'no' is not a value of `own`"),
    Slip(STANDARD, "held_days: 180", "held_days: half a year", "is not a number"),
    Slip(
        STANDARD,
        "    levels:\n      - {score: 100, label: shown, needs: {verification: external, disclosure: claimed}}\n",
        "",
        "`levels` is missing",
        at="  - id: looking",
    ),
    # form
    Slip(
        LAB,
        "name: Acme\nlegal",
        "name: Acme\nname: Bcme\nlegal",
        "key `name` stands twice, first on line 2",
        "name: Bcme",
    ),
    Slip(
        LAB,
        "---\n\nA laboratory.",
        "\nA laboratory.",
        "the front matter that begins here is not ended",
        at="---",
    ),
    Slip(LAB, "---\nname", "name", "the file must begin with front matter"),
    Slip(
        LAB, "name: Acme\nlegal", "name: Acme: the lab\nlegal", "a value that holds `: ` must stand in quotes"
    ),
    Slip(LAB, "[Acme AI, NO]", "[Acme AI, NO", "a list in brackets is not closed"),
    Slip(LAB, "country: GB", "country: &c GB", "anchors (`&c`) are not allowed"),
    Slip(LAB, "country: GB", "country: *c", "aliases (`*c`) are not allowed"),
    Slip(LAB, "country: GB", "country: !!str GB", "tags (`tag:yaml.org,2002:str`) are not allowed"),
    Slip(LAB, "country: GB", "<<: {country: GB}", "merge keys (`<<`) are not allowed"),
    Slip(LAB, "country: GB", "? [a, b]\n: GB", "a key must be a plain word"),
    Slip(LAB, "A laboratory.", "A \x00laboratory.", "the character U+0000"),
    Slip(LAB, "A laboratory.", "A laboratory.\rB", "the character U+000D"),
    Slip(
        LAB, "Acme AI Ltd", "Acme\u202e AI Ltd", "U+202E (right-to-left override) is not allowed in a value"
    ),
    Slip(LAB, "Acme AI Ltd", "Acme\u200b AI Ltd", "U+200B (zero width space) is not allowed in a value"),
    Slip(LAB, "Acme AI Ltd", '"Acme\\u202e AI Ltd"', "U+202E (right-to-left override)"),
    Slip(LAB, "Acme AI Ltd", '"Acme\\0 AI Ltd"', "U+0000"),
    Slip(
        LAB,
        "A laboratory.",
        "A\u202e laboratory.",
        "U+202E (right-to-left override) is not allowed in the Markdown",
    ),
    Slip(
        LAB,
        "A laboratory.",
        "A\u2028laboratory.",
        "U+2028 (line separator) is not allowed in the Markdown text",
    ),
    Slip(
        REPLY,
        "We disagree.",
        "We \u200bdisagree.",
        "U+200B (zero width space) is not allowed in the Markdown text",
    ),
    Slip(CONDUCT, "News Example reports", "News\U000e0041 reports", "U+E0041 (tag latin capital letter a)"),
    Slip(QUESTIONS, "- ", "-\u2066 ", "U+2066 (left-to-right isolate) is not allowed in the Markdown text"),
    Slip(LAB, "---\nname", "\ufeff---\nname", "byte order mark"),
    Slip(
        PLEDGE_TEXT, "    text: Signatories will stop together.\n", "", "`text` is missing", at="  - id: stop"
    ),
]


def _line(text: str, passage: str) -> int:
    return text[: text.index(passage)].count("\n") + 1


@pytest.mark.parametrize(
    "slip", SLIPS, ids=lambda slip: f"{slip.path.rpartition('/')[2]}: {slip.message[:50]}"
)
def test_one_mistake_is_named_once_with_its_line(slip: Slip) -> None:
    """A text with one mistake gives one problem, with the line of the key or value and what would be right."""
    texts = with_edit(slip.path, slip.old, slip.new)
    line = _line(texts[slip.path], slip.at) if slip.at else _line(sample.TEXTS[slip.path], slip.old)
    problems = problems_of(texts)
    assert [(problem.path, problem.line) for problem in problems] == [(slip.path, line)], problems
    assert slip.message in problems[0].message


def test_what_is_hidden_behind_blank_lines_has_its_own_line() -> None:
    """Lines are counted in the file: neither blank ones before the body nor a separator at its end shift them."""
    text = sample.TEXTS[LAB].replace("A laboratory.", "\n\nA laboratory.\n\n\u2028\n")
    (problem,) = problems_of({**sample.TEXTS, LAB: text})
    assert text.split("\n")[problem.line - 1] == "\u2028"


def test_a_body_may_join_and_part_letters() -> None:
    """Persian, Hindi and families of signs are written with joiners; in a value they stay a mistake."""
    words = "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645, \u0915\u094d\u200d\u0937"
    assert not problems_of(with_edit(REPLY, "We disagree.", words))
    assert problems_of(with_edit(REPLY, "J. Doe", f"J. Doe {words}"))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("labs/acme/policy/DOCUMENT.md", "cannot be called 'DOCUMENT'"),
        ("labs/acme/policy/open-questions.md", "cannot be called 'open-questions'"),
        ("labs/acme/policy/3.0.pdf.md", "looks like a page's other form"),
        ("labs/acme/policy/3..0.md", "two dots in a row"),
        ("labs/acme/policy/3 0.md", "a version's label has letters, digits"),
        ("labs/acme/policy/.3.md", "begins with a letter or digit"),
        ("labs/acme/policy/notes.txt", "a document's folder holds document.md and versions"),
        ("labs/acme/policy/old/1.0.md", "too deep"),
        ("labs/acme/notes.md", "a lab's folder holds lab.md, open-questions.md"),
        ("labs/Acme/lab.md", "a lab's folder has its slug as name"),
        ("labs/acme/My_Policy/document.md", "a document's folder has its slug as name"),
        ("labs/acme/conduct/today.md", "conduct/ holds files <date>-<words>.md"),
        ("labs/acme/conduct/document.md", "conduct/ holds files <date>-<words>.md"),
        ("labs/joint/lab.md", "joint/ is not a lab"),
        ("labs/joint/conduct/2024-01-01-x.md", "joint/ has no conduct/"),
        ("labs/README.md", "not a file of the catalogue"),
        ("standards/README.md", "standards/ holds vocabulary.yaml and standards"),
        ("standards/Caution.yaml", "the id in small letters"),
        ("standards/old/caution.yaml", "standards/ holds vocabulary.yaml and standards"),
        ("pyproject.toml", "not a file of the catalogue"),
        ("labs/../../etc/passwd", "the path leaves the catalogue"),
        ("/labs/acme/lab.md", "the path leaves the catalogue"),
        ("labs\\acme\\lab.md", "the path leaves the catalogue"),
        (f"labs/{'a' * 101}/lab.md", "longer than 100 characters"),
        ("", "the path leaves the catalogue"),
    ],
)
def test_a_path_that_holds_nothing_says_what_is_expected_there(path: str, message: str) -> None:
    """A text under a path that a catalogue does not have is one problem that names what belongs there."""
    problems = problems_of({**sample.TEXTS, path: "anything"})
    assert [problem.path for problem in problems] == [path]
    assert message in problems[0].message


def test_a_version_cannot_come_after_the_withdrawal() -> None:
    """A version dated after its document was withdrawn is named at its date, the document's file beside it."""
    (problem,) = problems_of(with_edit(POLICY, "2026-01-31", "2024-01-31"))
    assert (problem.path, problem.line) == (SECOND, 4)
    assert "says that it was withdrawn on 2024-01-31" in problem.message
    for last_day in ("2024-11-01", "2024-11", "2024"):  # a lab may publish and withdraw on one day
        assert list(problems_of(with_edit(POLICY, "2026-01-31", last_day))) == []


def test_a_joint_document_names_its_successor_in_full() -> None:
    """A bare slug stands for a document of the lab's own, and a joint document has no lab."""
    gone = "kind: pledge\nwithdrawn: {date: 2026-01-31, why: replaced}\nsuperseded_by: "
    (problem,) = problems_of(with_edit(PLEDGE, "kind: pledge\n", f"{gone}pledge\n"))
    assert "'pledge' is not written in full" in problem.message
    (problem,) = problems_of(with_edit(PLEDGE, "kind: pledge\n", f"{gone}joint/pledge\n"))
    assert "not superseded by itself" in problem.message


def test_a_law_has_no_signatories() -> None:
    """A law binds without being signed, so neither those who signed nor those who declined belong to it."""
    problems = problems_of(with_edit(PLEDGE, "kind: pledge", "kind: law"))
    assert [problem.line for problem in problems] == [5, 9]
    assert all("a law binds without signature" in problem.message for problem in problems)


def test_facets_stand_in_the_order_in_which_they_are_compared() -> None:
    """The vocabulary cannot have `disclosure` before `verification`."""
    text = sample.TEXTS[VOCABULARY]
    start, middle, end = (text.index(key) for key in ("  verification:", "  disclosure:", "verdicts:"))
    swapped = text[:start] + text[middle:end] + text[start:middle] + text[end:]
    (problem,) = problems_of({**sample.TEXTS, VOCABULARY: swapped})
    assert problem.path == VOCABULARY
    assert "in the order strength, verification, disclosure" in problem.message


def test_a_text_with_mistakes_without_end_lists_the_first_ones() -> None:
    """After 500 mistakes a text is said to have more, and no more are listed."""
    rows = "".join(f"  - {{topic: t{n}, date: d{n}}}\n" for n in range(400))
    problems = problems_of(with_edit(LAB, "nothing_found:\n", f"nothing_found:\n{rows}"))
    assert len(problems) == 501
    assert any("more than 500 mistakes" in problem.message for problem in problems)


def test_labels_that_only_capitals_set_apart_clash() -> None:
    """Two versions whose labels differ only in case could not both be files everywhere."""
    text = sample.TEXTS[PLEDGE_TEXT]
    texts = {**sample.TEXTS, "labs/joint/pledge/v2a.md": text, "labs/joint/pledge/v2A.md": text}
    (problem,) = problems_of(texts)
    assert (problem.path, problem.line) == ("labs/joint/pledge/v2a.md", 1)
    assert "clashes with 'v2A'" in problem.message


@pytest.mark.parametrize("path", [LAB, POLICY, PLEDGE, VOCABULARY])
def test_a_missing_file_is_one_problem_of_its_own(path: str) -> None:
    """Without a lab.md, a document.md or the vocabulary there is one problem, however much refers to it."""
    texts = {other: text for other, text in sample.TEXTS.items() if other != path}
    (problem,) = problems_of(texts)
    assert (problem.path, problem.line) == (path, 1)
    assert "the file is missing" in problem.message


def test_without_the_vocabulary_all_else_is_still_checked() -> None:
    """A missing vocabulary does not hide the mistakes that can be told without it."""
    texts = with_edit(FIRST, "published: 2023-10", "published: never")
    del texts[VOCABULARY]
    assert [problem.path for problem in problems_of(texts)] == [FIRST, VOCABULARY]


@pytest.mark.parametrize("path", [path for path in sample.TEXTS if path.endswith((".md", ".yaml"))])
def test_what_refers_to_an_unreadable_text_is_not_blamed(path: str) -> None:
    """When a text cannot be read at all, it alone has a problem, not those that refer to it."""
    if path.endswith("open-questions.md"):
        broken = "---\n"
    else:
        text = sample.TEXTS[path]
        broken = (
            text.replace("---\n", "---\nkey: [never closed\n", 1)
            if path.endswith(".md")
            else f"key: [\n{text}"
        )
    assert {problem.path for problem in problems_of({**sample.TEXTS, path: broken})} == {path}


def test_a_clause_whose_id_is_missing_does_not_make_references_wrong() -> None:
    """What might refer to a clause with an unreadable id is given the benefit of the doubt."""
    problems = problems_of(with_edit(FIRST, "  - id: halt\n    topic: pause\n", "  - topic: pause\n"))
    assert [(problem.path, problem.message) for problem in problems] == [(FIRST, "`id` is missing")]


def test_a_broken_date_still_lets_references_be_checked() -> None:
    """When one version's date is unreadable, ids are looked for in every other version of the document."""
    texts = with_edit(SECOND, "effective: 2024-11-01", "effective: later")
    texts[SECOND] = texts[SECOND].replace("was: halt", "was: holt")
    messages = [problem.message for problem in problems_of(texts)]
    assert len(messages) == 2
    assert "no clause 'holt' in any other version" in messages[1]


def test_a_carried_clause_can_be_continued() -> None:
    """A clause that the version before only carried, unconfirmed, may be continued, removed or carried on."""
    third = (
        sample.TEXTS[PLEDGE_TEXT].replace("2024-05-21", "2025-01-01").replace("id: stop-together", "id: look")
    )
    texts = {
        **sample.TEXTS,
        "labs/acme/policy/3.0.md": third.replace("pause", "audit").replace("collective-audit", "outside"),
    }
    assert problems_of(texts) == ()
