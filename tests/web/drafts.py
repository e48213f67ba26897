"""Submissions on a site where people sign in, each deed in few words, and what stands in its database."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from sqlalchemy import inspect
from werkzeug.test import TestResponse

from registry.core.people import Person
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin
from registry.desk.submitting import submit
from registry.store import people, submissions
from registry.store.leaf import RevisionKind
from registry.store.submissions import Submission
from registry.web.submission_pages import CHECKS
from tests.content.sample import QUESTIONS
from tests.web.keepers import Browser, Site

NEWS: Mapping[str, str | None] = {QUESTIONS: "- Who?\n"}
FROM_HERE = {"Origin": "http://localhost"}
"""What a browser says of a form that a page of the test site sends."""

_NONCES = count(1)


def person(site: Site, handle: str) -> Person:
    """Somebody as they are now."""
    with site.house.database.reading() as session:
        found = people.person(session, handle)
    assert found is not None
    return found


def begun(site: Site, handle: str, texts: Mapping[str, str | None] = NEWS, **given: Any) -> Submission:
    """A draft of somebody's."""
    return begin(
        site.house.database,
        person(site, handle),
        proposals=texts,
        nonce=f"form {next(_NONCES)}",
        now=site.time.now,
        **{"kind": RevisionKind.UPDATE, "reason": "News", **given},
    )


def handed_in(site: Site, handle: str, texts: Mapping[str, str | None] = NEWS, **given: Any) -> Submission:
    """Begun and handed in."""
    database, draft = site.house.database, begun(site, handle, texts, **given)
    return submit(
        database,
        CatalogueSource(database),
        person(site, handle),
        draft.id,
        edition=draft.edition,
        now=site.time.now,
    )


def kept(site: Site, found: Submission) -> Submission:
    """A submission as the database has it by now."""
    with site.house.database.reading() as session:
        return submissions.submission(session, found.id)


def page(found: Submission) -> str:
    """The address of a submission's page."""
    return f"/desk/submissions/{found.id}/"


def editor(found: Submission, path: str = QUESTIONS, *, as_text: bool = True) -> str:
    """The address of the editor for one of its records."""
    return f"{page(found)}edit/?path={path}{'&as=text' if as_text else ''}"


def accept(browser: Browser, found: Submission) -> TestResponse:
    """Confirm every line of the check list and accept what the page shows."""
    seen = browser.get(page(found))
    return browser.submit(seen, "/accept/", check=tuple(str(number) for number in range(len(CHECKS))))


def rows(site: Site) -> Mapping[str, list[str]]:
    """All that stands in any table but in those that note what was tried: the trace, and how often."""
    with site.house.database.reading() as session:
        connection = session.connection()
        names = set(inspect(connection).get_table_names()) - {"event", "throttle"}
        return {
            name: sorted(str(tuple(row)) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))
            for name in names
        }
