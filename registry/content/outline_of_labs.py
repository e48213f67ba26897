"""The outlines of what stands in a lab's folder, and of joint documents: all but versions."""

from __future__ import annotations

from registry.content.outline import BODY, Choice, Field, Input, Offer, Outline, Part, choices
from registry.content.outline_of_versions import DATE_HELP, SOURCE, SOURCE_FIELDS

_FORMERLY = Field(
    "formerly",
    "Earlier names in addresses",
    "So that old links still lead here.",
    Input.LIST,
)


def _statement(label: str, text: str, *, required: bool = False) -> Field:
    return Field(BODY, label, text, Input.MARKDOWN, required=required)


def _explained(key: str, label: str, text: str, date: Field) -> Field:
    """A block of a date and a reason."""
    return Field(
        key, label, text, Input.BLOCK, fields=(date, Field("why", "Why", "", Input.TEXT, required=True))
    )


LAB = Outline(
    "Lab",
    (
        Field("name", "Name", "As people say it.", required=True),
        Field("legal_name", "Legal name", "As the register of companies has it."),
        Field(
            "country",
            "Country",
            "Two capital letters, such as US, GB or FR.",
            offer=Offer.COUNTRIES,
        ),
        Field("founded", "Founded", "The year. Before it the lab is not scored.", Input.NUMBER),
        Field("website", "Website", "The whole address, from https:// on.", Input.URL),
        Field("aliases", "Other names", "That people search for: brands, products, old names.", Input.LIST),
        _FORMERLY,
        Field(
            "nothing_found",
            "Looked for, nothing found",
            "Topics on which the lab was found to have promised nothing of its own. Not the same as not having looked.",
            Input.ROWS,
            noun="topic",
            fields=(
                Field("topic", "Topic", "", Input.CHOICE, required=True, offer=Offer.TOPICS),
                Field("date", "Looked on", DATE_HELP, Input.DATE, required=True),
                Field(
                    "looked",
                    "Looked where",
                    "Such as: its site, its filings and a web search.",
                    Input.TEXT,
                    required=True,
                ),
            ),
        ),
        _statement("About the lab", "What it is, in a few neutral sentences (Markdown)."),
    ),
    parts=(
        Part("", ("name", "legal_name", "country", "founded", "website", BODY)),
        Part("Names", ("aliases", "formerly")),
        Part("Looked for, nothing found", ("nothing_found",)),
    ),
)

_KINDS = choices(
    ("framework", "Framework"), ("charter", "Charter"), ("policy", "Policy"), ("pledge", "Pledge"),
    ("statement", "Statement"), ("agreement", "Agreement"), ("terms", "Terms"),
)  # fmt: skip
_LAW = Choice("law", "Law (binds without signature, and is not scored)")


def _document_fields(kinds: tuple[Choice, ...]) -> tuple[Field, ...]:
    return (
        Field("title", "Title", required=True),
        Field("kind", "Kind of document", "", Input.CHOICE, required=True, choices=kinds),
        Field("url", "Web address", "Where the newest version appears.", Input.URL),
        Field("checked", "Last looked at", f"The day on which somebody last looked whether it changed. {DATE_HELP}",
              Input.DATE),
        _explained("withdrawn", "Withdrawn", "Fill in if the lab has taken the document back.",
                   Field("date", "On", DATE_HELP, Input.DATE, required=True)),
        Field("superseded_by", "Replaced by", "The document that took its place. Only for one that was withdrawn.",
              offer=Offer.SUCCESSORS),
        _explained("disputed", "In doubt", "Fill in if it cannot be settled whether the document is still in force.",
                   Field("since", "Since", DATE_HELP, Input.DATE, required=True)),
        _FORMERLY,
    )  # fmt: skip


_ABOUT_DOCUMENT = _statement("What it is", "In a few neutral sentences (Markdown).")

_DOCUMENT_PARTS = (
    Part("", ("title", "kind", "url", "checked", BODY)),
    Part("Withdrawn, replaced or in doubt", ("withdrawn", "superseded_by", "disputed"), folded=True),
    Part("Earlier names", ("formerly",), folded=True),
)

DOCUMENT = Outline("Document", (*_document_fields(_KINDS), _ABOUT_DOCUMENT), _DOCUMENT_PARTS)

_WHO = (
    Field("lab", "Lab", "Of the catalogue.", Input.CHOICE, offer=Offer.LABS),
    Field("name", "or name", "Of one that is not in the catalogue."),
)

