"""Whatever stands in a submission, the desk shows it as text; and the queue tells what is whose."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update
from sqlmodel import col

from registry.content.frontmatter import CONTROL, HIDDEN
from registry.core.people import Role
from registry.store import comments, people, sources
from registry.store import desk_tables as tables
from registry.store.comments import Comment
from registry.store.sources import SourceText, hash_of
from registry.store.submissions import Submission
from tests.content.sample import LAB, OTHER_LAB, QUESTIONS, TEXTS
from tests.store.revisions import append
from tests.web.drafts import handed_in, page
from tests.web.html5 import parsed
from tests.web.keepers import Site
from tests.web.test_untrusted import PAYLOADS

# What cannot be seen is refused where it is typed; tests/core/test_typed.py and tests/content/ hold to that.
HOSTILE = [text for text in PAYLOADS if not CONTROL.search(text) and not HIDDEN.search(text)]
PLAIN = "Plain words."


def filled(site: Site, word: str) -> Submission:
    """A submission of ada's under review with that word in everything that people write about it."""
    made = handed_in(site, "ada", {QUESTIONS: f"- {word}\n"}, reason=PLAIN, note=PLAIN)
    content = word.encode()
    source = SourceText(
        made.id, hash_of(content), word, "text", len(content), True, word, site.time.now, "ada"
    )
    remark = Comment(1, "grace", site.time.now, 1, QUESTIONS, 1, f"- {word}", word)
    with site.house.database.writing() as session:
        row = tables.SubmissionRow
        session.execute(update(row).where(col(row.id) == made.id).values(reason=word, note=word))
        sources.add(session, source, content=content, text=word)
        comments.add_comment(session, made.id, remark, nonce="x")
        people.declare(session, "ada", ["bolt"], word, site.time.now)
    append(site.house.database, {QUESTIONS: "- Something else?\n"})  # so that three texts stand side by side
    return made


def addresses(made: Submission, word: str) -> list[str]:
    """Every page of the desk, and of people, that shows what somebody wrote about a submission."""
    home, kept = page(made), hash_of(word.encode())
    return [
        home, f"{home}?line={QUESTIONS}:1", f"{home}sources/{kept}/", f"{home}edit/?path={QUESTIONS}",
        f"{home}edit/?path={QUESTIONS}&as=text", f"{home}rebase/", "/desk/", "/desk/queue/", "/desk/work/",
        "/account/", "/about/people/ada/",
    ]  # fmt: skip


def shown(site: Site, word: str) -> dict[str, list[tuple[str, ...]]]:
    """Each element of those pages with the names of its attributes, for the submission's author and for a reviewer."""
    grace, ada = site.join("grace", Role.REVIEWER), site.join("ada")
    made, found, told = filled(site, word), {}, 0
    for member in (ada, grace):
        browser = site.browser(member)
        for number, address in enumerate(addresses(made, word)):
            document = parsed(browser.get(address))
            told += word[:12] in document.text
            found[f"{member.handle} {number}"] = [
                (str(element.tag), *element.attrib) for element in document.root.iter()
            ]
            for tag, name, value in document.attributes():
                leads = name in ("href", "src", "action", "formaction")
                assert not leads or value.startswith(("/", "#", "https://")), (address, tag, name, value)
    assert told >= 12, "most of these pages show what was written"
    return found


def test_whatever_stands_in_a_submission_is_text(keepers: Site, kept_file: Path) -> None:
    """Texts, reason, note, sources, comments, what its author declared: the elements are those of plain words."""
    plain = shown(keepers, PLAIN)
    for word in (" ".join(HOSTILE), " ".join(reversed(HOSTILE))):
        keepers.begin_again(kept_file)
        hostile = shown(keepers, word)
        assert [place for place in plain if hostile[place] != plain[place]] == []


def test_the_queue_is_oldest_first_and_says_what_is_not_mine(keepers: Site) -> None:
    """One's own, and what touches a lab that one is tied to, stands apart with the reason."""
    browser = keepers.browser(keepers.join("ada", Role.EDITOR, Role.REVIEWER))
    keepers.join("bob")
    with keepers.house.database.writing() as session:
        people.declare(session, "ada", ["bolt"], "I worked there.", keepers.time.now)
    handed_in(keepers, "ada", {QUESTIONS: "- Mine?\n"}, reason="My own")
    for path, reason in ((OTHER_LAB, "Tied"), (LAB, "Older"), (f"{QUESTIONS}", "Newer")):
        keepers.time.passes(minutes=1)
        handed_in(keepers, "bob", {path: TEXTS[path] + "\nMore.\n"}, reason=reason)
    words = parsed(browser.get("/desk/queue/")).text
    told = [
        "For you",
        "Older",
        "Newer",
        "Not for you",
        "My own",
        "your own submission",
        "Tied",
        "a tie to bolt",
    ]
    assert [words.find(word) for word in told] == sorted(words.find(word) for word in told), words
    assert -1 not in [words.find(word) for word in told]
