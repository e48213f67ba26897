"""Text → a lab, and what is on record about it: conduct, disclosures, replies."""

from __future__ import annotations

from collections.abc import Collection

from registry.content import values
from registry.content.fields import Fields, read_source
from registry.content.places import date_in_name
from registry.content.readings import Sheet
from registry.content.report import Mentioned, hint
from registry.content.words import Words
from registry.core.dates import PartialDate
from registry.core.records import Conduct, Disclosure, Lab, NothingFound, Reading, Reply, Source, Verdict


def read_lab(sheet: Sheet) -> Lab:
    """Read a lab's own record."""
    fields = sheet.fields
    return Lab(
        path=sheet.place.path,
        slug=sheet.place.owner,
        name=fields.need("name", values.name, ""),
        legal_name=fields.get("legal_name", values.name),
        country=fields.get("country", values.country),
        founded=fields.get("founded", values.year),
        website=fields.get("website", values.url),
        aliases=fields.many("aliases", values.name),
        formerly=fields.many("formerly", values.slug, mention=Mentioned.FORMERLY),
        nothing_found=fields.rows("nothing_found", lambda row: _read_nothing_found(row, sheet.words)),
        about=sheet.body,
    )


def read_conduct(sheet: Sheet) -> Conduct:
    """Read a conduct entry."""
    fields, place = sheet.fields, sheet.place
    return Conduct(
        path=place.path,
        lab=place.owner,
        name=place.name,
        date=_need_date(sheet),
        about=_read_about(fields, Mentioned.CONDUCT_ABOUT, sheet.words.topics),
        verdict=fields.need("verdict", values.one_of(Verdict), Verdict.PENDING),
        sources=_read_sources(fields),
        statement=sheet.need_body("the statement, saying who says so"),
        readings=fields.rows("readings", lambda row: Reading(row.need_text("by"), row.need_text("text"))),
    )


def read_disclosure(sheet: Sheet) -> Disclosure:
    """Read a fact on how insiders may speak."""
    return Disclosure(
        path=sheet.place.path,
        lab=sheet.place.owner,
        name=sheet.place.name,
        date=_need_date(sheet),
        source=sheet.fields.need_source(),
        statement=sheet.need_body("the statement, saying who says so"),
    )


def read_reply(sheet: Sheet) -> Reply:
    """Read a lab's answer. A conduct file may be named with or without its ending."""
    about = _read_about(sheet.fields, Mentioned.REPLY_ABOUT, ())
    return Reply(
        path=sheet.place.path,
        lab=sheet.place.owner,
        name=sheet.place.name,
        date=_need_date(sheet),
        by=sheet.fields.need_text("by"),
        about=tuple(target.removesuffix(".md") for target in about),
        text=sheet.need_body("the lab's own words"),
    )


def _read_nothing_found(fields: Fields, words: Words) -> NothingFound:
    return NothingFound(
        topic=fields.need("topic", words.topic, ""),
        date=fields.need_date("date"),
        looked=fields.need_text("looked"),
    )


def _need_date(sheet: Sheet) -> PartialDate:
    """The entry's date, which its file's name must begin with."""
    in_name = date_in_name(sheet.place.name)

    def read(value: str) -> PartialDate:
        found = PartialDate.parse(value)
        if found.text != in_name:
            raise ValueError(
                f"{value} is not the date that the file's name begins with, {in_name}; make them the same"
            )
        return found

    return sheet.fields.need("date", read, PartialDate.parse("0001"))


def _read_about(fields: Fields, mention: Mentioned, topics: Collection[str]) -> tuple[str, ...]:
    """References to clauses, checked when all is read; where topics are given, one of these may be named."""

    def read(value: str) -> str:
        if topics and "/" not in value and value not in topics:
            raise ValueError(
                f"{value!r} is no topic, nor a clause: <document>/<clause id>{hint(value, topics)}"
            )
        return value

    return fields.many("about", read, mention=mention, needed=True)


def _read_sources(fields: Fields) -> tuple[Source, ...]:
    if fields.has("source") and fields.has("sources"):
        fields.problem("source", "both `source` and `sources` stand here; list all of them under `sources`")
    several = fields.rows("sources", read_source)
    single = fields.block("source", read_source)
    if not (fields.has("source") or fields.has("sources")):
        fields.problem("source", "`source` is missing; write `source`, or `sources` with a list of them")
    return several if single is None else (single,)
