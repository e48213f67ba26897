"""A site with people who sign in, and browsers that fill in its forms as they stand on its pages."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.app import create_app
from registry.core.people import Role
from registry.desk.archiving import Archives
from registry.desk.attesting import PublicLog
from registry.settings import Settings
from registry.store.engine import Database
from registry.store.keyring import Keyring
from tests.content.sample import TEXTS
from tests.desk.members import House, Member
from tests.store.revisions import NOON, append

Given = str | tuple[str, ...]


class Time:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **much: float) -> None:
        """So much time goes by."""
        self.now += timedelta(**much)


class Browser:
    """A browser with cookies of its own, where somebody may be signed in."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.client: FlaskClient = site.app.test_client()
        self._tokens: dict[str, str] = {}

    def get(self, address: str, **given: Any) -> TestResponse:
        """Open a page, without following where it leads."""
        return self.client.get(address, **given)

    def post(self, address: str, fields: Mapping[str, Any], **given: Any) -> TestResponse:
        """Send fields as they are, with this browser's token beside them."""
        return self.client.post(address, data={"csrf": self.token(), **fields}, **given)

    def token(self) -> str:
        """The token that this browser's forms carry, the same for a session."""
        if self.cookie not in self._tokens:
            page = self.get("/account/")
            if page.status_code != 200:
                page = self.get("/account/sign-in/")
            self._tokens[self.cookie] = str(forms(page)[0].fields["csrf"])
        return self._tokens[self.cookie]

    def submit(self, page: TestResponse, action: str = "", **typed: Given) -> TestResponse:
        """Fill in the page's form of that action, or its last one, and send it."""
        found = [form for form in forms(page) if not action or form.action.endswith(action)]
        assert found, f"no form leads to {action!r}"
        form = found[-1]
        sent = {name: list(_many(value)) for name, value in {**form.fields, **typed}.items()}
        return self.client.post(form.action or page.request.path, data=sent)

    def sign_in(self, member: Member, *, address: str = "/account/sign-in/") -> TestResponse:
        """Give the member's password and code, and what comes of it."""
        page = self.submit(self.get(address), "/sign-in/", handle=member.handle, password=member.password)
        if member.secret and page.status_code == 200:
            # A code is taken once, and whoever tests has no time to wait for the next one.
            self.site.time.passes(seconds=30)
            page = self.submit(page, "/code/", code=member.code(self.site.time.now))
        return page

    @property
    def cookie(self) -> str:
        """What the session's cookie holds; empty without one."""
        found = self.client.get_cookie("registry") or self.client.get_cookie("__Host-registry")
        return found.value if found else ""

    def is_in(self) -> bool:
        """Whether the server knows who this is."""
        return self.get("/account/").status_code == 200


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it leads, and what is in its fields."""

    action: str
    fields: dict[str, Given]


@dataclass(frozen=True, eq=False)
class Site:
    """The site of the sample catalogue, with its clock and its people."""

    app: Flask
    time: Time
    house: House

    def browser(self, member: Member | None = None) -> Browser:
        """A browser where nobody is signed in, or that member is."""
        made = Browser(self)
        if member:
            assert made.sign_in(member).status_code == 302
        return made

    def begin_again(self, kept: Path) -> None:
        """Everything is as in that file, and it is noon: an application costs more than most tests of it."""
        for database in (self.app.extensions["registry.backstage"].database, self.house.database):
            database.close()
        file = Path(str(self.house.database))
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        shutil.copy(kept, file)
        self._forget_what_was_signed()
        self.time.now = NOON

    def _forget_what_was_signed(self) -> None:
        """A log signs one history alone, and the next test writes another."""
        for name in ("sealed", "leaves"):
            (Path(str(self.house.database)).with_name("keys") / name).unlink(missing_ok=True)
        found = self.app.extensions["registry.public_log"]
        log = PublicLog(found.log._database, found.log._keyring, found.log.name)
        archives = Archives(log._database, log, found.archives._folder)
        self.app.extensions["registry.public_log"] = replace(found, log=log, archives=archives)

    def join(self, handle: str, *roles: Role, lab: str = "") -> Member:
        """Somebody with an account that they have set up, an editor without a role."""
        return self.house.join(handle, *roles, lab=lab, now=self.time.now)


def fill(database: Database) -> None:
    """The sample catalogue as an import."""
    append(database, TEXTS, author="operator")


def site_of(settings: Settings) -> Site:
    """A site on a database that is filled already."""
    time = Time()
    app = create_app(settings, clock=lambda: date(2026, 11, 21), moment=time)
    return Site(app, time, House(Database(settings.database), Keyring(settings.keys_path)))


def forms(page: TestResponse) -> list[Form]:
    """The forms of a page's main part that send something, in order."""
    root: Any = lxml.html.document_fromstring(page.get_data(as_text=True))
    return [_form(element) for element in root.xpath("//main//form[@method='post']")]


def _form(element: Any) -> Form:
    fields: dict[str, Given] = {}
    for area in element.iter("textarea"):
        area.text = (area.text or "").removeprefix("\n")  # as browsers do
    for name, value in element.form_values():
        before = fields.get(name)
        fields[name] = value if before is None else (*_many(before), value)
    return Form(str(element.get("action") or ""), fields)


def _many(value: Given) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
