"""Redirects from the earlier names of labs and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient

from registry.app import create_app
from registry.core.catalog import Catalog
from registry.settings import Settings
from registry.web.context import Snapshot
from tests import builders as make

TODAY, THEN = ("acme", "policy", "pledge"), ("before", "rules", "oath")


def named(names: tuple[str, str, str], formerly: tuple[str, str, str] | None = None) -> Catalog:
    """A catalogue in which a lab, its document and a joint one have those names, and had those."""
    lab, policy, pledge = names
    was = [(name,) for name in formerly] if formerly else [(), (), ()]
    version = make.version("1", "2023-01-01", make.clause("gate"))
    return make.catalog(
        make.lab(make.document(version, slug=policy, owner=lab, formerly=was[1]), slug=lab, formerly=was[0]),
        joint=(make.joint(version, slug=pledge, signatories=(), formerly=was[2]),),
        standards=(make.standard(make.criterion(make.level(80.0))),),
    )


@dataclass(frozen=True, eq=False)
class Renamed:
    """A record whose second revision gave the lab and the documents other names."""

    def current(self) -> Snapshot:
        return self.at(2)

    def at(self, revision: int) -> Snapshot:
        return Snapshot(named(TODAY, THEN) if revision == 2 else named(THEN), revision, str(revision) * 64)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = create_app(Settings(), source=Renamed(), clock=lambda: date(2026, 1, 1))
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/labs/before/", "/labs/acme/"),
        ("/labs/before/policy/clauses/gate/", "/labs/acme/policy/clauses/gate/"),
        ("/labs/acme/rules/1/?as_of=2024-01-01", "/labs/acme/policy/1/?as_of=2024-01-01"),
        ("/labs/before/rules/", "/labs/acme/policy/"),
        ("/joint/oath/?as_of=2025-06-01", "/joint/pledge/?as_of=2025-06-01"),
        ("/standards/test/before/", "/standards/test/acme/"),
        ("/standards/test/before.json?as_of=2024-01-01", "/standards/test/acme.json?as_of=2024-01-01"),
        ("/standards/test/before.svg", "/standards/test/acme.svg"),
        ("/labs/before/last-change.svg", "/labs/acme/last-change.svg"),
        ("/embed/test/before/", "/embed/test/acme/"),
        ("/embed/?lab=before", "/embed/?lab=acme"),
        ("/conduct.csv?lab=before", "/conduct.csv?lab=acme"),
        ("/changes.atom?lab=before", "/changes.atom?lab=acme"),
        ("/api/v1/labs/before/rules/1/", "/api/v1/labs/acme/policy/1/"),
        ("/api/v1/joint/oath/", "/api/v1/joint/pledge/"),
        ("/api/v1/standards/test/before/trajectory/", "/api/v1/standards/test/acme/trajectory/"),
        ("/api/v1/clauses/?lab=before", "/api/v1/clauses/?lab=acme"),
        ("/changes/?document=before/rules&since=2020", "/changes/?document=acme/policy&since=2020"),
        ("/changes/?document=joint/oath", "/changes/?document=joint/pledge"),
        ("/compare/?standard=test&labs=before,acme", "/compare/?standard=test&labs=acme,acme"),
        ("/labs/acme/policy/1/?revision=1", "/labs/before/rules/1/?revision=1"),
        ("/joint/pledge/?revision=1", "/joint/oath/?revision=1"),
    ],
)
def test_a_name_of_another_time_leads_to_that_of_the_revision(
    client: FlaskClient, old: str, new: str
) -> None:
    """Wherever an address names a lab or a document, and all else of it stays; never on to another redirect."""
    answer = client.get(old)
    assert answer.status_code == 301
    assert answer.headers["Location"] == new
    assert client.get(new).status_code in (
        (200,) if "labs=" not in new and "=joint/" not in new else (200, 400)
    )


@pytest.mark.parametrize(
    "address", ["/labs/", "/labs/acme/", "/labs/nobody/", "/changes/?lab=acme", "/desk/?lab=before"]
)
def test_what_has_no_other_name_stays(client: FlaskClient, address: str) -> None:
    """No other address is led anywhere by this."""
    assert client.get(address).status_code != 301
