"""The tables of standards and of what labs score against them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Integer

from registry.store.projection.columns import key, link, number, place, table, text

standard = table(
    "standard",
    "criteria with weights and levels that labs are scored against",
    key("standard", "the standard's name in addresses"),
    text("version", "of its rules, a text such as 1.0", required=True),
    text("title", "in words", required=True),
    text("about", "what it asks and why, in Markdown", required=True),
    text("aggregate", "arithmetic, geometric", required=True),
    Column("window_months", Integer, nullable=False, comment="for how many months conduct counts"),
    text("combine", "mean, worst, latest: what several entries on one clause give", required=True),
    text("path", "the text it comes from", required=True),
)

standard_grade = table(
    "standard_grade",
    "the practice total from which a grade is given",
    key("standard", "whose grade it is", to="standard.standard"),
    key("grade", "the letter"),
    number("cutoff", "the least practice total", required=True),
)

standard_verdict = table(
    "standard_verdict",
    "what a verdict makes of a promise, 0-1; conduct with a verdict that is not here does not enter",
    key("standard", "in which standard", to="standard.standard"),
    key("verdict", "the verdict of a conduct entry"),
    number("value", "the share of a promise that is left of it", required=True),
)

criterion = table(
    "criterion",
    "one question of a standard",
    key("standard", "whose criterion it is", to="standard.standard"),
    key("criterion", "its id, unique within the standard"),
    Column("position", Integer, nullable=False, comment="place in the standard, from 1"),
    text("title", "in words", required=True),
    text("question", "what it asks of a lab", required=True),
    number("weight", "any positive number; totals divide by the sum", required=True),
)

criterion_topic = table(
    "criterion_topic",
    "the topics whose clauses a criterion looks at",
    key("standard", "whose criterion it is"),
    key("criterion", "of which criterion"),
    key("topic", "the topic", to="topic.topic"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

criterion_aspect = table(
    "criterion_aspect",
    "the aspects of which a clause must have one to count for a criterion; a criterion without any takes all",
    key("standard", "whose criterion it is"),
    key("criterion", "of which criterion"),
    key("aspect", "an aspect of one of its topics"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

level = table(
    "level",
    "a score that a criterion can give, best first, and what a clause needs for it",
    key("standard", "whose criterion it is"),
    key("criterion", "of which criterion"),
    place("place from the best, from 1"),
    number("score", "0 to 100", required=True),
    text("label", "in words", required=True),
    text("strength", "least value; empty where any will do"),
    text("verification", "least value; empty where any will do"),
    text("disclosure", "least value", required=True),
    text("filled", "columns of the clause that must not be empty, by comma"),
    text("unfilled", "columns of the clause that must be empty, by comma"),
    Column("own", Boolean, nullable=False, comment="whether only a clause of the lab's own document will do"),
    Column("held_days", Integer, nullable=False, comment="for how many days it must have stood"),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)

score = table(
    "score",
    "a lab's totals against a standard: at the end of every month since the first version, and on the revision's day",
    key("standard", "scored against what", to="standard.standard"),
    key("lab", "who", to="lab.lab"),
    Column("day", Date, primary_key=True, comment="the day scored"),
    number("promise", "0 to 100, what is promised; empty before the lab was founded"),
    number("practice", "0 to 100, with conduct counted; empty before the lab was founded"),
    number("low", "practice without documents of disputed standing"),
    number("high", "practice with every criterion that nobody has assessed counted 100"),
    number("coverage", "share of the weight that was assessed", required=True),
    text("grade", "for practice; empty before the lab was founded, and where nothing was assessed"),
)

criterion_score = table(
    "criterion_score",
    "a lab's result for one criterion, on the revision's day",
    key("standard", "scored against what"),
    key("lab", "who"),
    Column("day", Date, primary_key=True, comment="the day scored"),
    key("criterion", "for which criterion"),
    number("promise", "0 to 100, as promised", required=True),
    number("practice", "0 to 100, with conduct counted", required=True),
    text("level", "label of the level met"),
    text("clause", "reference of the deciding clause"),
    link("version", "version.version", "of the deciding clause", required=False),
    Column(
        "assessed", Boolean, nullable=False, comment="whether somebody has looked; if not, 0 says nothing"
    ),
    text("next_level", "label of the next level"),
    number("next_score", "what the next level would give"),
    ForeignKeyConstraint(["standard", "lab", "day"], ["score.standard", "score.lab", "score.day"]),
    ForeignKeyConstraint(["standard", "criterion"], ["criterion.standard", "criterion.criterion"]),
)
