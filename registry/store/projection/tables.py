"""The tables of labs, their documents and what changed in them.

They are not migrated: a process whose tables have another shape drops and makes them. Dates are texts as
their sources give them (`2025`, `2025-05`, `2025-05-01`); where a day is needed to sort or compare by, `day`
is the first.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKeyConstraint, Integer

from registry.store.projection.columns import key, link, place, source, table, text

projection = table(
    "projection",
    "one row: the revision of the ledger that these tables were derived from",
    Column("revision", Integer, primary_key=True, autoincrement=False, comment="its number"),
    text("hash", "hash of that revision", required=True),
    text(
        "shape", "fingerprint of the tables' definitions and of the rules they are filled by", required=True
    ),
)

decision = table(
    "decision",
    "a decision that a lab has to take, on which topics bear",
    key("decision", "its id"),
    text("title", "in words", required=True),
    text("about", "what belongs to it", required=True),
)

topic = table(
    "topic",
    "what a clause can be about",
    key("topic", "the topic's name in addresses"),
    text("title", "in words", required=True),
    text("about", "what belongs to it", required=True),
    link("decision", "decision.decision", "the decision of a lab that it bears on"),
)

aspect = table(
    "aspect",
    "what exactly a clause of a topic can promise",
    key("topic", "whose aspect it is", to="topic.topic"),
    key("aspect", "its id, unique within the topic"),
    text("title", "in words", required=True),
    text("about", "what belongs to it", required=True),
)

facet_value = table(
    "facet_value",
    "the values of the ordered facets: strength, verification, disclosure",
    key("facet", "strength, verification, disclosure"),
    key("value", "as clauses have it"),
    Column("rank", Integer, nullable=False, comment="0 for the weakest"),
    text("title", "in words", required=True),
    text("about", "when a clause has it", required=True),
)

lab = table(
    "lab",
    "an organisation that develops AI models",
    key("lab", "the lab's name in addresses"),
    text("name", "as people write it", required=True),
    text("legal_name", "as registers have it"),
    text("country", "ISO 3166-1 alpha-2"),
    Column("founded", Integer, comment="the year; before it there is no score"),
    text("website", "its address"),
    text("about", "what it is, in Markdown", required=True),
    text("open_questions", "what could not be settled"),
    text("path", "the text it comes from", required=True),
)

lab_alias = table(
    "lab_alias",
    "other names of a lab",
    key("lab", "whose name", to="lab.lab"),
    place(),
    text("alias", "the other name", required=True),
)

nothing_found = table(
    "nothing_found",
    "on that date nothing of the lab's own was found about a topic",
    key("lab", "of which lab", to="lab.lab"),
    place(),
    link("topic", "topic.topic", "about what"),
    text("date", "when somebody looked", required=True),
    text("looked", "where it was looked for", required=True),
)

document = table(
    "document",
    "a policy that lives through versions",
    key("document", "<lab>/<name>, or joint/<name>"),
    link("lab", "lab.lab", "empty for a joint document", required=False),
    text("name", "the document's name in addresses, unique for its owner", required=True),
    text("title", "as its owner calls it", required=True),
    text("kind", "framework, charter, policy, pledge, statement, agreement, terms, law", required=True),
    text("url", "where its newest version appears"),
    text("checked", "date it was last looked at"),
    text("withdrawn", "when it was withdrawn"),
    text("withdrawn_why", "why, where the source says so"),
    text("superseded_by", "the document that takes its place: a name of the lab's own, or joint/<name>"),
    text("disputed_since", "since when it cannot be settled whether it is in force"),
    text("disputed_why", "what speaks for and against"),
    text("convener", "who brought the signatories of a joint document together"),
    text("about", "what it is, in Markdown", required=True),
    text("open_questions", "what could not be settled"),
    text("path", "the text it comes from", required=True),
)

signatory = table(
    "signatory",
    "who signed a joint document",
    key("document", "the joint document", to="document.document"),
    place(),
    link("lab", "lab.lab", "empty for one not in the catalogue", required=False),
    text("name", "of one not in the catalogue"),
    text("joined", "when it joined"),
    text("seen", "date of a list that names it, where the day it joined is not known"),
    text("left_on", "when it left"),
    text("clauses", "ids by comma, where it joined only a part"),
    text("out_of_scope_since", "since when it has no model that the document is about"),
    text("out_of_scope_why", "why"),
    text("note", "an editor's note"),
)

declined = table(
    "declined",
    "who declined to sign a joint document",
    key("document", "the joint document", to="document.document"),
    place(),
    link("lab", "lab.lab", "empty for one not in the catalogue", required=False),
    text("name", "of one not in the catalogue"),
    text("date", "when", required=True),
    text("why", "the reason given", required=True),
    *source(),
)

version = table(
    "version",
    "a document as it stood from a date on",
    key("version", "<document>/<label>"),
    link("document", "document.document", "of which document"),
    Column("position", Integer, nullable=False, comment="place among the document's versions, 1 the oldest"),
    text("label", "as it stands in addresses, a text such as 1.10", required=True),
    text("title", "how people call it, where the label is not that"),
    text("date", "from which it counts: effective, else published, else seen", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    text("published", "when, as the source gives it"),
    text("effective", "from when, where that is another day"),
    text("seen", "when it was read, where the source bears no date"),
    text("announced", "yes, partly, no: did the lab tell of what it weakened or removed"),
    text("announced_note", "how it told of that, or failed to"),
    text("summary", "what is in it, in Markdown", required=True),
    *source(),
    text("path", "the text it comes from", required=True),
)

clause = table(
    "clause",
    "one atomic commitment in one version",
    key("version", "in which version", to="version.version"),
    key("clause", "the same in every version of its document"),
    text("reference", "<document>/<clause>: the same in every version", required=True),
    Column("position", Integer, nullable=False, comment="place in its version, from 1"),
    link("topic", "topic.topic", "what it is about"),
    text("act", "promise, permission, exception, statement; only promises are scored", required=True),
    text("text", "what it says, in the registry's words, with the source's force", required=True),
    text("strength", "how firm: aspiration, intent, conditional, firm", required=True),
    text("verification", "who checks: none, self-report, external", required=True),
    text("disclosure", "whether the rule's text is published, or only claimed", required=True),
    text("found_at", "where in the document"),
    text("scope", "which models or situations"),
    text("set_off_by", "what sets it off"),
    text("due", "by when, as the document says it"),
    text("ends", "date from which it no longer binds"),
    text("decided_by", "the role or body named as deciding"),
    text("waiver", "how it may be set aside"),
    text("quote", "a short phrase of the source, word for word"),
    text("judged", "an editor's view of its change against the version before"),
    text("judged_why", "the editor's reason"),
    text("was", "the clause of the version before that it continues, where the id differs"),
    text(
        "continues",
        "a clause of another document that it continues: <name>/<clause> of the same owner, or joint/…",
    ),
)

clause_aspect = table(
    "clause_aspect",
    "what exactly a clause promises within its topic",
    key("version", "of the clause's version"),
    key("clause", "the clause's id"),
    key("aspect", "of the clause's topic"),
    ForeignKeyConstraint(["version", "clause"], ["clause.version", "clause.clause"]),
)

unconfirmed = table(
    "unconfirmed",
    "clauses of the version before whose fate in this one could not be read",
    key("version", "the version that leaves it open", to="version.version"),
    key("clause", "the clause's id"),
)

conduct = table(
    "conduct",
    "a dated event that bears on whether a promise was kept",
    key("conduct", "the path of its text"),
    link("lab", "lab.lab", "whose conduct"),
    text("name", "short name, unique for the lab", required=True),
    text("date", "when, as the source gives it", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    text("verdict", "kept, partly-kept, broken, disputed, pending", required=True),
    text("statement", "what happened and who says so, in Markdown", required=True),
)

conduct_about = table(
    "conduct_about",
    "what a conduct entry is about: a clause of a document, or a topic",
    key("conduct", "which entry", to="conduct.conduct"),
    place(),
    link("topic", "topic.topic", "the topic; empty for a clause", required=False),
    link("document", "document.document", "the document of the clause; empty for a topic", required=False),
    text("clause", "its id"),
)

conduct_source = table(
    "conduct_source",
    "where a conduct entry comes from",
    key("conduct", "of which entry", to="conduct.conduct"),
    place(),
    *source(),
)

conduct_reading = table(
    "conduct_reading",
    "the sides of a disputed verdict",
    key("conduct", "of which entry", to="conduct.conduct"),
    place(),
    text("given_by", "whose account it is", required=True),
    text("text", "what that side says", required=True),
)

disclosure = table(
    "disclosure",
    "a dated fact on how insiders may speak",
    key("disclosure", "the path of its text"),
    link("lab", "lab.lab", "of which lab"),
    text("name", "short name, unique for the lab", required=True),
    text("date", "when, as the source gives it", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    text("statement", "the fact, in Markdown", required=True),
    *source(),
)

reply = table(
    "reply",
    "a lab's own answer to a judgement",
    key("reply", "the path of its text"),
    link("lab", "lab.lab", "who answers"),
    text("name", "short name, unique for the lab", required=True),
    text("date", "when", required=True),
    text("given_by", "name and role", required=True),
    text("about", "references by comma", required=True),
    text("text", "the lab's own words, in Markdown", required=True),
)

change = table(
    "change",
    "what happened to a clause between two consecutive versions, unchanged ones left out",
    key("document", "of which document", to="document.document"),
    Column(
        "position",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="place among the document's changes, from 1",
    ),
    link("from_version", "version.version", "empty for the first version", required=False),
    link("to_version", "version.version", "empty where the document was withdrawn", required=False),
    text("clause", "its id in the later version; of one removed, in the version before", required=True),
    link("topic", "topic.topic", "what it is about"),
    text("date", "of the later version, or of the withdrawal", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    text("derived", "by comparison alone", required=True),
    text("judged", "an editor's view, where there is one"),
    text("judged_why", "the editor's reason"),
    text("direction", "the judged one, else the derived", required=True),
    text("note", "an editor's note on a removal"),
)
