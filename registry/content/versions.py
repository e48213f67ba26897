"""Text → a version of a document, with its clauses."""

from __future__ import annotations

from dataclasses import replace

from registry.content import values
from registry.content.fields import Fields
from registry.content.readings import Sheet
from registry.content.report import Mentioned, hint
from registry.content.words import Words
from registry.core.dates import PartialDate
from registry.core.records import Act, Announced, Clause, Direction, Judgement, Removal, Version

MAX_ASPECTS = 3
_JUDGED = (Direction.STRENGTHENED, Direction.WEAKENED, Direction.MIXED)
_DATES = ("effective", "published", "seen")


def read_version(sheet: Sheet) -> Version:
    """Read a version of a document."""
    fields, place = sheet.fields, sheet.place
    dates = {key: fields.date(key) for key in _DATES}
    _note_date(fields, dates)
    decided_by = fields.get("decided_by", values.decider)
    seen: dict[str, int] = {}
    clauses = fields.rows("clauses", lambda row: _read_clause(row, seen, sheet.words))
    return Version(
        path=place.path,
        label=place.name,
        source=fields.need_source(),
        title=fields.text("title"),
        published=dates["published"],
        effective=dates["effective"],
        seen=dates["seen"],
        announced=fields.get("announced", values.one_of(Announced)),
        announced_note=fields.text("announced_note"),
        decided_by=decided_by,
        clauses=tuple(
            clause if clause.decided_by else replace(clause, decided_by=decided_by) for clause in clauses
        ),
        unconfirmed=fields.many("unconfirmed", values.slug, mention=Mentioned.UNCONFIRMED),
        removed=fields.rows("removed", _read_removal),
        summary=sheet.body,
    )


def _note_date(fields: Fields, dates: dict[str, PartialDate | None]) -> None:
    """Note the date that the version counts from, unless one is unreadable: then it cannot be told which."""
    if not (fields.has("published") or fields.has("seen")):
        fields.problem(
            "published",
            "`published` is missing; where the source bears no date, `seen` with the day it was read",
        )
    if any(fields.has(key) and dates[key] is None for key in _DATES):
        return
    for key in _DATES:
        found = dates[key]
        if found is not None:
            fields.report.mention(Mentioned.DATED, fields.line(key), found.text)
            return


def _read_clause(fields: Fields, seen: dict[str, int], words: Words) -> Clause:
    name = fields.need_id(seen, "clause of the version")
    was = fields.get("was", values.slug)
    if was is not None:
        fields.report.mention(Mentioned.WAS, fields.line("was"), was)
    continues = fields.text("continues")
    if continues is not None:
        fields.report.mention(Mentioned.CONTINUES, fields.line("continues"), continues)
    judged = fields.block("judged", _read_judgement)
    if judged is not None and not fields.has("was") and name:
        fields.report.mention(Mentioned.JUDGED, fields.line("judged"), name)
    topic = fields.need("topic", words.topic, "")
    return Clause(
        id=name,
        topic=topic,
        text=fields.need_text("text"),
        strength=fields.need("strength", words.facet("strength"), ""),
        verification=fields.get("verification", words.facet("verification")) or "none",
        disclosure=fields.get("disclosure", words.facet("disclosure")) or "published",
        aspects=_read_aspects(fields, topic, words),
        act=fields.get("act", values.one_of(Act)) or Act.PROMISE,
        was=was,
        continues=continues,
        where=fields.text("where"),
        scope=fields.text("scope"),
        trigger=fields.text("trigger"),
        due=fields.date("due"),
        ends=fields.date("ends"),
        decided_by=fields.get("decided_by", values.decider),
        waiver=fields.text("waiver"),
        quote=fields.text("quote"),
        judged=judged,
    )


def _read_aspects(fields: Fields, topic: str, words: Words) -> tuple[str, ...]:
    aspects = fields.many("aspects", words.aspect((topic,)))
    if len(aspects) > MAX_ASPECTS:
        fields.problem(
            "aspects", f"{len(aspects)} aspects; at most {MAX_ASPECTS}: name what the clause mainly promises"
        )
    return aspects


def _read_judgement(fields: Fields) -> Judgement:
    def change(value: str) -> Direction:
        if value not in _JUDGED:
            raise ValueError(
                f"{value!r} cannot be judged{hint(value, _JUDGED)}; write one of: {', '.join(_JUDGED)}"
            )
        return Direction(value)

    return Judgement(change=fields.need("change", change, Direction.MIXED), why=fields.need_text("why"))


def _read_removal(fields: Fields) -> Removal:
    name = fields.need("id", values.slug, "")
    if name:
        fields.report.mention(Mentioned.REMOVED, fields.line("id"), name)
    return Removal(id=name, why=fields.need_text("why"))
