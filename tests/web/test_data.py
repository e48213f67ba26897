"""The archive as anyone gets it: sealed, of the newest revision, the same each time."""

from __future__ import annotations

import io
import zipfile

from registry.desk.catalogue import CatalogueSource
from registry.desk.projecting import project
from registry.desk.vouching import TOLD, Finding
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


def test_the_archive_is_of_the_newest_revision_only(keepers: Site) -> None:
    """Another day is refused, in words; the page describes each table."""
    client = keepers.app.test_client(use_cookies=False)
    assert client.get("/data.zip?as_of=2024-01-01").status_code == 400
    page = client.get("/data/").text
    assert "criterion_score" in page and "one atomic commitment in one version" in page
