"""The list of joint documents and laws. Their own pages are those of documents."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from registry.core.history import in_force, version_on
from registry.core.records import Document, Kind, Version
from registry.web.access import public
from registry.web.context import view

blueprint = Blueprint("joint", __name__, url_prefix="/joint")


@dataclass(frozen=True)
class JointLine:
    """A joint document in the list: the version of the day and how many labs of the catalogue signed it."""

    document: Document
    version: Version | None
    stands: bool
    labs: int


@blueprint.get("/")
@public
def index() -> str:
    """All joint documents, then the laws."""
    here = view()
    lines = [
        JointLine(
            document,
            version_on(document, here.as_of),
            in_force(document, here.as_of),
            sum(bool(signatory.lab) for signatory in document.signatories),
        )
        for document in here.catalog.joint.values()
    ]
    laws = [line for line in lines if line.document.kind is Kind.LAW]
    pledges = [line for line in lines if line.document.kind is not Kind.LAW]
    return render_template("joint/index.html", pledges=pledges, laws=laws)
