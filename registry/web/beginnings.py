"""Where a proposal begins: a few words on what it is, from which the record's first text is made."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from registry.content import beginnings
from registry.content.beginnings import Beginning
from registry.content.places import Sort
from registry.core.catalog import Catalog
from registry.core.people import Role
from registry.core.records import JOINT
from registry.core.typed import line
from registry.desk import drafting
from registry.desk.catalogue import Edition
from registry.errors import BadValue, Conflict, Refused
from registry.store.leaf import RevisionKind
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import to
from registry.web.fields import field
from registry.web.naming import record_title
from registry.web.record_offers import Option
from registry.web.submissions import PROPOSING
from registry.web.visible import own_submission, somebody

blueprint = Blueprint("beginnings", __name__)

MAX_ANSWER = 500
"""The most characters that an answer has."""

Given = Mapping[str, str]
"""What was typed, by field."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a start form: with `offers` one chooses, with `suggests` one types and is helped."""

    name: str
    label: str
    help: str = ""
    input: str = "text"
    offers: Callable[[Catalog], Iterator[Option]] | None = None
    suggests: Callable[[Catalog], Iterator[Option]] | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A way to begin: what it asks for, and the record that it makes of the answers."""

    title: str
    about: str
    asks: tuple[Ask, ...]
    begin: Callable[[Given, Edition], Beginning]
    kind: RevisionKind = RevisionKind.UPDATE
    roles: frozenset[Role] = frozenset((Role.EDITOR,))


@dataclass(frozen=True, slots=True)
class StartPage:
    """A start form with what was typed; `into` is the submission that the record joins, if any."""

    what: str
    start: Start
    options: Mapping[str, tuple[Option, ...]]
    given: Given
    nonce: str
    into: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MorePage:
    """All ways to begin that the person has."""

    starts: tuple[tuple[str, Start], ...]
    into: str


@blueprint.get("/desk/new/")
@requires(*PROPOSING)
def more() -> str:
    """All ways to begin."""
    person, into = somebody(), request.args.get("into", "")
    starts = tuple((what, start) for what, start in STARTS.items() if person.has(*start.roles))
    return render_template("beginnings/more.html", page=MorePage(starts, into))


@blueprint.get("/desk/new/<what>/")
@requires(*PROPOSING)
def show(what: str) -> str:
    """A start form, filled in as far as the address says."""
    start = _start(what)
    return _page(what, start, {ask.name: request.args.get(ask.name, "") for ask in start.asks}, request.args)


@blueprint.post("/desk/new/<what>/")
@requires(*PROPOSING)
def begin(what: str) -> Response | tuple[str, int]:
    """Begin a submission with the record, or add the record to one."""
    start = _start(what)
    given = {ask.name: field(ask.name).strip() for ask in start.asks}
    try:
        _refuse_gaps(start, given)
        made = start.begin(given, backstage().editions.current())
        name = _put(start, made, into=field("into"), nonce=field("nonce"))
    except (BadValue, Conflict) as error:
        return _page(what, start, given, request.form, problem=str(error)), 400
    return redirect(to("editor.show", name=name, path=made.place.path), code=303)


def _refuse_gaps(start: Start, given: Given) -> None:
    missing = [ask.label for ask in start.asks if not given[ask.name]]
    if missing:
        raise BadValue(f"Fill in: {', '.join(missing)}")
    for ask in start.asks:
        line(given[ask.name], ask.label, most=MAX_ANSWER)


def _put(start: Start, made: Beginning, *, into: str, nonce: str) -> str:
    """Store the record's first text. One form begins one submission, however often it is sent."""
    here, person = backstage(), somebody()
    path = made.place.path
    if into:
        found = own_submission(into)
        if found.proposal(path) is None:
            drafting.put_text(here.database, person, into, path, made.text, edition=found.edition, now=now())
        return into
    begun = drafting.begin(
        here.database, person, kind=start.kind, proposals={path: made.text}, nonce=nonce, now=now()
    )
    return begun.id


def _page(what: str, start: Start, given: Given, sent: Mapping[str, str], *, problem: str = "") -> str:
    catalog = backstage().editions.current().catalog
    options = {ask.name: tuple((ask.offers or ask.suggests or _nothing)(catalog)) for ask in start.asks}
    nonce = sent.get("nonce") or secrets.token_urlsafe(16)
    page = StartPage(what, start, options, given, nonce, sent.get("into", ""), problem)
    return render_template("beginnings/show.html", page=page)


def _start(what: str) -> Start:
    start = STARTS.get(what)
    if start is None:
        raise NoRoute
    if not somebody().has(*start.roles):
        raise Refused(f"This is for: {', '.join(sorted(start.roles))}")
    return start


# -- what can be chosen --------------------------------------------------------------------------------------


def _nothing(_: Catalog) -> Iterator[Option]:
    yield from ()


def _labs(catalog: Catalog) -> Iterator[Option]:
    return (Option(lab.slug, lab.name) for lab in catalog.labs.values())


