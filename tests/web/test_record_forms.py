"""Records as forms: what a page shows is what it sends, and what is sent is only what the outline asks for."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from flask import Flask
from werkzeug.datastructures import MultiDict

from registry.content.composing import compose, take_apart
from registry.content.folder import read_all
from registry.content.outline import SINGLE, Field, Input
from registry.content.outlines import outline_of
from registry.content.places import Place, place_of
from registry.content.structure import Record, Value, rows_of, tidied
from registry.core.catalog import Catalog
from registry.errors import BadValue
from registry.web.record_forms import MAX_NAME, MAX_ROWS, Posted, read_posted
from registry.web.record_offers import Offers
from registry.web.record_rows import press
from registry.web.record_shown import RecordForm
from tests.content import sample
from tests.forming import bare_app, shown

_XHTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = """ '"><script>alert(1)</script>&amp;{{ 7*7 }}\n\n</textarea><b>--> é 😀 \\"""
VERSION = place_of(sample.SECOND)


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare_app()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_all(sample.TEXTS)


def _elements(root: Element) -> Iterator[Element]:
    """What belongs to the page itself, patterns left out."""
    for child in root:
        if child.tag != f"{_XHTML}template":
            yield child
            yield from _elements(child)


def _sent(page: str) -> MultiDict[str, str]:
    """What a browser sends of the page's first form when no button is pressed."""
    root = tinyhtml5.parse(page)
    sent: MultiDict[str, str] = MultiDict()
    for one in _elements(next(root.iter(f"{_XHTML}form"))):
        kind, name = one.tag.removeprefix(_XHTML), one.get("name", "")
        if kind == "textarea":
            sent.add(name, (one.text or "").replace("\n", "\r\n"))
        elif kind == "select":
            options = list(one.iter(f"{_XHTML}option"))
            chosen = [option for option in options if option.get("selected") is not None]
            sent.add(name, (chosen or options)[-1 if chosen else 0].get("value", ""))
        elif kind == "input" and (one.get("type") != "checkbox" or one.get("checked") is not None):
            sent.add(name, one.get("value", ""))
    del sent["csrf"], sent["edition"]
    return sent


def _page(app: Flask, form: RecordForm) -> str:
    with app.test_request_context():
        return shown(form)


def _filled(field: Field) -> Value:
    if field.input in SINGLE:
        return "yes" if field.input is Input.YES else HOSTILE
    if field.input in (Input.CHOICES, Input.LIST):
        return [HOSTILE, "second"]
    if field.input is Input.LISTS:
        return [["one", "two words"], ["three"]]
    block = {inner.key: _filled(inner) for inner in field.fields}
    return block if field.input is Input.BLOCK else [block, block]


@pytest.mark.parametrize("path", sample.TEXTS)
def test_what_a_page_shows_is_what_it_sends(app: Flask, catalog: Catalog, path: str) -> None:
    """A form that is sent as it was shown changes no byte of its text."""
    place = place_of(path)
    value = take_apart(place, sample.TEXTS[path])
    page = _page(app, RecordForm(Offers(catalog, place, {}), value))
    posted = read_posted(outline_of(place), _sent(page))
    assert posted.value == value
    assert compose(place, posted.value, like=sample.TEXTS[path]) == sample.TEXTS[path]


@pytest.mark.parametrize("path", sample.TEXTS)
def test_whatever_stands_in_a_field_is_text(app: Flask, catalog: Catalog, path: str) -> None:
    """Markup in every field of every kind of record comes back as it was, and makes no element of the page."""
    place = place_of(path)
    outline = outline_of(place)
    value: Record = {field.key: _filled(field) for field in outline.fields}
    page = _page(app, RecordForm(Offers(catalog, place, value), value))
    assert read_posted(outline, _sent(page)).value == tidied(outline.fields, value)
    harmless = page.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
    assert harmless.count("<script") == 4  # the form's own
    assert "<b>" not in page
    assert "49" not in page


def test_problems_stand_at_their_fields(app: Flask, catalog: Catalog) -> None:
    """A field with a problem says so to everyone, a row with one is unfolded, and a list leads to all."""
    value = take_apart(VERSION, sample.TEXTS[sample.SECOND])
    problems = {
        "clauses.0.strength": ("firmly is not known",),
        "removed.0": ("odd",),
        "source.read": ("this is needed",),
    }
    root = tinyhtml5.parse(_page(app, RecordForm(Offers(catalog, VERSION, {}), value, problems)))
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for name in ("clauses-0-strength", "source-read"):
        field = by_id[f"f-{name}"]
        assert field.get("aria-invalid") == "true"
        assert f"f-{name}-problem" in field.get("aria-describedby", "").split()
        assert by_id[f"f-{name}-problem"].text
    assert by_id["f-removed-0-problem"].text == "odd"
    assert by_id["f-clauses-0"].get("open") is not None
    links = [link.get("href", "") for link in root.iter(f"{_XHTML}a")]
    assert links == ["#f-source-read", "#f-clauses-0-strength", "#f-removed-0"]
    assert all(link.removeprefix("#") in by_id for link in links)


