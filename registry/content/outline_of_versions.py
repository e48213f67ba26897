"""The outline of a version, with its clauses, and of a source, which other texts have too."""

from __future__ import annotations

from registry.content.outline import BODY, Field, Input, Offer, Outline, Part, choices

DATE_HELP = "As 2025-05-22; or 2025-05 or 2025 where the day is not known."

SOURCE_FIELDS = (
    Field("url", "Web address", "The whole address, from https:// on.", Input.URL, required=True),
    Field("archive", "Archived copy", "The address of a copy at an archive, if there is one.", Input.URL),
    Field(
        "read",
        "How it was read",
        "Primary only if you read the document’s own words.",
        Input.CHOICE,
        required=True,
        choices=choices(
            ("primary", "Primary: its own text, or a word-for-word copy"),
            ("secondary", "Secondary: what others wrote about it"),
        ),
    ),
    Field(
        "read_from",
        "Read from",
        "The address of the word-for-word copy, if you read a copy and not the address above.",
        Input.URL,
    ),
)

SOURCE = Field(
    "source",
    "Source",
    "Where this comes from. Every record has a source.",
    Input.BLOCK,
    required=True,
    fields=SOURCE_FIELDS,
    parts=(Part("", ("url", "read", "archive", "read_from")),),
)

_JUDGED = Field(
    "judged",
    "Your judgement of the change",
    "Changes are worked out by comparing the versions. Judge only where comparing cannot show the direction, for "
    "instance when a threshold inside the text was raised.",
    Input.BLOCK,
    fields=(
        Field(
            "change",
            "The clause was",
            "Against the same clause in the version before.",
            Input.CHOICE,
            required=True,
            empty="not judged",
            choices=choices(
                ("strengthened", "strengthened"), ("weakened", "weakened"), ("mixed", "both at once (mixed)")
            ),
        ),
        Field("why", "Why", "What in the two texts shows it.", Input.TEXT, required=True),
    ),
)

_CLAUSE = (
    Field(
        "id",
        "Name",
        "Small letters, digits and hyphens, such as yearly-audit. Keep it as long as the promise is the same, even in "
        "other words: the clause’s history hangs on it.",
        Input.SLUG,
        required=True,
    ),
    Field(
        "was",
        "Was called",
        "The name of the clause in the version before that this one continues, if it had another name.",
        Input.SLUG,
        offer=Offer.CLAUSES_BEFORE,
    ),
    Field(
        "continues",
        "Continues a clause of",
        "A clause of another document that this one carries on, as document/clause or joint/document/clause. Only a "
        "link: nothing is worked out from it.",
        offer=Offer.CLAUSES_ELSEWHERE,
    ),
    Field("topic", "Topic", "What the clause is about.", Input.CHOICE, required=True, offer=Offer.TOPICS),
    Field(
        "aspects",
        "Aspects",
        "What exactly it promises within the topic: at most three.",
        Input.CHOICES,
        offer=Offer.ASPECTS,
        at_most=3,
    ),
    Field(
        "act",
        "Kind of clause",
        "Only promises are scored. A permission allows the lab something, an exception lets it off, a statement takes "
        "a position.",
        Input.CHOICE,
        empty="Promise",
        choices=choices(
            ("promise", "Promise, written out"),
            ("permission", "Permission"),
            ("exception", "Exception"),
            ("statement", "Statement"),
        ),
    ),
    Field(
        "text",
        "What the clause says",
        "One sentence in our own words, with the force that the source’s words have: will, plans to, may, should. One "
        "clause, one act.",
        Input.TEXT,
        required=True,
    ),
    Field("where", "Where", "Section or page of the source."),
    Field(
        "strength",
        "Strength",
        "By the source’s main verb, not by our sentence. Will, must, does not: firm, also where it holds only once "
        "something occurs. Firm words that the lab can step out of even then (may, as appropriate, reasonable "
        "efforts): conditional; say how under Way out. Plans, aims, or what it does at present: intent. Hopes, "
        "believes, should: aspiration.",
        Input.CHOICE,
        required=True,
        offer=Offer.STRENGTHS,
    ),
    Field(
        "verification",
        "Can it be checked?",
        "What the clause itself offers. External: laid-down content that is published or filed, or tests by others "
        "who may publish. Self-report: the lab says something in terms of its own choosing. None: nothing that an "
        "outsider could look at.",
        Input.CHOICE,
        empty="none, as nothing is said",
        offer=Offer.VERIFICATIONS,
    ),
    Field("scope", "Scope", "Which models or situations it is about.", Input.TEXT),
    Field("trigger", "Trigger", "What sets the act off.", Input.TEXT),
    Field("due", "Due", f"The date by which it is to be done. {DATE_HELP}", Input.DATE),
    Field(
        "ends",
        "Ends",
        "The date from which it no longer binds, because it was fulfilled or has run out.",
        Input.DATE,
    ),
    Field(
        "decided_by",
        "Who decides",
        "The role or body that the text names as deciding: not one that is only told or asked, never a guess. Leave "
        "it empty where none is named.",
    ),
    Field(
        "waiver",
        "Way out",
        "What lets the lab not act although the trigger is met: a competitor goes ahead, “as appropriate”, an "
        "emergency, an executive’s decision.",
        Input.TEXT,
    ),
    Field(
        "disclosure",
        "Is its text public?",
        "Claimed: the lab says that it has such a rule, or others report one, but nobody can read it.",
        Input.CHOICE,
        empty="published, as nothing else is said",
        offer=Offer.DISCLOSURES,
    ),
    Field(
        "quote",
        "Quote",
        "A short phrase of the source, word for word, that shows the clause. It is looked for in the source text that "
        "you added.",
        Input.TEXT,
    ),
    _JUDGED,
)

