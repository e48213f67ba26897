"""The page that tells whether a file is what was published: whatever is sent, it answers in words."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.desk.vouching import LARGEST, TOLD, Finding
from registry.web.context import view
from registry.web.log import own_log, sealed

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


def test_a_form_without_a_file_or_too_large_a_one_is_refused(client: FlaskClient) -> None:
    """In words; so is one that another site sends."""
    assert "choose a file" in client.post("/verify/", data={}).text
    assert _sent(client, b"").status_code == 400
    for size, status in ((5_000_000, 200), (LARGEST + 20_000, 413)):
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        body = head + bytes(size) + b"\r\n--x--\r\n"
        answer = client.post("/verify/", data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == status
    assert _sent(client, PDF, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_printed_hash_leads_to_its_revision(client: FlaskClient) -> None:
    """From twelve digits on; another one is told not to be there, and what is no hash is refused."""
    with client.application.test_request_context("/"):
        digest, log = view().snapshot.hash, own_log()
    assert log is not None
    assert 'href="/revisions/1/"' in client.get(f"/verify/?q={digest[:12]}").text
    assert "No revision of this registry has the hash" in client.get("/verify/?q=000000000000").text
    assert client.get("/verify/?q=<b>").status_code == 400
