"""The tables of the read model, with what each means to someone who reads them by SQL.

They are not migrated: a process whose tables have another shape drops and makes them. Dates are texts as
their sources give them (`2025`, `2025-05`, `2025-05-01`); where a day is needed to sort or compare by, `day`
is the first.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()


def _text(name: str, comment: str | None = None, *, required: bool = False) -> Column[str]:
    return Column(name, Text, nullable=not required, comment=comment)


def _key(name: str, comment: str | None = None, *, to: str | None = None) -> Column[str]:
    reference = [ForeignKey(to)] if to else []
    return Column(name, Text, *reference, primary_key=True, comment=comment)


def _link(name: str, to: str, comment: str | None = None, *, required: bool = True) -> Column[str]:
    return Column(name, Text, ForeignKey(to), nullable=not required, comment=comment, index=True)


def _place(comment: str = "place in the order written, from 1") -> Column[int]:
    return Column("position", Integer, primary_key=True, autoincrement=False, comment=comment)


def _number(name: str, comment: str | None = None, *, required: bool = False) -> Column[float]:
    return Column(name, Float(53), nullable=not required, comment=comment)


def _table(name: str, comment: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, comment=comment)


def _source() -> tuple[Column[str], ...]:
    return (
        _text("source_url", "address of the source", required=True),
        _text("source_archive", "address of an archived copy"),
        _text(
            "source_read",
            "primary: the text itself was read; secondary: what others wrote about it",
            required=True,
        ),
        _text("source_read_from", "where the verbatim copy that was read lies"),
    )


projection = _table(
    "projection",
    "one row: the revision of the ledger that these tables were derived from",
    Column("revision", Integer, primary_key=True, autoincrement=False, comment="its number"),
    _text("hash", "hash of that revision", required=True),
    _text(
        "shape", "fingerprint of the tables' definitions and of the rules they are filled by", required=True
    ),
)

decision = _table(
    "decision",
    "a decision that a lab has to take, on which topics bear",
    _key("decision", "its id"),
    _text("title", "in words", required=True),
    _text("about", "what belongs to it", required=True),
)

topic = _table(
    "topic",
    "what a clause can be about",
    _key("topic", "the topic's name in addresses"),
    _text("title", "in words", required=True),
    _text("about", "what belongs to it", required=True),
    _link("decision", "decision.decision", "the decision of a lab that it bears on"),
)

aspect = _table(
    "aspect",
    "what exactly a clause of a topic can promise",
    _key("topic", "whose aspect it is", to="topic.topic"),
    _key("aspect", "its id, unique within the topic"),
    _text("title", "in words", required=True),
    _text("about", "what belongs to it", required=True),
)

facet_value = _table(
    "facet_value",
    "the values of the ordered facets: strength, verification, disclosure",
    _key("facet", "strength, verification, disclosure"),
    _key("value", "as clauses have it"),
    Column("rank", Integer, nullable=False, comment="0 for the weakest"),
    _text("title", "in words", required=True),
    _text("about", "when a clause has it", required=True),
)

lab = _table(
    "lab",
    "an organisation that develops AI models",
    _key("lab", "the lab's name in addresses"),
    _text("name", "as people write it", required=True),
    _text("legal_name", "as registers have it"),
    _text("country", "ISO 3166-1 alpha-2"),
    Column("founded", Integer, comment="the year; before it there is no score"),
    _text("website", "its address"),
    _text("about", "what it is, in Markdown", required=True),
    _text("open_questions", "what could not be settled"),
    _text("path", "the text it comes from", required=True),
)

lab_alias = _table(
    "lab_alias",
    "other names of a lab",
    _key("lab", "whose name", to="lab.lab"),
    _place(),
    _text("alias", "the other name", required=True),
)

nothing_found = _table(
    "nothing_found",
    "on that date nothing of the lab's own was found about a topic",
    _key("lab", "of which lab", to="lab.lab"),
    _place(),
    _link("topic", "topic.topic", "about what"),
    _text("date", "when somebody looked", required=True),
    _text("looked", "where it was looked for", required=True),
)

document = _table(
    "document",
    "a policy that lives through versions",
    _key("document", "<lab>/<name>, or joint/<name>"),
    _link("lab", "lab.lab", "empty for a joint document", required=False),
    _text("name", "the document's name in addresses, unique for its owner", required=True),
    _text("title", "as its owner calls it", required=True),
    _text("kind", "framework, charter, policy, pledge, statement, agreement, terms, law", required=True),
    _text("url", "where its newest version appears"),
    _text("checked", "date it was last looked at"),
    _text("withdrawn", "when it was withdrawn"),
    _text("withdrawn_why", "why, where the source says so"),
    _text("superseded_by", "the document that takes its place: a name of the lab's own, or joint/<name>"),
    _text("disputed_since", "since when it cannot be settled whether it is in force"),
    _text("disputed_why", "what speaks for and against"),
    _text("convener", "who brought the signatories of a joint document together"),
    _text("about", "what it is, in Markdown", required=True),
    _text("open_questions", "what could not be settled"),
    _text("path", "the text it comes from", required=True),
)

signatory = _table(
    "signatory",
    "who signed a joint document",
    _key("document", "the joint document", to="document.document"),
    _place(),
    _link("lab", "lab.lab", "empty for one not in the catalogue", required=False),
    _text("name", "of one not in the catalogue"),
    _text("joined", "when it joined"),
    _text("seen", "date of a list that names it, where the day it joined is not known"),
    _text("left_on", "when it left"),
    _text("clauses", "ids by comma, where it joined only a part"),
    _text("out_of_scope_since", "since when it has no model that the document is about"),
    _text("out_of_scope_why", "why"),
    _text("note", "an editor's note"),
)

declined = _table(
    "declined",
    "who declined to sign a joint document",
    _key("document", "the joint document", to="document.document"),
    _place(),
    _link("lab", "lab.lab", "empty for one not in the catalogue", required=False),
    _text("name", "of one not in the catalogue"),
    _text("date", "when", required=True),
    _text("why", "the reason given", required=True),
    *_source(),
)

version = _table(
    "version",
    "a document as it stood from a date on",
    _key("version", "<document>/<label>"),
    _link("document", "document.document", "of which document"),
    Column("position", Integer, nullable=False, comment="place among the document's versions, 1 the oldest"),
    _text("label", "as it stands in addresses, a text such as 1.10", required=True),
    _text("title", "how people call it, where the label is not that"),
    _text("date", "from which it counts: effective, else published, else seen", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("published", "when, as the source gives it"),
    _text("effective", "from when, where that is another day"),
    _text("seen", "when it was read, where the source bears no date"),
    _text("announced", "yes, partly, no: did the lab tell of what it weakened or removed"),
    _text("announced_note", "how it told of that, or failed to"),
    _text("summary", "what is in it, in Markdown", required=True),
    *_source(),
    _text("path", "the text it comes from", required=True),
)

clause = _table(
    "clause",
    "one atomic commitment in one version",
    _key("version", "in which version", to="version.version"),
    _key("clause", "the same in every version of its document"),
    _text("reference", "<document>/<clause>: the same in every version", required=True),
    Column("position", Integer, nullable=False, comment="place in its version, from 1"),
    _link("topic", "topic.topic", "what it is about"),
    _text("act", "promise, permission, exception, statement; only promises are scored", required=True),
    _text("text", "what it says, in the registry's words, with the source's force", required=True),
    _text("strength", "how firm: aspiration, intent, conditional, firm", required=True),
    _text("verification", "who checks: none, self-report, external", required=True),
    _text("disclosure", "whether the rule's text is published, or only claimed", required=True),
    _text("found_at", "where in the document"),
    _text("scope", "which models or situations"),
    _text("set_off_by", "what sets it off"),
    _text("due", "by when, as the document says it"),
    _text("ends", "date from which it no longer binds"),
    _text("decided_by", "the role or body named as deciding"),
    _text("waiver", "how it may be set aside"),
    _text("quote", "a short phrase of the source, word for word"),
    _text("judged", "an editor's view of its change against the version before"),
    _text("judged_why", "the editor's reason"),
    _text("was", "the clause of the version before that it continues, where the id differs"),
    _text(
        "continues",
        "a clause of another document that it continues: <name>/<clause> of the same owner, or joint/…",
    ),
)

clause_aspect = _table(
    "clause_aspect",
    "what exactly a clause promises within its topic",
    _key("version", "of the clause's version"),
    _key("clause", "the clause's id"),
    _key("aspect", "of the clause's topic"),
    ForeignKeyConstraint(["version", "clause"], ["clause.version", "clause.clause"]),
)

unconfirmed = _table(
    "unconfirmed",
    "clauses of the version before whose fate in this one could not be read",
    _key("version", "the version that leaves it open", to="version.version"),
    _key("clause", "the clause's id"),
)

conduct = _table(
    "conduct",
    "a dated event that bears on whether a promise was kept",
    _key("conduct", "the path of its text"),
    _link("lab", "lab.lab", "whose conduct"),
    _text("name", "short name, unique for the lab", required=True),
    _text("date", "when, as the source gives it", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("verdict", "kept, partly-kept, broken, disputed, pending", required=True),
    _text("statement", "what happened and who says so, in Markdown", required=True),
)

conduct_about = _table(
    "conduct_about",
    "what a conduct entry is about: a clause of a document, or a topic",
    _key("conduct", "which entry", to="conduct.conduct"),
    _place(),
    _link("topic", "topic.topic", "the topic; empty for a clause", required=False),
    _link("document", "document.document", "the document of the clause; empty for a topic", required=False),
    _text("clause", "its id"),
)

conduct_source = _table(
    "conduct_source",
    "where a conduct entry comes from",
    _key("conduct", "of which entry", to="conduct.conduct"),
    _place(),
    *_source(),
)

conduct_reading = _table(
    "conduct_reading",
    "the sides of a disputed verdict",
    _key("conduct", "of which entry", to="conduct.conduct"),
    _place(),
    _text("given_by", "whose account it is", required=True),
    _text("text", "what that side says", required=True),
)

disclosure = _table(
    "disclosure",
    "a dated fact on how insiders may speak",
    _key("disclosure", "the path of its text"),
    _link("lab", "lab.lab", "of which lab"),
    _text("name", "short name, unique for the lab", required=True),
    _text("date", "when, as the source gives it", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("statement", "the fact, in Markdown", required=True),
    *_source(),
)

reply = _table(
    "reply",
    "a lab's own answer to a judgement",
    _key("reply", "the path of its text"),
    _link("lab", "lab.lab", "who answers"),
    _text("name", "short name, unique for the lab", required=True),
    _text("date", "when", required=True),
    _text("given_by", "name and role", required=True),
    _text("about", "references by comma", required=True),
    _text("text", "the lab's own words, in Markdown", required=True),
)

change = _table(
    "change",
    "what happened to a clause between two consecutive versions, unchanged ones left out",
    _key("document", "of which document", to="document.document"),
    Column(
        "position",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="place among the document's changes, from 1",
    ),
    _link("from_version", "version.version", "empty for the first version", required=False),
    _link("to_version", "version.version", "empty where the document was withdrawn", required=False),
    _text("clause", "its id in the later version; of one removed, in the version before", required=True),
    _link("topic", "topic.topic", "what it is about"),
    _text("date", "of the later version, or of the withdrawal", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("derived", "by comparison alone", required=True),
    _text("judged", "an editor's view, where there is one"),
    _text("judged_why", "the editor's reason"),
    _text("direction", "the judged one, else the derived", required=True),
    _text("note", "an editor's note on a removal"),
)

standard = _table(
    "standard",
    "criteria with weights and levels that labs are scored against",
    _key("standard", "the standard's name in addresses"),
    _text("version", "of its rules, a text such as 1.0", required=True),
    _text("title", "in words", required=True),
    _text("about", "what it asks and why, in Markdown", required=True),
    _text("aggregate", "arithmetic, geometric", required=True),
    Column("window_months", Integer, nullable=False, comment="for how many months conduct counts"),
    _text("combine", "mean, worst, latest: what several entries on one clause give", required=True),
    _text("path", "the text it comes from", required=True),
)

standard_grade = _table(
    "standard_grade",
    "the practice total from which a grade is given",
    _key("standard", "whose grade it is", to="standard.standard"),
    _key("grade", "the letter"),
    _number("cutoff", "the least practice total", required=True),
)

standard_verdict = _table(
    "standard_verdict",
    "what a verdict makes of a promise, 0-1; conduct with a verdict that is not here does not enter",
    _key("standard", "in which standard", to="standard.standard"),
    _key("verdict", "the verdict of a conduct entry"),
    _number("value", "the share of a promise that is left of it", required=True),
)

criterion = _table(
    "criterion",
    "one question of a standard",
    _key("standard", "whose criterion it is", to="standard.standard"),
    _key("criterion", "its id, unique within the standard"),
    Column("position", Integer, nullable=False, comment="place in the standard, from 1"),
    _text("title", "in words", required=True),
    _text("question", "what it asks of a lab", required=True),
    _number("weight", "any positive number; totals divide by the sum", required=True),
)

criterion_topic = _table(
    "criterion_topic",
    "the topics whose clauses a criterion looks at",
    _key("standard", "whose criterion it is"),
    _key("criterion", "of which criterion"),
    _key("topic", "the topic", to="topic.topic"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

criterion_aspect = _table(
    "criterion_aspect",
    "the aspects of which a clause must have one to count for a criterion; a criterion without any takes all",
    _key("standard", "whose criterion it is"),
    _key("criterion", "of which criterion"),
    _key("aspect", "an aspect of one of its topics"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

level = _table(
    "level",
    "a score that a criterion can give, best first, and what a clause needs for it",
    _key("standard", "whose criterion it is"),
    _key("criterion", "of which criterion"),
    _place("place from the best, from 1"),
    _number("score", "0 to 100", required=True),
    _text("label", "in words", required=True),
    _text("strength", "least value; empty where any will do"),
    _text("verification", "least value; empty where any will do"),
    _text("disclosure", "least value", required=True),
    _text("filled", "columns of the clause that must not be empty, by comma"),
    _text("unfilled", "columns of the clause that must be empty, by comma"),
    Column("own", Boolean, nullable=False, comment="whether only a clause of the lab's own document will do"),
    Column("held_days", Integer, nullable=False, comment="for how many days it must have stood"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

score = _table(
    "score",
    "a lab's totals against a standard: at the end of every month since the first version, and on the revision's day",
    _key("standard", "scored against what", to="standard.standard"),
    _key("lab", "who", to="lab.lab"),
    Column("day", Date, primary_key=True, comment="the day scored"),
    _number("promise", "0 to 100, what is promised; empty before the lab was founded"),
    _number("practice", "0 to 100, with conduct counted; empty before the lab was founded"),
    _number("low", "practice without documents of disputed standing"),
    _number("high", "practice with every criterion that nobody has assessed counted 100"),
    _number("coverage", "share of the weight that was assessed", required=True),
    _text("grade", "for practice; empty before the lab was founded, and where nothing was assessed"),
)

criterion_score = _table(
    "criterion_score",
    "a lab's result for one criterion, on the revision's day",
    _key("standard", "scored against what"),
    _key("lab", "who"),
    Column("day", Date, primary_key=True, comment="the day scored"),
    _key("criterion", "for which criterion"),
    _number("promise", "0 to 100, as promised", required=True),
    _number("practice", "0 to 100, with conduct counted", required=True),
    _text("level", "label of the level met"),
    _text("clause", "reference of the deciding clause"),
    _link("version", "version.version", "of the deciding clause", required=False),
    Column(
        "assessed", Boolean, nullable=False, comment="whether somebody has looked; if not, 0 says nothing"
    ),
    _text("next_level", "label of the next level"),
    _number("next_score", "what the next level would give"),
    ForeignKeyConstraint(["standard", "lab", "day"], ["score.standard", "score.lab", "score.day"]),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)
