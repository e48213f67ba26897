"""Sources are kept beside a submission by its author alone, and within bounds."""

from __future__ import annotations

import pytest

from registry.core.people import Role
from registry.desk import gathering
from registry.desk.drafting import withdraw
from registry.desk.gathering import MAX_SOURCES, PASTED, gather
from registry.errors import BadValue, Conflict, NotFound, Refused
from registry.publish.extracting import Extract, extract
from registry.publish.kinds import Kind
from registry.store import sources
from registry.store.events import events
from registry.store.submissions import Submission
from tests.content.sample import LAB, TEXTS
from tests.desk.crew import set_roles
from tests.desk.desks import Desk
from tests.publish.files import encrypted, pages, words
from tests.store.revisions import NOON

PAGE = b"<html><p>Acme will stop when\nit must, and only then."


def give(desk: Desk, found: Submission, content: bytes | str = PAGE, **given: object) -> sources.SourceText:
    """A source given by Ada at noon."""
    values: dict[str, object] = {"author": desk.ada, "now": NOON} | given
    author = values.pop("author")
    return gather(desk.database, author, found.id, content, **values)  # type: ignore[arg-type]


def listed(desk: Desk, found: Submission) -> tuple[sources.SourceText, ...]:
    """What is kept beside a submission."""
    with desk.database.reading() as session:
        return sources.of_submission(session, found.id)


def test_a_source_is_kept_with_its_hash_and_its_text(desk: Desk) -> None:
    """Its bytes are those that were given; the trace says that it came."""
    draft = desk.begin()
    made = give(desk, draft, name="C:\\Papers\\policy <b>.html", declared=Kind.PDF)
    assert (made.name, made.kind, made.size, made.note) == ("policy <b>.html", "html", len(PAGE), "")
    assert listed(desk, draft) == (made,)
    with desk.database.reading() as session:
        assert sources.content(session, made) == PAGE
        assert sources.text(session, made) == "Acme will stop when it must, and only then."
        assert made.hash in events(session, subject=draft.id)[0].detail
    assert desk.now(draft) == draft


def test_the_same_bytes_again_are_the_same_source(desk: Desk) -> None:
    """A form sent twice, also under another name, keeps one; beside another submission they are another one."""
    draft, other = desk.begin(), desk.begin()
    first = give(desk, draft, "The text.", name="a.txt")
    assert give(desk, draft, b"The text.", name="b.txt") == first
    assert give(desk, other, "The text.").name == PASTED
    assert len(listed(desk, draft)) == len(listed(desk, other)) == 1


def test_bytes_without_text_are_kept_with_the_reason(sqlite_desk: Desk) -> None:
    """An encrypted PDF is not lost, though no quote can be looked for in it."""
    locked = encrypted(pages(words("Secret.")), "password")
    made = give(sqlite_desk, sqlite_desk.begin(), locked, name="\u202elocked\0.pdf\n")
    assert (made.name, made.kind, made.has_text) == ("locked.pdf", "pdf", False)
    assert "encrypted" in made.note
    with sqlite_desk.database.reading() as session:
        assert sources.content(session, made) == locked


def test_only_its_author_adds_to_an_open_submission(sqlite_desk: Desk) -> None:
    """Another editor, a reviewer, one who lost the role, and anybody once it is closed are refused; nothing is read."""
    desk = sqlite_desk
    draft, sent = desk.begin(), desk.handed_in()
    with pytest.raises(NotFound):
        give(desk, draft, author=desk.bob)
    with pytest.raises(Refused, match="Only its author"):
        give(desk, sent, author=desk.bob)
    with pytest.raises(Refused):
        give(desk, sent, author=desk.grace)
    for name in ("nothing", "x\0"):
        with pytest.raises(NotFound):
            gather(desk.database, desk.ada, name, PAGE, now=NOON)
    withdraw(desk.database, desk.ada, sent.id, now=NOON)
    with pytest.raises(Conflict):
        give(desk, sent)
    set_roles(desk.database, "ada", Role.READER)
    with pytest.raises(Refused):
        give(desk, draft)
    assert listed(desk, draft) == listed(desk, sent) == ()


def test_a_role_lost_while_a_source_is_read_counts(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may add is asked again in the transaction that adds."""
    desk = sqlite_desk
    draft = desk.begin()

    def slow(content: bytes, *, declared: Kind | None = None) -> Extract:
        set_roles(desk.database, "ada", Role.READER)
        return extract(content, declared=declared)

    monkeypatch.setattr(gathering, "extract", slow)
    with pytest.raises(Refused):
        give(desk, draft, "text")
    assert listed(desk, draft) == ()


def test_what_is_no_source_is_refused_and_too_many_are(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive, half a character, one source too many, and more bytes than are kept together."""
    desk = sqlite_desk
    draft = desk.begin()
    with pytest.raises(BadValue, match="ZIP archive"):
        give(desk, draft, b"PK\x03\x04\0\0")
    with pytest.raises(BadValue, match="UTF-8"):
        give(desk, draft, "half a character: \ud800")
    for number in range(MAX_SOURCES):
        give(desk, draft, f"Source {number}.")
    with pytest.raises(BadValue, match="at most 20 sources"):
        give(desk, draft, "One more.")
    assert give(desk, draft, "Source 3.").size == 9
    monkeypatch.setattr(gathering, "MAX_KEPT", 200)
    with pytest.raises(BadValue, match="at most 200 bytes"):
        give(desk, desk.begin(), "x" * 201)
    assert len(listed(desk, draft)) == MAX_SOURCES


def test_a_person_keeps_so_many_bytes_over_all_their_submissions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Withdrawn ones too. Those of a draft that was never sent go with it, and what is accepted counts no more."""
    monkeypatch.setattr(gathering, "MAX_KEPT_BY", 30)
    sent, draft = desk.handed_in(), desk.begin({LAB: TEXTS[LAB]})
    give(desk, sent, "x" * 20)
    with pytest.raises(BadValue, match="at most 30 bytes"):
        give(desk, draft, "y" * 11)
    give(desk, draft, "y" * 10)
    with pytest.raises(BadValue, match="at most 30 bytes"):
        give(desk, desk.begin({}), "z")
    withdraw(desk.database, desk.ada, draft.id, now=NOON)
    assert listed(desk, draft) == ()
    give(desk, desk.begin({}), "z" * 10)
    withdraw(desk.database, desk.ada, sent.id, now=NOON)
    assert len(listed(desk, sent)) == 1
    with pytest.raises(BadValue, match="at most 30 bytes"):
        give(desk, desk.begin({}), "w")
    give(desk, desk.begin({}, by=desk.bob), "w", author=desk.bob)


def test_what_was_accepted_takes_no_room(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another person has seen it: who keeps the record for years is not stopped by what they did."""
    desk = sqlite_desk
    monkeypatch.setattr(gathering, "MAX_KEPT_BY", 30)
    draft = desk.begin()
    give(desk, draft, "x" * 30)
    desk.approve(desk.submit(draft))
    assert give(desk, desk.begin({}), "y" * 30).size == 30
