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
    Column("revision", Integer, primary_key=True, autoincrement=False),
    _text("hash", "hash of that revision", required=True),
    _text(
        "shape", "fingerprint of the tables' definitions and of the rules they are filled by", required=True
    ),
)

topic = _table(
    "topic",
    "what a clause can be about",
    _key("topic"),
    _text("title", required=True),
    _text("about", required=True),
    _text("decision", "the decision of a lab that it bears on", required=True),
)

aspect = _table(
    "aspect",
    "what exactly a clause of a topic can promise",
    _key("topic", to="topic.topic"),
    _key("aspect"),
    _text("title", required=True),
    _text("about", required=True),
)

facet_value = _table(
    "facet_value",
    "the values of the ordered facets: strength, verification, disclosure",
    _key("facet"),
    _key("value"),
    Column("rank", Integer, nullable=False, comment="0 for the weakest"),
    _text("title", required=True),
    _text("about", required=True),
)

lab = _table(
    "lab",
    "an organisation that develops AI models",
    _key("lab", "the lab's name in addresses"),
    _text("name", required=True),
    _text("legal_name"),
    _text("country", "ISO 3166-1 alpha-2"),
    Column("founded", Integer, comment="year"),
    _text("website"),
    _text("about", required=True),
    _text("open_questions", "what could not be settled"),
    _text("path", "the text it comes from", required=True),
)

lab_alias = _table(
    "lab_alias",
    "other names of a lab",
    _key("lab", to="lab.lab"),
    _place(),
    _text("alias", required=True),
)

nothing_found = _table(
    "nothing_found",
    "on that date nothing of the lab's own was found about a topic",
    _key("lab", to="lab.lab"),
    _place(),
    _link("topic", "topic.topic"),
    _text("date", required=True),
    _text("looked", "where it was looked for", required=True),
)

document = _table(
    "document",
    "a policy that lives through versions",
    _key("document", "<lab>/<name>, or joint/<name>"),
    _link("lab", "lab.lab", "empty for a joint document", required=False),
    _text("name", required=True),
    _text("title", required=True),
    _text("kind", "framework, charter, policy, pledge, statement, agreement, terms, law", required=True),
    _text("url"),
    _text("checked", "date it was last looked at"),
    _text("withdrawn", "date"),
    _text("withdrawn_why"),
    _text("superseded_by"),
    _text("disputed_since", "since when it cannot be settled whether it is in force"),
    _text("disputed_why"),
    _text("convener"),
    _text("about", required=True),
    _text("open_questions"),
    _text("path", required=True),
)

signatory = _table(
    "signatory",
    "who signed a joint document",
    _key("document", to="document.document"),
    _place(),
    _link("lab", "lab.lab", "empty for one not in the catalogue", required=False),
    _text("name", "of one not in the catalogue"),
    _text("joined", "date"),
    _text("seen", "date of a list that names it, where the day it joined is not known"),
    _text("left_on", "date"),
    _text("clauses", "ids by comma, where it joined only a part"),
    _text("out_of_scope_since", "since when it has no model that the document is about"),
    _text("out_of_scope_why"),
    _text("note"),
)

declined = _table(
    "declined",
    "who declined to sign a joint document",
    _key("document", to="document.document"),
    _place(),
    _link("lab", "lab.lab", "empty for one not in the catalogue", required=False),
    _text("name", "of one not in the catalogue"),
    _text("date", required=True),
    _text("why", required=True),
    *_source(),
)

