"""The log as anyone meets it: proofs that check out, entries that can be recomputed, refusals that never break."""

from __future__ import annotations

import importlib.util
import json
import sys
import xml.etree.ElementTree as ET
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.core.checkpoints import Checkpoint, Note, key_id, parse_verifier_key
from registry.core.merkle import is_consistent, is_included
from registry.desk.removing import remove_text
from registry.publish import press
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.leaf import leaf_hash, text_hash
from registry.store.schema import upgrade
from tests.builders import catalog as built
from tests.content.sample import OTHER_LAB, TEXTS
from tests.desk.folders import NOON, accept, folder, read_in
from tests.web.html5 import parsed
from tests.web.sites import reader_of

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = [
    "/log/", "/log/checkpoint", "/log/key", "/log/entries", "/log/archive", "/log/verify.py", "/log/checkpoints.atom",
    "/log/proof/inclusion?n=1", "/log/proof/consistency?first=1",
]  # fmt: skip


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Settings]:
    """A site whose log has five revisions."""
    path = tmp_path_factory.mktemp("logged")
    settings = Settings(data_dir=str(path / "data"), base_url="https://registry.example")
    database = Database(settings.database)
    upgrade(database)
    read_in(database, folder(path / "files"))
    for number in range(4):
        accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", f"Bolt {number}")})
    database.close()
    return create_app(settings, clock=lambda: date(2026, 11, 22)), settings


@pytest.fixture
def reader(logged: tuple[Flask, Settings]) -> FlaskClient:
    """A reader of it."""
    return logged[0].test_client(use_cookies=False)


def data(reader: FlaskClient, address: str) -> Any:
    """What an address says to programs."""
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def checkpoint(reader: FlaskClient, query: str = "") -> Checkpoint:
    """The checkpoint, signed by the key that the site names."""
    name, public = parse_verifier_key(reader.get("/log/key").text)
    note = Note.parse(reader.get(f"/log/checkpoint{query}").text)
    assert note.signature_of(name, key_id(name, public)) is not None
    return Checkpoint.parse(note.text)


def test_proofs_lead_to_the_checkpoint(reader: FlaskClient) -> None:
    """Of every revision in the log of every size, and of every size in every later one."""
    for size in range(1, 6):
        head = checkpoint(reader, f"?size={size}")
        assert (head.origin, head.size) == ("registry.example", size)
        for n in range(1, size + 1):
            found = data(reader, f"/log/proof/inclusion?n={n}&size={size}")
            proof, leaf = [bytes.fromhex(item) for item in found["proof"]], bytes.fromhex(found["leaf_hash"])
            assert (found["n"], found["leaf_index"], found["size"]) == (n, n - 1, size)
            assert is_included(leaf, n - 1, size, proof=proof, root=head.root)
            assert found["leaf_hash"] in reader.get(f"/revisions/{n}/").text
            assert found["tlog_proof"].startswith(f"c2sp.org/tlog-proof@v1\nindex {n - 1}\n")
            assert found["tlog_proof"].endswith(reader.get(f"/log/checkpoint?size={size}").text)
            steps = data(reader, f"/log/proof/consistency?first={n}&second={size}")
            assert is_consistent(
                n, size,
                first_root=checkpoint(reader, f"?size={n}").root, second_root=head.root,
                proof=[bytes.fromhex(item) for item in steps["proof"]],
            )  # fmt: skip
    assert checkpoint(reader) == checkpoint(reader, "?size=5")
    assert data(reader, "/log/proof/inclusion?n=2")["size"] == 5
    assert data(reader, "/log/proof/consistency?first=2")["second"] == 5


def test_entries_can_be_recomputed_by_anyone(reader: FlaskClient) -> None:
    """Each leaf hashes to what is proved, and names the hash of each text with its salt."""
    found = data(reader, "/log/entries?start=1&end=4")
    assert (found["size"], found["next"]) == (5, 5)
    for item in found["revisions"]:
        assert leaf_hash(item["leaf"].encode()) == item["hash"]
        hashes = {change["path"]: change["hash"] for change in json.loads(item["leaf"])["changes"]}
        assert hashes == {
            entry["path"]: text_hash(entry["text"], salt=bytes.fromhex(entry["salt"]))
            for entry in item["entries"]
        }
        assert data(reader, f"/log/proof/inclusion?n={item['n']}")["leaf_hash"] == item["hash"]
    last = data(reader, f"/log/entries?start={found['next']}")
    assert [item["n"] for item in last["revisions"]] == [5] and last["next"] is None


