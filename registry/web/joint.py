"""The list of joint documents and laws. Their own pages are those of documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from registry.core.history import coming_versions, in_force, version_on
from registry.core.records import Document, Kind, Version
from registry.web.access import public
from registry.web.context import view

blueprint = Blueprint("joint", __name__, url_prefix="/joint")


@dataclass(frozen=True)
class JointLine:
    """A joint document in the list: the version of the day and how many labs of the catalogue it bound.

    `coming` is the first version that was published by then and is in force only later.
    """

    document: Document
    version: Version | None
    coming: Version | None
    stands: bool
    labs: int


@blueprint.get("/")
@public
def index() -> str:
    """All joint documents, then the laws."""
    here = view()
    lines = [_line(document, here.as_of) for document in here.catalog.joint.values()]
    laws = [line for line in lines if line.document.kind is Kind.LAW]
    pledges = [line for line in lines if line.document.kind is not Kind.LAW]
    return render_template("joint/index.html", pledges=pledges, laws=laws)


def _line(document: Document, on: date) -> JointLine:
    return JointLine(
        document=document,
        version=version_on(document, on),
        coming=next(iter(coming_versions(document, on)), None),
        stands=in_force(document, on),
        labs=sum(bool(signatory.lab) and signatory.is_bound(on) for signatory in document.signatories),
    )