def test_every_field_has_a_label_and_every_reference_a_target(app: Flask, catalog: Catalog) -> None:
    """No field of any form is without a name to those who do not see it, and no id stands twice."""
    for path in sample.TEXTS:
        place = place_of(path)
        value: Record = {field.key: _filled(field) for field in outline_of(place).fields}
        root = tinyhtml5.parse(_page(app, RecordForm(Offers(catalog, place, value), value)))
        here = list(_elements(root))
        ids = [one.get("id", "") for one in here if one.get("id")]
        assert len(ids) == len(set(ids))
        labelled = {one.get("for") for one in here if one.tag == f"{_XHTML}label"}
        inside = {id(inner) for one in here if one.tag == f"{_XHTML}label" for inner in one.iter()}
        for one in here:
            if (
                one.tag.removeprefix(_XHTML) in ("input", "select", "textarea")
                and one.get("type") != "hidden"
            ):
                assert one.get("id") in labelled or id(one) in inside or one.get("aria-label"), one.attrib
            for name in (one.get("aria-describedby", "") + " " + one.get("list", "")).split():
                assert name in ids, name


def test_rows_are_kept_in_the_order_sent() -> None:
    """Numbers only tell rows apart; empty rows are dropped, and each address knows the name that was sent."""
    sent = MultiDict(
        [
            ("clauses-7-text", "Seven."), ("clauses-2-text", " "), ("clauses-0-text", "Nought."),
            ("clauses-7-id", "seven"),
            ("clauses-0-aspects", "b"), ("clauses-0-aspects", "a"), ("unconfirmed-3", "x"), ("unconfirmed-1", "y"),
            ("source-url", "https://a.example"), ("judged", "x"), ("clauses-x-text", "no"),
            ("id", "no"), ("path", "no"),
            ("clauses-0-author", "no"), ("source-0-url", "no"), ("clauses", "no"),
        ]
    )  # fmt: skip
    posted = read_posted(outline_of(VERSION), sent)
    assert posted.value == {
        "source": {"url": "https://a.example"},
        "clauses": [{"id": "seven", "text": "Seven."}, {"aspects": ["b", "a"], "text": "Nought."}],
        "unconfirmed": ["x", "y"],
    }
    assert posted.names["clauses.1.text"] == "clauses-0-text"
    assert posted.names["unconfirmed.0"] == "unconfirmed-3"
    assert "clauses.2.text" not in posted.names


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        (VERSION, {f"clauses-{number}-text": "a" for number in range(MAX_ROWS + 1)}),
        (VERSION, {f"unconfirmed-{number}": "" for number in range(MAX_ROWS + 1)}),
        (VERSION, {"clauses-0-aspects": ["a"] * (MAX_ROWS + 1)}),
        (VERSION, {"clauses-0-text": "a\0b"}),
        (VERSION, {"body": "\ud800"}),
        (place_of(sample.STANDARD), {"grades-0-name": "a" * (MAX_NAME + 1)}),
    ],
)
def test_what_no_record_could_hold_is_refused(place: Place, sent: Mapping[str, str]) -> None:
    """More rows than a form has, and characters that no database keeps, are refused with a reason."""
    with pytest.raises(BadValue):
        read_posted(outline_of(place), MultiDict(sent))


def _posted(names: str, **more: Value) -> Posted:
    value: Record = {"clauses": [{"id": name, "text": name.upper()} for name in names], **more}
    addresses = {f"clauses.{number}": f"clauses-{number + 10}" for number in range(len(names))}
    return Posted(value, {"clauses": "clauses", "removed": "removed", **addresses})


BEFORE: Record = {"clauses": [{"id": name, "text": name, "judged": {"why": "x"}} for name in "abcd"]}


@pytest.mark.parametrize(
    ("do", "left", "focus"),
    [
        ("up:clauses-12", "acb", "clauses.1"),
        ("down:clauses-10", "bac", "clauses.1"),
        ("up:clauses-10", "abc", "clauses.0"),
        ("down:clauses-12", "abc", "clauses.2"),
        ("remove:clauses-11", "ac", "removed.0"),
        ("add:clauses", "abc", "clauses"),
        ("show:clauses-11", "abc", "clauses.1"),
        ("copy:d", "abcd", "clauses.3"),
        ("copy:x", "abc", ""),
        ("copy:a", "abc", ""),
        ("remove:clauses-99", "abc", ""),
        ("remove:clauses", "abc", ""),
        ("eat:clauses-10", "abc", ""),
        ("save", "abc", ""),
        ("", "abc", ""),
    ],
)
def test_buttons_at_rows(do: str, left: str, focus: str) -> None:
    """Each button does to its row what it says, and what says nothing known does nothing."""
    done = press(_posted("abc"), do, before=BEFORE)
    assert "".join(str(row["id"]) for row in _rows(done.value, "clauses")) == left
    assert done.focus == focus
    assert (done.blank == "clauses") == (do == "add:clauses")