_CLAUSES = Field(
    "clauses",
    "Clauses",
    "One for each single promise in the document.",
    Input.ROWS,
    noun="clause",
    fields=_CLAUSE,
    parts=(
        Part("", ("text", "quote", "where", "id")),
        Part("What it is about", ("topic", "act", "aspects")),
        Part("How far it binds", ("strength", "verification", "disclosure")),
        Part("When, and who decides", ("trigger", "waiver", "scope", "decided_by", "due", "ends")),
        Part("Where it comes from", ("was", "continues", "judged"), folded=True),
    ),
)

VERSION = Outline(
    "Version of a document",
    (
        Field("title", "Title", "How people call this version, if not by its label."),
        Field(
            "published",
            "Published",
            f"The date that the source bears. {DATE_HELP} If it bears none, leave this empty and fill in Seen.",
            Input.DATE,
        ),
        Field("seen", "Seen", "The day on which you read a source that bears no date.", Input.DATE),
        Field("effective", "In force from", "Only if it differs from the date above.", Input.DATE),
        SOURCE,
        Field(
            "announced",
            "Did the lab tell of what it weakened or removed?",
            "In its own announcement or change log.",
            Input.CHOICE,
            empty="not looked into",
            choices=choices(("yes", "yes"), ("partly", "partly"), ("no", "no")),
        ),
        Field("announced_note", "A remark on that", "What it told of and what it did not.", Input.TEXT),
        Field(
            "decided_by",
            "Who decides, for all clauses",
            "The role or body, where the document names it once for all. A clause’s own goes before it.",
        ),
        _CLAUSES,
        Field(
            "unconfirmed",
            "Clauses whose fate could not be read",
            "Names of clauses of the version before, if this version’s text could not be read in that place. They "
            "stay in force as they were, and are marked.",
            Input.LIST,
            offer=Offer.CLAUSES_BEFORE,
        ),
        Field(
            "removed",
            "Clauses that are gone",
            "A note on each clause of the version before that this one no longer has.",
            Input.ROWS,
            noun="note",
            fields=(
                Field(
                    "id",
                    "Name of the clause",
                    input=Input.SLUG,
                    required=True,
                    offer=Offer.CLAUSES_BEFORE,
                ),
                Field(
                    "why",
                    "What became of it",
                    "What took its place, or that nothing did.",
                    Input.TEXT,
                    required=True,
                ),
            ),
        ),
        Field(
            BODY,
            "Summary",
            "What this version is and what is new in it, in our own neutral words (Markdown).",
            Input.MARKDOWN,
        ),
    ),
    parts=(
        Part("The version", ("published", "seen", "effective", "title", "decided_by")),
        Part("Source", ("source",)),
        Part("Clauses", ("clauses",)),
        Part("Clauses of the version before", ("removed", "unconfirmed")),
        Part("The lab’s announcement", ("announced", "announced_note")),
        Part("Summary", (BODY,)),
    ),
)