def _documents(catalog: Catalog) -> Iterator[Option]:
    for document in catalog.documents:
        owner = "Joint" if document.owner == JOINT else catalog.labs[document.owner].name
        yield Option(f"{document.owner}/{document.slug}", f"{owner}: {document.title}")


def _joint(catalog: Catalog) -> Iterator[Option]:
    return (Option(document.slug, document.title) for document in catalog.joint.values())


def _records(catalog: Catalog) -> Iterator[Option]:
    paths = [
        path for lab in catalog.labs.values() for path in (lab.path, *_paths_of(lab.conduct, lab.disclosures))
    ]
    paths += [
        path for document in catalog.documents for path in (document.path, *_paths_of(document.versions))
    ]
    paths += [f"standards/{name}.yaml" for name in (*catalog.standards, "vocabulary")]
    return (Option(path, record_title(path, catalog)) for path in paths)


def _paths_of(*groups: tuple[object, ...]) -> Iterator[str]:
    return (getattr(record, "path") for group in groups for record in group)  # noqa: B009


# -- what becomes of the answers -----------------------------------------------------------------------------


def _version(given: Given, edition: Edition) -> Beginning:
    owner, _, slug = given["document"].partition("/")
    document = edition.catalog.document(owner, slug)
    if given["label"] in document.version_by_label:
        raise BadValue(
            f"{document.title} has a version {given['label']!r} already; to change it, correct that record"
        )
    before = edition.texts[document.versions[-1].path] if document.versions else ""
    return beginnings.new_version(owner, slug, given["label"], before=before)


def _correction(given: Given, edition: Edition) -> Beginning:
    return beginnings.present(given["path"], edition.texts)


def _entry(sort: Sort) -> Callable[[Given, Edition], Beginning]:
    def begin(given: Given, edition: Edition) -> Beginning:
        lab = edition.catalog.lab(given["lab"]).slug if "lab" in given else somebody().lab or ""
        return beginnings.new_entry(sort, lab, given["date"], given["words"])

    return begin


def _lab(given: Given, _: Edition) -> Beginning:
    return beginnings.new_lab(given["name"])


def _document(given: Given, edition: Edition) -> Beginning:
    return beginnings.new_document(edition.catalog.lab(given["lab"]).slug, given["title"])


def _joint_document(given: Given, _: Edition) -> Beginning:
    return beginnings.new_document(JOINT, given["title"])


def _standard(given: Given, _: Edition) -> Beginning:
    return beginnings.new_standard(given["title"])


_LAB = Ask("lab", "Lab", offers=_labs)
_DATE = Ask("date", "Date", "YYYY-MM-DD, or YYYY-MM or YYYY where the day is not known.")
_WORDS = Ask("words", "What happened, in two to five words", "They become part of the entry’s address.")

STARTS: Mapping[str, Start] = {
    "version": Start(
        "Add a version",
        "A policy has a new text. The clauses of the newest version on record are copied: you change what differs.",
        (
            Ask("document", "Document", offers=_documents),
            Ask(
                "label",
                "What the version is called",
                "Such as 3.1, or its date where it has no number. It stands in the address.",
            ),
        ),
        _version,
    ),
    "correction": Start(
        "Correct a record",
        "We had something wrong, or something about a record has changed. You edit its present text.",
        (Ask("path", "Record", "Type a part of its name and choose.", suggests=_records),),
        _correction,
        RevisionKind.CORRECTION,
    ),
    "conduct": Start(
        "Record conduct",
        "Something happened that bears on whether a promise was kept.",
        (_LAB, _DATE, _WORDS),
        _entry(Sort.CONDUCT),
    ),
    "disclosure": Start(
        "Add a disclosure",
        "A fact on how people inside a lab may speak: whistleblowing, non-disparagement.",
        (_LAB, _DATE, _WORDS),
        _entry(Sort.DISCLOSURE),
    ),
    "lab": Start("Add a lab", "An organisation that develops AI models.", (Ask("name", "Name"),), _lab),
    "document": Start(
        "Add a document",
        "A policy of one lab, which lives through versions. Add its first version to the same submission afterwards.",
        (_LAB, Ask("title", "Title")),
        _document,
    ),
    "joint": Start(
        "Add a joint document",
        "A document that several labs signed, or a law.",
        (Ask("title", "Title"),),
        _joint_document,
    ),
    "standard": Start(
        "Add a standard",
        "Criteria with weights and levels, which every lab is scored against. To change one, correct that record.",
        (Ask("title", "Title"),),
        _standard,
    ),
    "reply": Start(
        "Answer for your lab",
        "Your lab’s own words, dated and signed, beside a judgement. They never change it.",
        (_DATE, Ask("words", "What it is about, in two to five words", "They become part of its address.")),
        _entry(Sort.REPLY),
        roles=frozenset((Role.REPRESENTATIVE,)),
    ),
}
"""Every way to begin, by the word that stands for it in addresses."""
