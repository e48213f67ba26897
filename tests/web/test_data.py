"""The archive as anyone gets it: sealed, of the newest revision, the same each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pytest

from registry.desk import packing
from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project
from registry.desk.vouching import TOLD, Finding
from registry.web import data
from tests.web.keepers import Site


def test_the_archive_is_handed_out_with_its_seal(keepers: Site) -> None:
    """Once the tables reflect the revision; asked twice, it is the same, and /verify/ knows it."""
    client, database = keepers.app.test_client(use_cookies=False), keepers.house.database
    assert client.get("/data.zip").status_code == 503
    project(database, CatalogueSource(database))
    answer = client.get("/data.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lab-safety-registry-r1.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.testzip() is None
        assert {"registry.db", "datapackage.json", "csv/clause.csv", "json/clause.json"} <= set(
            found.namelist()
        )
    assert client.get("/data.zip").data == answer.data
    checked = client.post("/verify/", data={"file": (io.BytesIO(answer.data), "data.zip")})
    assert TOLD[Finding.OURS][0] in checked.text


def test_what_other_code_packed_is_not_handed_out(keepers: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept bears the hash of the code that made it."""
    made = iter((b"of the old code", b"of the new code"))
    monkeypatch.setattr(data, "pack", lambda *_, **__: next(made))
    monkeypatch.setattr(data, "sealed_as", lambda content, **_: content)
    for code in ("old", "new"):
        monkeypatch.setattr(packing, "code", lambda code=code: code)
        with keepers.app.test_request_context("/data.zip"):
            assert data.archive().data.startswith(f"of the {code} code".encode())


def test_the_seal_is_of_the_revision_that_is_packed(keepers: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where another one was accepted after the request had seen the record."""
    found = CatalogueSource(keepers.house.database).current()
    later = replace(found, revision=replace(found.revision, n=2, hash="f" * 64))
    editions = SimpleNamespace(current=lambda: later)
    monkeypatch.setattr(data, "backstage", lambda: SimpleNamespace(database=None, editions=editions))
    monkeypatch.setattr(data, "pack", lambda *_, **__: b"of the later one")
    monkeypatch.setattr(data, "sealed_as", lambda _, *, revision, digest: f"{revision} {digest}".encode())
    with keepers.app.test_request_context("/data.zip"):
        assert data.archive().data == b"2 " + b"f" * 64


def test_the_archive_is_of_the_newest_revision_only(keepers: Site) -> None:
    """Another day is refused, in words; the page describes each table."""
    client = keepers.app.test_client(use_cookies=False)
    assert client.get("/data.zip?as_of=2024-01-01").status_code == 400
    page = client.get("/data/").text
    assert "criterion_score" in page and "one atomic commitment in one version" in page
