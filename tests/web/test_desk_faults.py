"""The database can only be read, is locked or full while somebody works at the desk: they lose nothing by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from registry.store.engine import Database
from tests.content.sample import QUESTIONS
from tests.web.drafts import FROM_HERE, begun, editor, kept, page
from tests.web.keepers import Site, forms

AUTOSAVE = {"Accept": "application/json"}
TYPED = "- A long question?\n" + "- And another one?\n" * 20_000
NOTE, REMARK = "A long note. " * 700, "A long remark. " * 300
FAULTS = ("can only be read", "is being written to", "has no room")


@pytest.fixture(params=FAULTS)
def broken(request: pytest.FixtureRequest, keepers: Site) -> Any:
    """What breaks the site's database in one way, for as long as it is entered."""
    database: Database = keepers.app.extensions["registry.backstage"].database

    @contextmanager
    def told(pragma: str) -> Iterator[None]:
        def tell(connection: Any, _: object) -> None:
            connection.execute(f"PRAGMA {pragma}")

        event.listen(database._writers, "connect", tell)
        database.close()
        yield
        event.remove(database._writers, "connect", tell)
        database.close()

    @contextmanager
    def locked() -> Iterator[None]:
        with told("busy_timeout=0"), keepers.house.database.writing():
            yield

    with database.reading() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    return {
        FAULTS[0]: lambda: told("query_only=ON"),
        FAULTS[1]: locked,
        FAULTS[2]: lambda: told(f"max_page_count={pages}"),
    }[request.param]


@pytest.mark.parametrize("address", ["/", "/healthz", "/account/sign-in/", "/log/", "/about/people/"])
def test_a_database_that_cannot_be_reached_is_a_matter_of_time(keepers: Site, address: str) -> None:
    """503 and when to come back, without a word of where it is; and all is well once it is there again."""
    database: Database = keepers.app.extensions["registry.backstage"].database
    file, away = Path(str(database)), Path(f"{database}.away")
    database.close()
    file.rename(away)
    file.mkdir()
    answer = keepers.browser().get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert str(file) not in answer.text and "cannot be opened" in answer.text
    database.close()
    file.rmdir()
    away.rename(file)
    assert keepers.browser().get(address).status_code == 200


def test_what_cannot_be_stored_is_not_lost(keepers: Site, broken: Any) -> None:
    """503 with a time to come back, the text in the page, and one press sends it once there is room again."""
    ada = keepers.join("ada")
    found, other, browser = begun(keepers, "ada"), begun(keepers, "ada"), keepers.browser(ada)
    sent: dict[str, dict[str, str]] = {
        editor(found): {"edition": "1", "text": TYPED, "do": "finish"},
        page(other) + "describe/": {"edition": "1", "kind": "update", "reason": "A reason", "note": NOTE},
        page(other) + "sources/": {"paste": "What the lab wrote. " * 20_000},
        page(other) + "comments/": {"edition": "1", "nonce": "one", "text": REMARK},
    }
    with broken():
        answers = {
            address: browser.post(address, fields, headers=FROM_HERE) for address, fields in sent.items()
        }
        autosave = browser.post(
            editor(found).replace("edit", "autosave"), sent[editor(found)], headers=AUTOSAVE
        )
        keepers.time.passes(minutes=2)  # so that the use of the session is to be noted
        for address in ("/desk/", page(found), editor(found), "/account/", "/"):
            assert browser.get(address).status_code == 200, address
    waiting = {address: answer for address, answer in answers.items() if answer.status_code != 303}
    assert len(waiting) >= 3, "all but what found a place"
    for address, answer in waiting.items():
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "registry.db" not in answer.text
        assert (
            forms(answer)[-1].action == address and forms(answer)[-1].fields.items() >= sent[address].items()
        )
    assert (autosave.status_code, autosave.headers["Retry-After"]) == (503, "10")
    assert autosave.json and "saved" not in autosave.json["message"]
    assert kept(keepers, found) == found
    for answer in waiting.values():
        assert browser.submit(answer).status_code == 303
    assert kept(keepers, found).changes == {QUESTIONS: TYPED}
    assert kept(keepers, other).note == NOTE.strip()
    final = browser.get(page(other)).text
    assert REMARK.strip() in final and "Pasted text" in final


def test_signing_in_again_loses_nothing_either(keepers: Site, broken: Any) -> None:
    """What was being carried stands in the page that says that nobody can sign in just now."""
    ada = keepers.join("ada")
    found, browser = begun(keepers, "ada"), keepers.browser(ada)
    form = browser.get(editor(found))
    keepers.time.passes(hours=13)
    stopped = browser.submit(form, text=TYPED)
    with broken():
        answer = browser.submit(stopped, "/sign-in/", handle="ada", password=ada.password)
    if answer.status_code == 503:
        assert ada.password not in answer.text
        answer = browser.submit(answer)
        assert answer.status_code == 401
        answer = browser.submit(answer, "/sign-in/", handle="ada", password=ada.password)
    assert browser.submit(answer).status_code == 303
    assert kept(keepers, found).changes == {QUESTIONS: TYPED}