version = _table(
    "version",
    "a document as it stood from a date on",
    _key("version", "<document>/<label>"),
    _link("document", "document.document"),
    Column("position", Integer, nullable=False, comment="place among the document's versions, 1 the oldest"),
    _text("label", required=True),
    _text("title"),
    _text("date", "from which it counts: effective, else published, else seen", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("published"),
    _text("effective"),
    _text("seen"),
    _text("announced", "yes, partly, no: did the lab tell of what it weakened or removed"),
    _text("announced_note"),
    _text("summary", required=True),
    *_source(),
    _text("path", required=True),
)

clause = _table(
    "clause",
    "one atomic commitment in one version",
    _key("version", to="version.version"),
    _key("clause", "the same in every version of its document"),
    _text("reference", "<document>/<clause>: the same in every version", required=True),
    Column("position", Integer, nullable=False, comment="place in its version, from 1"),
    _link("topic", "topic.topic"),
    _text("act", "promise, permission, exception, statement; only promises are scored", required=True),
    _text("text", required=True),
    _text("strength", required=True),
    _text("verification", required=True),
    _text("disclosure", required=True),
    _text("found_at", "where in the document"),
    _text("scope", "which models or situations"),
    _text("set_off_by", "what sets it off"),
    _text("due", "date"),
    _text("ends", "date from which it no longer binds"),
    _text("decided_by", "the role or body named as deciding"),
    _text("waiver", "how it may be set aside"),
    _text("quote"),
    _text("judged", "an editor's view of its change against the version before"),
    _text("judged_why"),
    _text("was", "the clause of the version before that it continues, where the id differs"),
    _text("continues", "a clause of another document that it continues"),
)

clause_aspect = _table(
    "clause_aspect",
    "what exactly a clause promises within its topic",
    _key("version"),
    _key("clause"),
    _key("aspect"),
    ForeignKeyConstraint(["version", "clause"], ["clause.version", "clause.clause"]),
)

unconfirmed = _table(
    "unconfirmed",
    "clauses of the version before whose fate in this one could not be read",
    _key("version", to="version.version"),
    _key("clause"),
)

conduct = _table(
    "conduct",
    "a dated event that bears on whether a promise was kept",
    _key("conduct", "the path of its text"),
    _link("lab", "lab.lab"),
    _text("name", required=True),
    _text("date", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("verdict", "kept, partly-kept, broken, disputed, pending", required=True),
    _text("statement", required=True),
)

conduct_about = _table(
    "conduct_about",
    "what a conduct entry is about: a clause of a document, or a topic",
    _key("conduct", to="conduct.conduct"),
    _place(),
    _link("topic", "topic.topic", required=False),
    _link("document", "document.document", required=False),
    _text("clause", "its id"),
)

conduct_source = _table(
    "conduct_source",
    "where a conduct entry comes from",
    _key("conduct", to="conduct.conduct"),
    _place(),
    *_source(),
)

conduct_reading = _table(
    "conduct_reading",
    "the sides of a disputed verdict",
    _key("conduct", to="conduct.conduct"),
    _place(),
    _text("given_by", "whose account it is", required=True),
    _text("text", required=True),
)

disclosure = _table(
    "disclosure",
    "a dated fact on how insiders may speak",
    _key("disclosure", "the path of its text"),
    _link("lab", "lab.lab"),
    _text("name", required=True),
    _text("date", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("statement", required=True),
    *_source(),
)

reply = _table(
    "reply",
    "a lab's own answer to a judgement",
    _key("reply", "the path of its text"),
    _link("lab", "lab.lab"),
    _text("name", required=True),
    _text("date", required=True),
    _text("given_by", "name and role", required=True),
    _text("about", "references by comma", required=True),
    _text("text", required=True),
)

change = _table(
    "change",
    "what happened to a clause between two consecutive versions, unchanged ones left out",
    _key("document", to="document.document"),
    Column(
        "position",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="place among the document's changes, from 1",
    ),
    _link("from_version", "version.version", "empty for the first version", required=False),
    _link("to_version", "version.version", "empty where the document was withdrawn", required=False),
    _text("clause", required=True),
    _link("topic", "topic.topic"),
    _text("date", "of the later version, or of the withdrawal", required=True),
    Column("day", Date, nullable=False, comment="the first day of `date`"),
    _text("derived", "by comparison alone", required=True),
    _text("judged", "an editor's view, where there is one"),
    _text("judged_why"),
    _text("direction", "the judged one, else the derived", required=True),
    _text("note"),
)

standard = _table(
    "standard",
    "criteria with weights and levels that labs are scored against",
    _key("standard"),
    _text("version", required=True),
    _text("title", required=True),
    _text("about", required=True),
    _text("aggregate", "arithmetic, geometric", required=True),
    Column("window_months", Integer, nullable=False, comment="for how many months conduct counts"),
    _text("combine", "mean, worst, latest: what several entries on one clause give", required=True),
    _text("path", required=True),
)

standard_grade = _table(
    "standard_grade",
    "the practice total from which a grade is given",
    _key("standard", to="standard.standard"),
    _key("grade"),
    _number("cutoff", required=True),
)

standard_verdict = _table(
    "standard_verdict",
    "what a verdict makes of a promise, 0-1; conduct with a verdict that is not here does not enter",
    _key("standard", to="standard.standard"),
    _key("verdict"),
    _number("value", required=True),
)

criterion = _table(
    "criterion",
    "one question of a standard",
    _key("standard", to="standard.standard"),
    _key("criterion"),
    Column("position", Integer, nullable=False),
    _text("title", required=True),
    _text("question", required=True),
    _number("weight", required=True),
)

criterion_topic = _table(
    "criterion_topic",
    "the topics whose clauses a criterion looks at",
    _key("standard"),
    _key("criterion"),
    _key("topic", to="topic.topic"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

criterion_aspect = _table(
    "criterion_aspect",
    "the aspects of which a clause must have one to count for a criterion; a criterion without any takes all",
    _key("standard"),
    _key("criterion"),
    _key("aspect"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

level = _table(
    "level",
    "a score that a criterion can give, best first, and what a clause needs for it",
    _key("standard"),
    _key("criterion"),
    _place("place from the best, from 1"),
    _number("score", required=True),
    _text("label", required=True),
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
    _key("standard", to="standard.standard"),
    _key("lab", to="lab.lab"),
    Column("day", Date, primary_key=True),
    _number("promise"),
    _number("practice"),
    _number("low", "practice without documents of disputed standing"),
    _number("high", "practice with every criterion that nobody has assessed counted 100"),
    _number("coverage", "share of the weight that was assessed", required=True),
    _text("grade"),
)

criterion_score = _table(
    "criterion_score",
    "a lab's result for one criterion, on the revision's day",
    _key("standard"),
    _key("lab"),
    Column("day", Date, primary_key=True),
    _key("criterion"),
    _number("promise", required=True),
    _number("practice", required=True),
    _text("level", "label of the level met"),
    _text("clause", "reference of the deciding clause"),
    _link("version", "version.version", "of the deciding clause", required=False),
    Column("assessed", Boolean, nullable=False),
    _text("next_level", "label of the next level"),
    _number("next_score"),
    ForeignKeyConstraint(["standard", "lab", "day"], ["score.standard", "score.lab", "score.day"]),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)
