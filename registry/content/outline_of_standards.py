"""The outlines of a standard and of the vocabulary."""

from __future__ import annotations

from registry.content.outline import Field, Input, Offer, Outline, Part, choices

_ID = Field(
    "id",
    "Name",
    "Small letters, digits and hyphens. Others refer to it: do not change it.",
    Input.SLUG,
    required=True,
)
_TITLE = Field("title", "Title", required=True)
_ABOUT = Field("about", "What it means", "", Input.TEXT, required=True)
_TERM = (_ID, _TITLE, _ABOUT)


def _share(key: str, label: str) -> Field:
    return Field(key, label, "From 0 to 1; leave empty where the verdict is not to count.", Input.NUMBER)


_PRACTICE = Field(
    "practice",
    "From promise to practice",
    "How much a promise is worth after what is on record about it.",
    Input.BLOCK,
    fields=(
        Field("window_months", "Months that count", "Entries older than this are left out; 36 where empty.",
              Input.NUMBER),
        Field("combine", "Several entries on one clause", "", Input.CHOICE, empty="their mean",
              choices=choices(("mean", "their mean, written out"), ("worst", "the worst"), ("latest", "the latest"))),
        _share("kept", "Kept"),
        _share("partly-kept", "Partly kept"),
        _share("broken", "Broken"),
        _share("disputed", "Disputed"),
        _share("pending", "Not yet decided"),
    ),
)  # fmt: skip

_ROBUSTNESS = Field(
    "robustness",
    "Test of the ranking",
    "How weights are varied to see whether the order of labs hangs on them.",
    Input.BLOCK,
    fields=(
        Field("draws", "Draws", "How many times; 5000 where empty.", Input.NUMBER),
        Field(
            "concentration",
            "Concentration",
            "How closely to keep to the weights; 50 where empty.",
            Input.NUMBER,
        ),
    ),
)

_NEEDS = Field(
    "needs",
    "A clause meets the level if it has",
    "Everything that is filled in. Nothing filled in: any clause that counts meets it.",
    Input.BLOCK,
    required=True,
    fields=(
        Field("strength", "Strength of at least", "", Input.CHOICE, empty="any", offer=Offer.STRENGTHS),
        Field("verification", "Verification of at least", "", Input.CHOICE, empty="any", offer=Offer.VERIFICATIONS),
        Field("disclosure", "Its text", "", Input.CHOICE, empty="published, as nothing else is said",
              offer=Offer.DISCLOSURES),
        Field("own", "Stands in a document of the lab’s own, not only in a joint one", "", Input.YES),
        Field("has", "Says", "", Input.CHOICES,
              choices=choices(("where", "where"), ("scope", "scope"), ("trigger", "trigger"), ("due", "due date"),
                              ("decided_by", "who decides"))),
        Field("without", "Has no", "", Input.CHOICES, choices=choices(("waiver", "way out"))),
        Field("held_days", "Has stood for days", "At least so many.", Input.NUMBER),
    ),
)  # fmt: skip

_LEVELS = Field(
    "levels",
    "Levels",
    "Best first. A clause earns the points of the best level that it meets.",
    Input.ROWS,
    required=True,
    noun="level",
    fields=(
        Field("score", "Points", "From 0 to 100, fewer than the level above.", Input.NUMBER, required=True),
        Field("label", "In words", "What a lab has to write for it.", required=True),
        _NEEDS,
    ),
)

_CRITERIA = Field(
    "criteria",
    "Criteria",
    "What is asked of a lab, one by one.",
    Input.ROWS,
    required=True,
    noun="criterion",
    fields=(
        _ID,
        _TITLE,
        Field("question", "Question", "As a reader would ask it.", Input.TEXT, required=True),
        Field("topics", "Topics", "Only clauses on these count.", Input.CHOICES, required=True, offer=Offer.TOPICS),
        Field("aspects", "Aspects", "If any are named, only clauses that promise one of them count.", Input.CHOICES,
              offer=Offer.ASPECTS),
        Field("weight", "Weight", "Any number above 0. What counts is its share in all weights.", Input.NUMBER,
              required=True),
        _LEVELS,
    ),
    parts=(
        Part("", ("title", "id", "weight", "question")),
        Part("Which clauses count", ("topics", "aspects")),
        Part("Levels", ("levels",)),
    ),
)  # fmt: skip

_GRADES = Field(
    "grades",
    "Grades",
    "Each from so many points on. Let the lowest begin at 0.",
    Input.PAIRS,
    required=True,
    noun="grade",
    fields=(
        Field("name", "Grade", required=True),
        Field("value", "From", "", Input.NUMBER, required=True),
    ),
)

STANDARD = Outline(
    "Standard",
    (
        Field("version", "Version", "Raise it when criteria, levels or weights change.", required=True),
        Field("title", "Title", required=True),
        Field(
            "about",
            "About",
            "What it measures and why, and each criterion by its title: why it is there, and how a lab meets it "
            "(Markdown).",
            Input.MARKDOWN,
            required=True,
        ),
        Field(
            "aggregate",
            "How points add up",
            "The arithmetic mean lets strong points make up for weak ones; the geometric one hardly.",
            Input.CHOICE,
            required=True,
            choices=choices(("arithmetic", "Arithmetic mean"), ("geometric", "Geometric mean")),
        ),
        _GRADES,
        _PRACTICE,
        _ROBUSTNESS,
        _CRITERIA,
    ),
    parts=(
        Part("The standard", ("title", "version", "about")),
        Part("Criteria", ("criteria",)),
        Part("Totals", ("aggregate", "grades", "practice", "robustness")),
    ),
)

_TOPICS = Field(
    "topics",
    "Topics",
    "",
    Input.ROWS,
    required=True,
    noun="topic",
    fields=(
        _ID,
        _TITLE,
        Field("decision", "Decision", "Which decision it belongs to.", Input.CHOICE, required=True,
              offer=Offer.DECISIONS),
        _ABOUT,
        Field("aspects", "Aspects", "What a clause on the topic may promise.", Input.ROWS, noun="aspect", fields=_TERM),
    ),
)  # fmt: skip


def _facet(key: str, label: str) -> Field:
    return Field(key, label, "Weakest first.", Input.ROWS, required=True, noun="value", fields=_TERM)


VOCABULARY = Outline(
    "Vocabulary",
    (
        Field(
            "decisions",
            "Decisions",
            "What labs decide on.",
            Input.ROWS,
            required=True,
            noun="decision",
            fields=_TERM,
        ),
        _TOPICS,
        Field(
            "facets",
            "Facets",
            "The properties of a clause that have an order.",
            Input.BLOCK,
            required=True,
            fields=(
                _facet("strength", "Strength"),
                _facet("verification", "Verification"),
                _facet("disclosure", "Disclosure"),
            ),
        ),
        Field("verdicts", "Verdicts", "", Input.ROWS, required=True, noun="verdict", fields=_TERM),
        Field(
            "glossary",
            "Glossary",
            "",
            Input.ROWS,
            noun="term",
            fields=(
                Field("term", "Term", required=True),
                Field("meaning", "Meaning", "", Input.TEXT, required=True),
            ),
        ),
        Field(
            "synonyms",
            "Words that search treats alike",
            "One word or phrase a line.",
            Input.LISTS,
            noun="set",
        ),
    ),
    parts=(
        Part("Decisions", ("decisions",)),
        Part("Topics", ("topics",)),
        Part("Facets", ("facets",)),
        Part("Verdicts", ("verdicts",)),
        Part("Glossary", ("glossary",)),
        Part("Words that search treats alike", ("synonyms",)),
    ),
)
