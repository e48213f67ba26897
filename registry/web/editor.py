"""Editing one record of a submission: as a form or as its text, saved as one types, with what follows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import NotFound as NoRoute
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from registry.content.composing import compose, take_apart
from registry.content.locations import ByField, problems_by_field
from registry.content.outlines import outline_of
from registry.content.places import Place, Sort
from registry.content.structure import Record, Value
from registry.core.dates import PartialDate
from registry.core.records import Version
from registry.desk import drafting, seeking
from registry.desk.previewing import Preview
from registry.desk.seeking import Look
from registry.errors import BadValue, Conflict, Problem
from registry.publish.patches import Line, numbered, patch
from registry.store.submissions import Submission
from registry.web.access import requires
from registry.web.backstage import backstage, now
from registry.web.context import to, today
from registry.web.fields import field as posted_field
from registry.web.fields import whole
from registry.web.naming import place as place_at
from registry.web.naming import record_title
from registry.web.record_forms import name_of, read_posted
from registry.web.record_offers import Offers
from registry.web.record_rows import press
from registry.web.record_shown import RecordForm
from registry.web.sessions import csrf_token
from registry.web.submissions import PROPOSING, back, status_of
from registry.web.visible import own_submission, somebody

blueprint = Blueprint("editor", __name__)

FINISH = "finish"
"""The button that saves and leads back to the submission."""


@dataclass(frozen=True)
class EditorPage:
    """One record being edited: as a form, or without one as its text. `why_text` says why it cannot be a form.

    Where it was saved elsewhere meanwhile, `apart` is how what was typed differs from that.
    """

    submission: Submission
    path: str
    title: str
    text: str
    form: RecordForm | None
    preview: Preview
    quotes: Look
    general: tuple[Problem, ...]
    problem: str = ""
    why_text: str = ""
    apart: tuple[Line, ...] = ()


@blueprint.get("/desk/submissions/<name>/edit/")
@requires(*PROPOSING)
def show(name: str) -> str:
    """One record, as a form where its text can be one."""
    found = own_submission(name)
    place = _place(found)
    return _page(found, place, text=_text(found, place))


@blueprint.post("/desk/submissions/<name>/edit/")
@requires(*PROPOSING)
def save(name: str) -> AnyResponse:
    """Save what was typed, and do what the button says. Nothing typed is lost, whatever stands in the way."""
    found = own_submission(name)
    place = _place(found)
    do = posted_field("do")
    typed = _Typed.of(found, place, do)
    try:
        _put(name, place, typed)
    except (BadValue, Conflict) as error:
        newest = own_submission(name)
        page = _page(newest, _place(newest), text=typed.text, typed=typed, problem=error)
        return make_response(page, status_of(error))
    if do == FINISH:
        return back(name)
    query = {"path": place.path, "as": request.args.get("as"), "focus": typed.focus, "blank": typed.blank}
    anchor = f"#f-{name_of(typed.focus)}" if typed.focus else ""
    address = to("editor.show", name=name, **{key: value for key, value in query.items() if value})
    return redirect(address + anchor, code=303)


@blueprint.get("/desk/submissions/<name>/autosave/")
@requires(*PROPOSING)
def token(name: str) -> Response:
    """The token of the session that there is by now, for a form that was filled in under an earlier one."""
    own_submission(name)
    return jsonify(csrf=csrf_token())


@blueprint.post("/desk/submissions/<name>/autosave/")
@requires(*PROPOSING)
def autosave(name: str) -> Response:
    """Save what was typed while it is typed, and tell of its problems and of what follows."""
    found = own_submission(name)
    place = _place(found)
    typed = _Typed.of(found, place, "")
    try:
        saved = _put(name, place, typed)
    except (BadValue, Conflict) as error:
        response = jsonify(message=str(error))
        response.status_code = status_of(error)
        return response
    preview = backstage().previewer.preview(saved.changes, on=today())
    by_field = problems_by_field(place, typed.text, preview.problems)
    named = [
        {"field": typed.named(address), "message": message}
        for address, messages in by_field.fields.items()
        for message in messages
    ]
    quotes = _quotes(saved, preview)
    shown = render_template("editor/preview.html", preview=preview, quotes=quotes)
    general = [str(problem) for problem in by_field.general]
    return jsonify(edition=saved.edition, problems=named, general=general, preview=shown)


@dataclass(frozen=True)
class _Typed:
    """What was typed, as the record's text; where the next page leads; what fields were called."""

    text: str
    value: Record | None
    focus: str = ""
    blank: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Submission, place: Place, do: str) -> _Typed:
        """What this request brings."""
        if request.args.get("as") == "text":
            return cls(posted_field("text").replace("\r\n", "\n").replace("\r", "\n"), None)
        posted = read_posted(outline_of(place), request.form)
        done = press(posted, do, before=_before(place, posted.value))
        text = compose(place, done.value, like=_text(found, place))
        return cls(text, done.value, done.focus, done.blank, posted.names)

    def named(self, address: str) -> str:
        """What the field at an address was called in the form that was sent."""
        return self.names.get(address, name_of(address))