def test_the_archive_and_the_verifier_fit_each_other(reader: FlaskClient, tmp_path: Path) -> None:
    """What a reader gets from the site verifies with the program, the key and a checkpoint that they got there."""
    (tmp_path / "archive").write_bytes(reader.get("/log/archive").data)
    (tmp_path / "note").write_bytes(reader.get("/log/checkpoint?size=3").data)
    program = reader.get("/log/verify.py").data
    assert program == (data_root() / "static" / "registry-verify.py").read_bytes()
    (tmp_path / "verify.py").write_bytes(program)
    spec = importlib.util.spec_from_file_location("downloaded", tmp_path / "verify.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["downloaded"] = module
    spec.loader.exec_module(module)
    key = reader.get("/log/key").text
    findings, said = module.check(tmp_path / "archive", [key], [tmp_path / "note"], None)
    assert findings == [] and "5 revisions" in said[0]


def test_the_feed_holds_checkpoints_for_others_to_keep(reader: FlaskClient) -> None:
    """Newest first, each entry with the signed note as it is, under an address of the site."""
    feed = ET.fromstring(reader.get("/log/checkpoints.atom").data)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    notes = [entry.findtext(f"{ATOM}content") for entry in entries]
    assert notes == [reader.get(f"/log/checkpoint?size={size}").text for size in (5, 4, 3, 2, 1)]
    links = [link.get("href") for link in entries[0].iter(f"{ATOM}link")]
    assert links == ["https://registry.example/revisions/5/"]


def test_every_page_carries_the_checkpoint(reader: FlaskClient) -> None:
    """At its foot: how many revisions, the root over them and the way to the signed note; of the past on past pages."""
    for query, size in (("", 5), ("?revision=3", 3)):
        root = reader.get(f"/log/checkpoint?size={size}").text.splitlines()[2]
        for address in ("/", "/labs/bolt/", "/revisions/", "/log/", "/about/"):
            page = reader.get(f"{address}{query}").text
            assert f'title="{root}"' in page and f"/log/checkpoint?size={size}" in page, address


def test_the_page_says_how_to_check_and_what_a_signature_is_not(reader: FlaskClient) -> None:
    """With the key, the newest checkpoint, and no promise that mathematics does not keep."""
    page = reader.get("/log/").text
    assert reader.get("/log/key").text.strip() in page
    assert reader.get("/log/checkpoint").text.splitlines()[2] in page
    for said in (
        "does not mean",
        "is true",
        "a lab agrees",
        "nothing is missing",
        "what others see",
        "stolen key",
    ):
        assert said in page, said
    assert "None so far" in page


BAD = [
    "/log/checkpoint?size=0", "/log/checkpoint?size=6", "/log/checkpoint?size=-1", "/log/checkpoint?size=1.0",
    "/log/checkpoint?size=%D9%A1", "/log/checkpoint?size=9999999999999999999999", "/log/checkpoint?size=1&size=1",
    "/log/proof/inclusion", "/log/proof/inclusion?n=", "/log/proof/inclusion?n=6", "/log/proof/inclusion?n=0",
    "/log/proof/inclusion?n=3&size=2", "/log/proof/inclusion?n=a", "/log/proof/inclusion?n=1&size=%00",
    "/log/proof/consistency", "/log/proof/consistency?first=6", "/log/proof/consistency?first=3&second=2",
    "/log/proof/consistency?first=0&second=2", "/log/proof/consistency?first=1&second=x",
    "/log/entries?start=0", "/log/entries?start=6", "/log/entries?start=3&end=2", "/log/entries?end=0",
    "/revisions/?path=%00", f"/revisions/?path={'x' * 301}", "/revisions/?kind=other", "/revisions/?path=a&path=b",
]  # fmt: skip


@pytest.mark.parametrize("address", BAD)
def test_what_has_no_meaning_is_a_bad_request(reader: FlaskClient, address: str) -> None:
    """With a page that says what would be right; never a broken one."""
    answer = reader.get(address)
    assert answer.status_code == 400 and "cannot be answered" in answer.text


def test_a_site_without_a_ledger_has_no_log() -> None:
    """It says so on the page; the rest is not there. Pages have no checkpoint at their foot."""
    reader = reader_of(built())
    assert "There is no log behind it" in reader.get("/log/").text
    of_the_log = [address for address in ADDRESSES[1:] if address != "/log/verify.py"]
    assert {reader.get(address).status_code for address in of_the_log} == {404}
    assert "/log/checkpoint" not in reader.get("/").text
    assert reader.get("/corrections/").status_code == 200


def test_every_address_answers_get_and_head_alone(reader: FlaskClient) -> None:
    """With its type, and the headers of the site."""
    types = {address: reader.head(address).mimetype for address in ADDRESSES}
    assert set(types.values()) == {
        "text/html", "text/plain", "application/json", "application/gzip", "application/atom+xml",
    }  # fmt: skip
    for address in ADDRESSES:
        assert reader.post(address).status_code == 405, address
        assert reader.get(address).headers["X-Content-Type-Options"] == "nosniff"


def test_a_log_that_cannot_be_signed_stops_no_page(logged: tuple[Flask, Settings]) -> None:
    """No checkpoint is given out, the page of the log says why, and everything else is read as before."""
    own = Settings(**{**vars(logged[1]), "origin": "another.example"})
    reader = create_app(own, clock=lambda: date(2026, 11, 22)).test_client(use_cookies=False)
    assert logged[0].test_client().get("/log/checkpoint").status_code == 200
    assert reader.get("/labs/bolt/").status_code == 200
    page = reader.get("/log/").text
    assert "cannot be signed" in page and "set REGISTRY_ORIGIN=registry.example" in page
    for address in ("/log/checkpoint", "/log/checkpoints.atom", "/log/proof/inclusion?n=1"):
        answer = reader.get(address)
        assert answer.status_code == 503 and answer.headers["Retry-After"], address
    assert reader.get("/log/entries").status_code == 200


def test_the_page_follows_what_is_mended(logged: tuple[Flask, Settings]) -> None:
    """It says why nothing can be signed, not where the files lie; once that is mended, the next reader sees it."""
    app, settings = logged
    reader = app.test_client(use_cookies=False)
    assert "The newest checkpoint" in reader.get("/log/").text
    keys = settings.data_path / "keys"
    keys.chmod(0o755)
    app.extensions["registry.public_log"].log._notes.clear()
    broken = reader.get("/log/").text
    keys.chmod(0o700)
    assert "cannot be signed" in broken and "keys: others than its owner" in broken
    assert str(settings.data_path) not in broken
    mended = reader.get("/log/").text
    assert "cannot be signed" not in mended and "The newest checkpoint" in mended


def test_revisions_of_a_record_and_of_a_kind(reader: FlaskClient) -> None:
    """Each record has its own history; corrections have a page of their own; both say so where there are none."""
    page = reader.get(f"/revisions/?path={OTHER_LAB}").text
    assert [f">Revision {n}<" in page for n in range(1, 6)] == [True] * 5
    page = reader.get("/revisions/?path=labs/acme/lab.md").text
    assert [f">Revision {n}<" in page for n in range(1, 6)] == [True] + [False] * 4
    assert "No such revision touched" in reader.get("/revisions/?path=labs/none/lab.md").text
    page = reader.get("/revisions/?kind=import").text
    assert [f">Revision {n}<" in page for n in range(1, 6)] == [True] + [False] * 4
    assert "No revision on record is a correction" in reader.get("/corrections/").text
    assert '<a href="/log/proof/inclusion?n=2">' in reader.get("/revisions/2/").text


def test_a_removal_shows_on_the_page_of_the_log(tmp_path: Path) -> None:
    """Which revision and record, when, by whom, on what order, whatever was typed there."""
    settings = Settings(data_dir=str(tmp_path / "data"))
    database = Database(settings.database)
    upgrade(database)
    read_in(database, folder(tmp_path / "files"))
    accept(database, {OTHER_LAB: TEXTS[OTHER_LAB].replace("Bolt", "Bolts")})
    remove_text(database, 1, OTHER_LAB, actor="operator", ordered="<b>Order</b> & 1", now=NOON)
    database.close()
    reader = create_app(settings, clock=lambda: date(2026, 11, 22)).test_client(use_cookies=False)
    for address in ("/log/", "/revisions/1/"):
        page = reader.get(address).text
        assert "&lt;b&gt;Order&lt;/b&gt; &amp; 1" in page and "<b>Order" not in page
    (found,) = data(reader, "/log/entries?end=1")["revisions"]
    assert [item["path"] for item in found["removals"]] == [OTHER_LAB]


def test_a_report_carries_its_proof(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof of the revision that it was made from, with the signed checkpoint of that moment, the past's too."""
    monkeypatch.setattr(press, "print_pdf", lambda html, _attached: b"%PDF-1.7\n" + html.encode() + b"\n")
    for query, n in (("", 5), ("?revision=2", 2)):
        report = unescape(reader.get(f"/standards/caution/acme.pdf{query}").text)
        assert data(reader, f"/log/proof/inclusion?n={n}&size={n}")["tlog_proof"] in report


RECORDS = {
    "/labs/anthropic/": "labs/anthropic/lab.md",
    "/labs/anthropic/responsible-scaling-policy/": "labs/anthropic/responsible-scaling-policy/document.md",
    "/labs/anthropic/responsible-scaling-policy/1.0/": "labs/anthropic/responsible-scaling-policy/1.0.md",
    "/standards/buying-time/": "standards/buying-time.yaml",
}


def test_every_record_leads_to_its_own_history(client: FlaskClient, catalog: Catalog) -> None:
    """From its page to the revisions that touched it: labs, documents, versions, conduct, disclosures, standards."""
    lab = next(lab for lab in catalog.labs.values() if lab.conduct and lab.disclosures)
    joint = next(iter(catalog.joint.values()))
    records = {
        **RECORDS,
        f"/labs/{lab.slug}/conduct/{lab.conduct[0].name}/": lab.conduct[0].path,
        f"/labs/{lab.slug}/disclosures/{lab.disclosures[0].name}/": lab.disclosures[0].path,
        f"/joint/{joint.slug}/": joint.path,
    }
    for address, path in records.items():
        (link,) = [link for link in parsed(client.get(address)).links if link.startswith("/revisions/?path=")]
        assert unquote(link) == f"/revisions/?path={path}"
        assert ">Revision 1<" in client.get(link).text, path