def _rows(value: Mapping[str, Value], key: str) -> list[Mapping[str, Value]]:
    rows = value.get(key, [])
    assert isinstance(rows, list)
    return rows


def test_a_clause_that_is_removed_wants_a_reason() -> None:
    """One of the version before becomes a note; one that is new, or that another continues, is just gone."""
    done = press(_posted("ab"), "remove:clauses-11", before=BEFORE)
    assert done.value["removed"] == [{"id": "b", "why": ""}]
    assert "removed" not in press(_posted("ax"), "remove:clauses-11", before=BEFORE).value
    assert "removed" not in press(_posted("ab"), "remove:clauses-11", before={}).value
    continued = Posted(
        {"clauses": [{"id": "z", "was": "a"}, {"id": "a"}]},
        {"clauses.1": "clauses-1", "clauses.0": "clauses-0"},
    )
    assert "removed" not in press(continued, "remove:clauses-1", before=BEFORE).value
    renamed = Posted({"clauses": [{"id": "z", "was": "a"}]}, {"clauses.0": "clauses-0"})
    assert press(renamed, "remove:clauses-0", before=BEFORE).value["removed"] == [{"id": "a", "why": ""}]


def test_a_clause_of_the_version_before_can_be_told_of() -> None:
    """It is copied to where it stood, without the old judgement, or noted as gone, or as not to be read."""
    done = press(_posted("ac"), "copy:b", before=BEFORE)
    assert _rows(done.value, "clauses")[1] == {"id": "b", "text": "b"}
    assert press(_posted("ac"), "note:b", before=BEFORE).value["removed"] == [{"id": "b", "why": ""}]
    assert press(_posted("ac"), "unread:b", before=BEFORE).value["unconfirmed"] == ["b"]
    noted = _posted("ac", removed=[{"id": "b"}])
    assert press(noted, "copy:b", before=BEFORE).value == noted.value


def test_rows_within_rows() -> None:
    """A level moves within its criterion alone."""
    value: Record = {"criteria": [{"levels": [{"score": "1"}]}, {"levels": [{"score": "2"}, {"score": "3"}]}]}
    posted = Posted(value, {"criteria.1.levels.1": "criteria-4-levels-9"})
    done = press(posted, "up:criteria-4-levels-9", before={})
    assert done.value["criteria"] == [
        {"levels": [{"score": "1"}]},
        {"levels": [{"score": "3"}, {"score": "2"}]},
    ]
    assert done.focus == "criteria.1.levels.0"
    assert value["criteria"] != done.value["criteria"]


def test_what_is_on_offer_is_in_the_catalogue(catalog: Catalog) -> None:
    """Suggestions are what a reference may name: own and joint clauses, conduct, criteria, the version before."""
    conduct = RecordForm(Offers(catalog, place_of(sample.CONDUCT), {}), {})
    values = [option.value for option in conduct.suggested["offer-subjects"]]
    assert values == [
        "policy/halt",
        "policy/look",
        "policy/tell",
        "policy/stop",
        "joint/pledge/stop-together",
        "pause",
        "audit",
    ]
    reply = RecordForm(Offers(catalog, place_of(sample.REPLY), {}), {})
    assert [option.value for option in reply.suggested["offer-answerable"]] == [
        "joint/pledge/stop-together", "policy/halt", "policy/look", "policy/stop", "policy/tell",
        "2024-11-report-published", "caution/halting", "caution/looking",
    ]  # fmt: skip
    stranger = Offers(catalog, place_of(sample.REPLY.replace("acme", "nobody")), {})
    assert list(stranger.answerable()) == []
    before = take_apart(VERSION, sample.TEXTS[sample.FIRST])
    version = RecordForm(Offers(catalog, VERSION, before), take_apart(VERSION, sample.TEXTS[sample.SECOND]))
    assert [option.value for option in version.suggested["offer-clauses_before"]] == ["halt", "look", "tell"]
    assert version.unexplained == ()
    pledge = Offers(catalog, place_of(sample.PLEDGE), {})
    assert [option.value for option in pledge.own_clauses()] == ["stop-together"]
    assert [option.value for option in Offers(catalog, place_of(sample.POLICY), {}).successors()] == [
        "joint/pledge"
    ]


def test_a_name_that_no_field_has_costs_nothing() -> None:
    """A long name made of numbers is passed over: its beginnings would take memory that grows with its square."""
    form = MultiDict([("x" + "-1" * 100_000, "y"), ("clauses-0-id", "stop")])
    tracemalloc.start()
    posted = read_posted(outline_of(VERSION), form)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows_of(posted.value, "clauses") == [{"id": "stop"}]
    assert most < 5_000_000