def _put(name: str, place: Place, typed: _Typed) -> Submission:
    here, edition = backstage(), whole("edition")
    return drafting.put_text(
        here.database, somebody(), name, place.path, typed.text, edition=edition, now=now()
    )


def _page(
    found: Submission,
    place: Place,
    *,
    text: str,
    typed: _Typed | None = None,
    problem: BadValue | Conflict | None = None,
) -> str:
    preview = backstage().previewer.preview({**found.changes, place.path: text}, on=today())
    by_field = problems_by_field(place, text, preview.problems)
    form, why_text = None, ""
    if request.args.get("as") != "text":
        try:
            value = typed.value if typed and typed.value is not None else take_apart(place, text)
            form = _form(found, place, value, by_field, preview, is_saved=problem is None)
        except BadValue as error:
            why_text = str(error)
    page = EditorPage(
        submission=found,
        path=place.path,
        title=record_title(place.path, preview.edition.catalog),
        text=text,
        form=form,
        preview=preview,
        quotes=_quotes(found, preview),
        general=by_field.general if form else preview.problems,
        problem=str(problem or ""),
        why_text=why_text,
        apart=tuple(numbered(patch(_text(found, place), text))) if isinstance(problem, Conflict) else (),
    )
    return render_template("editor/show.html", page=page)


def _form(
    found: Submission, place: Place, value: Record, by_field: ByField, preview: Preview, *, is_saved: bool
) -> RecordForm:
    catalog = preview.catalog or preview.edition.catalog
    return RecordForm(
        offers=Offers(catalog, place, _before(place, value)),
        value=value,
        problems=by_field.fields,
        edition=found.edition,
        is_saved=is_saved,
        autosave=to("editor.autosave", name=found.id, path=place.path),
        draft=f"{found.id} {place.path}",
        sign_in=to("entrance.sign_in"),
        focus=request.args.get("focus", ""),
        blank=request.args.get("blank", ""),
    )


def _quotes(found: Submission, preview: Preview) -> Look:
    """What became of the quotes, where the texts read; nothing where they do not."""
    if preview.catalog is None:
        return Look()
    with backstage().database.reading() as session:
        return seeking.find_quotes(session, found, preview.catalog)


def _place(found: Submission) -> Place:
    """The place of the record that the address names, which the submission must hold."""
    path = request.args.get("path", "")
    proposal = found.proposal(path)
    place = place_at(path)
    if proposal is None or place is None:
        raise NoRoute
    return place


def _text(found: Submission, place: Place) -> str:
    proposal = found.proposal(place.path)
    return (proposal.text if proposal else None) or ""


def _before(place: Place, value: Mapping[str, Value]) -> Record:
    """The value of the version that comes before the one being edited; empty where there is none."""
    if place.sort is not Sort.VERSION:
        return {}
    edition = backstage().editions.current()
    versions = [
        version
        for document in edition.catalog.documents
        if (document.owner, document.slug) == (place.owner, place.document)
        for version in document.versions
        if version.path != place.path
    ]
    earlier = [version for version in versions if _precedes(version, value)]
    if not earlier:
        return {}
    try:
        return take_apart(place, edition.texts[earlier[-1].path])
    except BadValue:
        return {}


def _precedes(version: Version, value: Mapping[str, Value]) -> bool:
    """Whether a version is dated before what the form says; one without a date is the newest."""
    written = next((text for key in ("effective", "published", "seen") if (text := value.get(key))), "")
    try:
        return version.date < PartialDate.parse(str(written))
    except ValueError:
        return True
