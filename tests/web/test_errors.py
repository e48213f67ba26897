"""What cannot be answered is said helpfully, and nothing that a network sends breaks the site."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.web.access import public
from tests import builders as make
from tests.web.html5 import parsed
from tests.web.sites import reader_of

RSP = "/labs/anthropic/responsible-scaling-policy/"


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/labs/antropic/", "/labs/anthropic/"),
        ("/labs/anthropic/responsible-scalling-policy/", RSP),
        (f"{RSP}3.00/", f"{RSP}3.0/"),
        (f"{RSP}clauses/asl3-weights-security/", f"{RSP}clauses/asl3-weight-security/"),
        ("/joint/seoul-frontier-commitments-2023/", "/joint/seoul-frontier-commitments-2024/"),
        ("/standards/buying-time/antropic.pdf", "/standards/buying-time/anthropic.pdf"),
        ("/standards/buying-time/antropic.json", "/standards/buying-time/anthropic.json"),
    ],
)
def test_unknown_name_leads_to_the_nearest(client: FlaskClient, address: str, nearest: str) -> None:
    """A name that is not on record gets a 404 that links to the nearest one that is."""
    answer = client.get(address)
    assert answer.status_code == 404
    assert nearest in parsed(answer).links


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/here/", 404),
        (f"{RSP}diff/1.0..9.9/", 404),
        (f"{RSP}diff/1.0/", 404),
        (f"{RSP}diff/?from=1.0", 404),
        ("/labs/anthropic/conduct/never/", 404),
        ("/labs/anthropic.json", 404),
        (f"{RSP[:-1]}.xlsx", 404),
        ("/labs/anthropic.ics", 404),
        ("/labs/anthropic.zip", 404),
        ("/topics/pause.pdf", 404),
        ("/labs/anthropic/disclosures/never/", 404),
        ("/?revision=99", 404),
        ("/?revision=minus", 400),
        ("/?revision=²", 400),
        ("/?as_of=yesterday", 400),
        ("/?as_of=2026-02-30", 400),
        ("/?as_of=2026-02", 400),
        ("/?as_of=0000-00-00", 400),
        ("/?as_of=2999-01-01", 400),
        ("/?as_of=2026-11-22", 400),
        ("/?as_of=2025-01-01&as_of=2026-01-01", 400),
        ("/labs/?as_of=%00", 400),
    ],
)
def test_what_has_no_answer_gets_a_page(client: FlaskClient, address: str, status: int) -> None:
    """Unknown addresses and meaningless parameters get a page with the right status and a way on."""
    answer = client.get(address)
    page = parsed(answer)
    assert answer.status_code == status
    assert page.headings == [1]
    assert "/labs/" in page.links
    assert answer.headers["Cache-Control"] == "no-store"


def test_far_past_is_empty_not_broken(client: FlaskClient) -> None:
    """The first and last days that can be asked about are answered: that of the calendar, and today."""
    for day in ("0001-01-01", "1900-01-01", "2024-02-29", "2026-11-21"):
        for address in ("/", "/labs/", "/labs/anthropic/", RSP, f"{RSP}clauses/asl3-weight-security/"):
            assert client.get(f"{address}?as_of={day}").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_pages_can_only_be_read(client: FlaskClient, method: str) -> None:
    """Any method but GET and HEAD gets a 405 that names the ones allowed."""
    answer = client.open("/labs/anthropic/", method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= {name.strip() for name in answer.headers["Allow"].split(",")}


ODD = [
    "%00", "%ff%fe", "%ed%a0%80", "%u0000", "..%2f..%2fetc%2fpasswd", "%2e%2e", "a" * 5000,
    "%f0%9f%92%a9", "%0d%0aX: 1",
    "{{7*7}}", "<script>", "%25", "a..b..c", "....", " ", "%E2%80%AE", "con", "\\", ";", "%7f",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_bytes_never_break_the_site(client: FlaskClient, odd: str) -> None:
    """Whatever stands in an address or a query, the answer is no server error and holds none of the sender's markup."""
    addresses = [
        f"/{odd}", f"/labs/{odd}/", f"/labs/anthropic/{odd}/", f"{RSP}{odd}/", f"{RSP}diff/{odd}..1.0/",
        f"{RSP}diff/1.0..{odd}/", f"{RSP}clauses/{odd}/", f"/labs/anthropic/conduct/{odd}/", f"/joint/{odd}/",
        f"/?as_of={odd}", f"/labs/?revision={odd}", f"/joint/?{odd}={odd}", f"/static/{odd}",
        f"/joint/?a={odd}&a={odd}",
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address, buffered=True)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html" and answer.status_code != 308:
            scripts = {script.get("src", "").partition("?")[0] for script in parsed(answer).all("script")}
            assert scripts <= {"/static/js/suggest.js"}, address


def test_a_fault_of_ours_tells_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that breaks says so with a 500 and no word of why; the log has it."""
    reader = reader_of(make.catalog(make.lab()))

    def broken() -> str:
        raise RuntimeError("secret of the house")

    monkeypatch.setitem(reader.application.view_functions, "pages.about", public(broken))
    answer = reader.get("/about/")
    assert answer.status_code == 500 and "The fault is ours" in parsed(answer).text
    assert b"secret" not in answer.data and b"Traceback" not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret of the house" in caplog.text
