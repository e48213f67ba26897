"""Adoption: who promised it first, as a chart and a table, for a topic and each aspect."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient

from registry.core.adoption import Span
from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import Signatory
from registry.publish.adoption_chart import Lane, adoption
from tests import builders
from tests.builders import clause, day, document, lab, version
from tests.web.reading import read
from tests.web.sites import NASTY, reader_of


def three() -> Catalog:
    """One lab that promised on its own and dropped it, one that signed with others, one that never did."""
    first = lab(
        document(
            version("1", "2023-07", clause("a", aspects=("stop-training",))),
            version("2", "2025-03-04"),
            owner="first",
        ),
        slug="first",
    )
    pledge = builders.joint(
        version("p", "2024-01-01", clause("j")),
        signatories=(Signatory(lab="signed", joined=PartialDate.parse("2024-05-06")),),
    )
    return builders.catalog(first, lab(slug="signed"), lab(slug="never"), joint=(pledge,))


def test_first_followers_and_those_who_dropped_it() -> None:
    """The table has the labs in the order in which they began, with dates as written; the chart says the same."""
    page = read(reader_of(three()), "/topics/pause/adoption/")
    rows = page.table("Pause: when each lab began")[1:]
    assert [row[:2] for row in rows] == [["First", "July 2023"], ["Signed", "6 May 2024"]]
    assert rows[0][3:] == ["July 2023 to 4 March 2025", "dropped on 4 March 2025"]
    assert rows[1][3:] == ["never", "held, jointly with others"]
    assert "First: First, July 2023. 2 labs have promised it at some time; 1 holds" in page.text
    assert "Never on record with it: Never." in page.part("lanes")
    assert "First: its own from 1 July 2023 to 4 March 2025; Signed: joint from 6 May 2024" in page.html


def test_a_promise_that_ended_is_not_called_dropped() -> None:
    """What ran out, or bound no longer, is said so, has no cross, and does not count among what was dropped."""
    done = lab(
        document(
            version("1", "2023-07-01", clause("a", ends="2025-02-03", aspects=("stop-training",))),
            owner="done",
        ),
        slug="done",
    )
    left = Signatory(lab="left", joined=PartialDate.parse("2024-05-06"), left=PartialDate.parse("2025-03-04"))
    pledge = builders.joint(version("p", "2024-01-01", clause("j")), signatories=(left,))
    page = read(
        reader_of(builders.catalog(done, lab(slug="left"), joint=(pledge,))), "/topics/pause/adoption/"
    )
    assert [row[4] for row in page.table("Pause: when each lab began")[1:]] == [
        "ran out or was fulfilled on 3 February 2025",
        "no longer bound since 4 March 2025",
    ]
    assert "Ended without being dropped: Done, Left." in page.text
    assert "Dropped:" not in page.text
    assert page.table("For each aspect")[1][-1] == "0"
    assert 'class="mark-line"' not in page.html


def test_an_aspect_has_a_view_of_its_own() -> None:
    """Only promises with the aspect count; the list below says for each aspect who was first, and how many since."""
    client = reader_of(three())
    page = read(client, "/topics/pause/adoption/?aspect=stop-training&as_of=2024-06-01")
    assert [row[0] for row in page.table("when each lab began")[1:]] == ["First"]
    assert page.title.startswith("Stop-training: who promised it first, Pause, 1 June 2024")
    assert page.table("For each aspect")[1] == ["Stop-training", "First, July 2023", "1", "1", "1", "0"]
    assert page.table("For each aspect")[2][1] == "nobody on record"
    empty = read(client, "/topics/pause/adoption/?aspect=stop-deployment")
    assert "No lab on record had promised this" in empty.text


@pytest.mark.parametrize(
    ("address", "status", "help_"),
    [
        ("/topics/pauze/adoption/", 404, "pause"),
        ("/topics/pause/adoption/?aspect=stop", 400, "stop-training"),
        ("/topics/pause/adoption/?as_of=9999-01-01", 400, "future"),
    ],
)
def test_bad_values_get_a_page_that_helps(client: FlaskClient, address: str, status: int, help_: str) -> None:
    """What has no meaning is refused with words that lead on."""
    page = read(client, address)
    assert page.status == status
    assert help_ in page.text


def test_every_topic_has_the_view(client: FlaskClient, catalog: Catalog) -> None:
    """Each topic of the shipped catalogue answers, from its own page."""
    for topic in list(catalog.vocabulary.topics)[::5]:
        assert f"/topics/{topic.id}/adoption/" in read(client, f"/topics/{topic.id}/").links
        assert read(client, f"/topics/{topic.id}/adoption/").status == 200


def test_hostile_names_stay_words() -> None:
    """Markup in a name is text in the chart and in the table."""
    nasty = lab(document(version("1", "2024-01-01", clause("a", text=NASTY)), title=NASTY), name=NASTY)
    page = read(reader_of(builders.catalog(nasty)), "/topics/pause/adoption/")
    assert page.status == 200
    assert "<script>alert" not in page.html
    assert "<img" not in page.html


def test_bars_stand_where_the_days_are() -> None:
    """A bar begins and ends with its stretch, own ones are thicker, and a cross marks only those who dropped it."""
    spans = (Span(day("2024-01-01"), day("2025-01-01")),)
    drawn = adoption(
        (
            Lane("Own", spans, (), day("2025-01-01")),
            Lane("Joint", (), (Span(day("2025-01-01"), None),), None),
        ),
        until=day("2026-01-01"),
    )
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    own, joint = root.iter("rect")
    assert float(own.get("height", 0)) > 2 * float(joint.get("height", 0))
    assert float(own.get("x", 0)) + float(own.get("width", 0)) == pytest.approx(
        float(joint.get("x", 0)), abs=0.02
    )
    assert float(joint.get("x", 0)) + float(joint.get("width", 0)) == pytest.approx(508, abs=0.02)
    assert len(list(root.iter("path"))) == 1
