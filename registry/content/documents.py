"""Text → a document of a lab, or a joint one with its signatories."""

from __future__ import annotations

from registry.content import values
from registry.content.fields import Fields
from registry.content.readings import Sheet
from registry.content.report import Mentioned
from registry.core.records import JOINT, Declined, Dispute, Document, Kind, OutOfScope, Signatory, Withdrawal


def read_document(sheet: Sheet) -> Document:
    """Read a document's own record, still without its versions."""
    fields, place = sheet.fields, sheet.place
    joint = place.owner == JOINT
    document = Document(
        path=place.path,
        owner=place.owner,
        slug=place.document,
        title=fields.need_text("title"),
        kind=fields.need("kind", values.one_of(Kind), Kind.STATEMENT),
        url=fields.get("url", values.url),
        checked=fields.date("checked"),
        withdrawn=fields.block(
            "withdrawn", lambda row: Withdrawal(row.need_date("date"), row.need_text("why"))
        ),
        superseded_by=_read_superseded_by(fields),
        disputed=fields.block("disputed", lambda row: Dispute(row.need_date("since"), row.need_text("why"))),
        formerly=fields.many("formerly", values.slug, mention=Mentioned.FORMERLY),
        about=sheet.body,
        convener=fields.text("convener") if joint else None,
        signatories=fields.rows("signatories", _read_signatory) if joint else (),
        declined=fields.rows("declined", _read_declined) if joint else (),
    )
    _check_kind(fields, document)
    return document


def _read_superseded_by(fields: Fields) -> str | None:
    found = fields.text("superseded_by")
    if found is not None:
        fields.report.mention(Mentioned.SUPERSEDED_BY, fields.line("superseded_by"), found)
        if not fields.has("withdrawn"):
            fields.problem("superseded_by", "`superseded_by` needs `withdrawn: {date, why}` beside it")
    return found


def _check_kind(fields: Fields, document: Document) -> None:
    if document.kind is not Kind.LAW:
        return
    if not document.is_joint:
        fields.problem("kind", "only a joint document can be a law; it stands in labs/joint/<document>/")
    for key in ("signatories", "declined"):
        if document.is_joint and fields.has(key):
            fields.problem(key, f"a law binds without signature; take `{key}` out")


def _read_signatory(fields: Fields) -> Signatory:
    lab, name = _read_who(fields)
    if not (fields.has("joined") or fields.has("seen")):
        fields.problem(
            "joined",
            "`joined` is missing; where no source gives the day, `seen` with the date of a list naming it",
        )
    return Signatory(
        lab=lab,
        name=name,
        joined=fields.date("joined"),
        seen=fields.date("seen"),
        left=fields.date("left"),
        clauses=fields.many("clauses", values.slug, mention=Mentioned.JOINED_CLAUSE),
        out_of_scope=fields.block(
            "out_of_scope", lambda row: OutOfScope(row.need_date("since"), row.need_text("why"))
        ),
        note=fields.text("note"),
    )


def _read_declined(fields: Fields) -> Declined:
    lab, name = _read_who(fields)
    return Declined(
        date=fields.need_date("date"),
        why=fields.need_text("why"),
        source=fields.need_source(),
        lab=lab,
        name=name,
    )


def _read_who(fields: Fields) -> tuple[str | None, str | None]:
    """Exactly one of a lab of the catalogue and the name of one that is not in it."""
    lab, name = fields.get("lab", values.slug), fields.get("name", values.name)
    if lab is not None:
        fields.report.mention(Mentioned.LAB, fields.line("lab"), lab)
    if fields.has("lab") == fields.has("name"):
        wrong = "both `lab` and `name` stand here" if fields.has("lab") else "`lab` is missing"
        fields.problem(
            "name", f"{wrong}; write `lab` for a lab of the catalogue, or `name` for one that is not in it"
        )
    return lab, name