_SIGNATORY = (
    *_WHO,
    Field("joined", "Joined", DATE_HELP, Input.DATE),
    Field("seen", "or seen", "The date of a list that names it, where no source says when it joined.", Input.DATE),
    Field("left", "Left", "", Input.DATE),
    Field("clauses", "Only these clauses", "Where it joined only a part.", Input.LIST, offer=Offer.OWN_CLAUSES),
    _explained("out_of_scope", "Out of scope", "Fill in if it has no model that the document is about.",
               Field("since", "Since", DATE_HELP, Input.DATE, required=True)),
    Field("note", "Remark", "", Input.TEXT),
)  # fmt: skip

_DECLINED = (
    *_WHO,
    Field("date", "Declined on", DATE_HELP, Input.DATE, required=True),
    Field("why", "Why", "The reason that it gave.", Input.TEXT, required=True),
    SOURCE,
)

JOINT_DOCUMENT = Outline(
    "Joint document",
    (
        *_document_fields((*_KINDS, _LAW)),
        Field("convener", "Convener", "Who brought the signatories together."),
        Field(
            "signatories",
            "Signatories",
            "Who signed, and since when. A law has none.",
            Input.ROWS,
            noun="signatory",
            fields=_SIGNATORY,
            parts=(
                Part("", ("lab", "name", "joined", "seen", "left")),
                Part("Exceptions", ("note", "clauses", "out_of_scope"), folded=True),
            ),
        ),
        Field(
            "declined",
            "Declined to sign",
            "Who said in public that it would not.",
            Input.ROWS,
            noun="refusal",
            fields=_DECLINED,
        ),
        _ABOUT_DOCUMENT,
    ),
    (
        Part("", ("title", "kind", "convener", "url", "checked", BODY)),
        Part("Signatories", ("signatories", "declined")),
        *_DOCUMENT_PARTS[1:],
    ),
)

_DATE = Field(
    "date", "Date", f"The one that the file’s name begins with. {DATE_HELP}", Input.DATE, required=True
)

CONDUCT = Outline(
    "Conduct",
    (
        _DATE,
        Field(
            "about",
            "About",
            "The clauses that it bears on, as document/clause or joint/document/clause; where no clause fits, a topic.",
            Input.LIST,
            required=True,
            offer=Offer.SUBJECTS,
        ),
        Field(
            "verdict",
            "Verdict",
            "Disputed where two readings stand against each other: then tell both. Replacing a policy is not breaking "
            "it; that is a new version.",
            Input.CHOICE,
            required=True,
            offer=Offer.VERDICTS,
        ),
        Field(
            "sources",
            "Sources",
            "Where this comes from: one at least.",
            Input.ROWS,
            required=True,
            noun="source",
            fields=SOURCE_FIELDS,
            parts=SOURCE.parts,
            single="source",
        ),
        Field(
            "readings",
            "Readings",
            "The sides of a disputed verdict, each in its own words.",
            Input.ROWS,
            noun="reading",
            fields=(
                Field("by", "By", "Whose reading it is.", required=True),
                Field("text", "Reading", "", Input.TEXT, required=True),
            ),
        ),
        _statement(
            "What happened",
            "Neutrally, saying who says so, with the lab’s own account where it gave one (Markdown).",
            required=True,
        ),
    ),
    (
        Part("", ("date", "verdict", "about", BODY)),
        Part("Sources", ("sources",)),
        Part("Readings", ("readings",), folded=True),
    ),
)

DISCLOSURE = Outline(
    "Disclosure",
    (
        _DATE,
        SOURCE,
        _statement("What is known", "Neutrally, saying who says so (Markdown).", required=True),
    ),
)

REPLY = Outline(
    "Reply of a lab",
    (
        _DATE,
        Field("by", "By", "Name and role of the person who signs.", required=True),
        Field(
            "about",
            "In answer to",
            "Clauses (document/clause), conduct entries by their names, or criteria (standard/criterion).",
            Input.LIST,
            required=True,
            offer=Offer.ANSWERABLE,
        ),
        _statement(
            "The lab’s own words",
            "Shown beside what they answer, never in its place (Markdown).",
            required=True,
        ),
    ),
)

QUESTIONS = Outline(
    "Open questions",
    (
        _statement(
            "What could not be settled",
            "A list, each question on a line that begins with “- ” (Markdown). Shown as questions, never as fact.",
            required=True,
        ),
    ),
)
