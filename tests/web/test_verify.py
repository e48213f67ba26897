"""The page that tells whether a file is what was published: whatever is sent, it answers in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.core.seals import Claim, digest_of, joined
from registry.desk.vouching import LARGEST, TOLD, TOO_LARGE, Finding
from registry.store.keyring import Keyring
from registry.web.context import view
from registry.web.log import own_log, sealed
from registry.web.verify import PLACES

PDF = b"%PDF-1.7\nbody\n%%EOF\n"


def _sent(client: FlaskClient, content: bytes, name: str = "a.pdf", **headers: str) -> TestResponse:
    return client.post("/verify/", data={"file": (io.BytesIO(content), name)}, headers=headers)


@pytest.fixture
def published(client: FlaskClient) -> bytes:
    """A file as this site hands it out."""
    with client.application.test_request_context("/"):
        return sealed(view(), PDF)


def test_a_published_file_is_told_to_be_so(client: FlaskClient, published: bytes) -> None:
    """With its revision and the day; its name is shown as a text, and nothing of it is kept."""
    answer = _sent(client, published, "<b>.pdf")
    assert answer.status_code == 200
    assert TOLD[Finding.OURS][0] in answer.text and "21 November 2026" in answer.text
    assert "&lt;b&gt;.pdf" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "content", [PDF, b"\0" * 4, b"PK\x05\x06", b"%PDF-%registry seal\n%\n%end of registry seal\n"]
)
def test_any_other_file_is_told_apart(client: FlaskClient, content: bytes) -> None:
    """No bytes make it fail."""
    answer = _sent(client, content)
    assert answer.status_code == 200
    assert any(TOLD[found][0] in answer.text for found in (Finding.NOT_OURS, Finding.CHANGED))


def test_a_changed_file_is_told_to_be_changed(client: FlaskClient, published: bytes) -> None:
    """And never to be ours."""
    answer = _sent(client, published.replace(b"body", b"BODY"))
    assert TOLD[Finding.CHANGED][0] in answer.text and TOLD[Finding.OURS][0] not in answer.text


def test_another_registrys_file_is_told_to_be_so(client: FlaskClient, tmp_path: Path) -> None:
    """With the name in its seal, which is anybody's text."""
    claim = Claim("<b>other.example", 1, "ab" * 32, digest_of(PDF))
    answer = _sent(client, joined(PDF, Keyring(tmp_path).vouch(claim)))
    assert TOLD[Finding.ELSEWHERE][0] in answer.text and "&lt;b&gt;other.example" in answer.text


def test_few_files_are_checked_at_a_time(client: FlaskClient) -> None:
    """Whoever comes when all places are taken is told when to come again, on the same page; a place is given back."""
    places = [client.application.extensions["registry.verify-places"] for _ in range(PLACES)]
    for place in places:
        assert place.acquire(blocking=False)
    full = _sent(client, PDF)
    assert (full.status_code, full.headers["Retry-After"]) == (503, "5")
    assert "send it again in some seconds" in full.text and "Check it" in full.text
    for place in places:
        place.release()
    assert [_sent(client, PDF).status_code for _ in range(PLACES + 1)] == [200] * (PLACES + 1)


def test_a_form_without_a_file_or_too_large_a_one_is_refused(client: FlaskClient) -> None:
    """In words, whether the form tells its size or the file does; so is one that another site sends."""
    assert "choose a file" in client.post("/verify/", data={}).text
    assert _sent(client, b"").status_code == 400
    for size, status in ((5_000_000, 200), (LARGEST + 1, 413), (LARGEST + 20_000, 413)):
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        body = head + bytes(size) + b"\r\n--x--\r\n"
        answer = client.post("/verify/", data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == status
        assert (TOO_LARGE in answer.text) == (status == 413)
    assert _sent(client, PDF, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_printed_hash_leads_to_its_revision(client: FlaskClient) -> None:
    """From twelve digits on; another one is told not to be there, and what is no hash is refused."""
    with client.application.test_request_context("/"):
        digest, log = view().snapshot.hash, own_log()
    assert log is not None
    assert 'href="/revisions/1/"' in client.get(f"/verify/?q={digest[:12]}").text
    assert "No revision of this registry has the hash" in client.get("/verify/?q=000000000000").text
    assert client.get("/verify/?q=<b>").status_code == 400
