"""Whatever people type at the desk is text wherever it is shown: nothing runs, loads or changes a page's structure."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5
from werkzeug.test import TestResponse

from registry.content.outline import SINGLE, Field, Input
from registry.content.outlines import outline_of
from registry.content.places import place_of
from registry.core.people import Role
from registry.settings import Settings
from registry.store import tickets
from registry.store.leaf import RevisionKind
from registry.web.record_forms import MAX_NAME
from tests.content.sample import (
    CONDUCT,
    DISCLOSURE,
    LAB,
    OTHER_LAB,
    PLEDGE,
    POLICY,
    QUESTIONS,
    REPLY,
    STANDARD,
    TEXTS,
    VOCABULARY,
)  # fmt: skip
from tests.desk.blind import THIRD, version
from tests.store.revisions import append
from tests.web.drafts import accept, begun, editor, page
from tests.web.html5 import Parsed, parsed
from tests.web.keepers import Site, site_of
from tests.web.reading import Page
from tests.web.sites import NASTY
from tests.web.test_untrusted import MARKDOWN, PAYLOADS

CLOSES = "</textarea></option></code></pre></title>"
HOSTILE = " ".join(
    [CLOSES, NASTY, *(text for text in PAYLOADS if text.isprintable() and len(text) < 200), "w" * 150]
)
PLAIN = ("Plain words. " * 100)[: len(HOSTILE)].strip()
SHORT = f"{CLOSES} {NASTY} <!-- ' onmouseover='alert(1) [x](javascript:alert(1)) ]]>"
UNSEEN = "be\u202efore \u200band\u2066 after"

RUNS = (
    "script",
    "img",
    "iframe",
    "object",
    "embed",
    "style",
    "base",
    "svg",
    "math",
    "plaintext",
    "xmp",
    "template",
)
LEADS = ("href", "src", "action", "formaction", "poster", "data", "srcset")
MARKS = ("ins", "del", "span", "mark", "br")


def assert_inert(found: Parsed, where: str) -> None:
    """No handler, no style, no script but the site's own files, and every address on this site or on the web."""
    for tag, name, value in found.attributes():
        assert not name.startswith("on") and name not in ("style", "srcdoc", "background"), (where, tag, name)
        if name in LEADS:
            assert value.startswith(("/", "#", "https://", "http://", "data:image/svg")), (where, tag, value)
            assert tag == "a" or "evil.example" not in value, (where, tag, value)
    for script in found.all("script"):
        assert script.get("src", "").startswith("/static/js/") and not script.text, where


def shape(found: Parsed) -> list[str]:
    """The elements of a page, but for those that mark words."""
    return [tag for tag in found.shape if tag not in MARKS]


# -- every field of every kind of record -----------------------------------------------------------------------------


def filled(fields: Iterable[Field], words: str, name: str = "") -> Iterator[tuple[str, str]]:
    """The form of a record with these words in every field."""
    for field in fields:
        own = f"{name}{field.key}"
        if field.input in (*SINGLE, Input.CHOICES):
            yield own, words
        elif field.input in (Input.LIST, Input.LISTS):
            yield f"{own}-0", words
        else:
            inner = words[:MAX_NAME] if field.input is Input.PAIRS else words
            yield from filled(field.fields, inner, f"{own}-" if field.input is Input.BLOCK else f"{own}-0-")


@pytest.mark.parametrize("as_text", [False, True])
def test_every_field_of_a_record_is_text_while_it_is_written(keepers: Site, as_text: bool) -> None:
    """In the editor, in what it is told while one types, on the submission's page and in its differences."""
    ada = keepers.browser(keepers.join("ada"))
    for path in (LAB, THIRD, CONDUCT, PLEDGE, STANDARD):
        seen = []
        for words in (PLAIN[: len(SHORT)], SHORT):
            found = begun(keepers, "ada", {path: ""})
            address = editor(found, path, as_text=as_text)
            raw = "\n".join((TEXTS.get(path) or version(), *MARKDOWN, words, UNSEEN))
            sent = {"text": raw} if as_text else dict(filled(outline_of(place_of(path)).fields, words))
            assert ada.post(address, {"edition": "1", **sent}).status_code == 303
            told = ada.post(address.replace("/edit/", "/autosave/"), {"edition": "2", **sent}).json
            assert told is not None and told["edition"] == 2
            # The form itself, with such words in every field, is looked at in test_record_forms.
            pages = [ada.get(page(found)), *([ada.get(address)] if as_text else [])]
            trees = [*(parsed(answer) for answer in pages), Parsed(tinyhtml5.parse(told["preview"]))]
            for tree in trees:
                assert_inert(tree, path)
            seen.append(
                [[tree.shape.count(tag) for tag in (*RUNS, "form", "main", "title")] for tree in trees]
            )
            if as_text:
                assert "be⟨U+202E⟩fore ⟨U+200B⟩and⟨U+2066⟩ after" in pages[0].text
        assert seen[0] == seen[1], path


# -- what can be accepted, on its whole way ---------------------------------------------------------------------------


def texts(words: str) -> Mapping[str, str]:
    """Records of every kind that read well, with these words wherever words may stand."""
    quoted, body = json.dumps(words, ensure_ascii=False), re.sub("[`*]", "", words)
    third = version().replace("canary-note", quoted).replace("section 9", quoted)
    third = re.sub(r"(scope|trigger|decided_by|waiver|why): .*", rf"\1: {_escaped(quoted)}", third)
    third = third.replace("Acme will let others look.", quoted).replace("will let others look", quoted)
    lab = TEXTS[LAB].replace("Acme AI Ltd", quoted).replace("its site and its filings", quoted)
    policy = TEXTS[POLICY].replace("nobody answers", quoted).replace("why: replaced", f"why: {quoted}")
    conduct = TEXTS[CONDUCT].replace("It was kept.", quoted).replace("a union", quoted)
    pledge = TEXTS[PLEDGE].replace("Two governments", quoted).replace("left by letter", quoted)
    pledge = (
        pledge.replace("Cog Ltd", quoted).replace("it builds no models", quoted).replace("too vague", quoted)
    )
    standard = TEXTS[STANDARD].replace("Will it stop?", quoted).replace("title: Halting", f"title: {quoted}")
    standard = standard.replace("label: firm", f"label: {quoted}").replace(
        "How far a lab has bound itself.", body
    )
    vocabulary = TEXTS[VOCABULARY].replace("about: Who looks.", f"about: {quoted}")
    vocabulary = vocabulary.replace("What a model has learned.", quoted)
    return {
        THIRD: third.replace("canary-summary", body),
        LAB: lab.replace("A laboratory.", body),
        POLICY: policy.replace("title: Scaling policy", f"title: {quoted}").replace("When it stops.", body),
        CONDUCT: conduct.replace("News Example reports it.", body),
        DISCLOSURE: TEXTS[DISCLOSURE].replace("Acme says that it has changed its agreements.", body),
        REPLY: TEXTS[REPLY].replace("J. Doe, head of policy", quoted).replace("We disagree.", body),
        QUESTIONS: f"- {body}\n",
        PLEDGE: pledge.replace("title: The pledge", f"title: {quoted}"),
        STANDARD: standard.replace("title: Caution", f"title: {quoted}"),
        VOCABULARY: vocabulary,
    }


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\")


PUBLIC = (
    *(
        "/labs/acme/",
        "/labs/acme/policy/diff/2.0..3.0/",
        "/standards/caution/",
        "/glossary/",
        "/about/people/ada/",
    ),
    *("/revisions/", "/revisions/2/", "/corrections/", "/corrections/1/", "/search/?q=words+OR+script"),
)
"""Pages that show what came in; those of the catalogue are looked at one by one in test_untrusted."""


class Walk:
    """One proposal's way from its draft to the public, and the shape of every page that shows it."""

    def __init__(self, site: Site, words: str) -> None:
        self.site, self.words = site, words
        self.ada = site.browser(site.join("ada"))
        self.grace = site.browser(site.join("grace", Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR))
        said = {"kind": RevisionKind.CORRECTION, "reason": words[:1000], "note": words}
        self.found = begun(site, "ada", texts(words), **said)
        self.shapes: dict[str, list[str]] = {}

    def look(self, name: str, answer: TestResponse, *, shows: bool = True) -> None:
        """Keep the shape of a page that must be inert, and show the words where it is said to."""
        assert answer.status_code in (200, 400, 409), (name, Page(answer).text[:300])
        tree = parsed(answer)
        assert_inert(tree, name)
        if shows:
            assert self.words[:40] in unescape(answer.text), name
        self.shapes[name] = shape(tree)

    def at_the_desk(self) -> None:
        """Through the draft, sources, comments, a request for changes, and what others see."""
        words, home = self.words, page(self.found)
        assert self.ada.post("/account/name/", {"name": words[:60]}).status_code == 302
        assert self.ada.post("/account/declaration/", {"text": words[:1000]}).status_code == 302
        assert self.ada.post(home + "sources/", {"paste": f"It says: {words}"}).status_code == 303
        self.look("refused source", self.ada.post(home + "sources/", {"paste": "%!PS " + words}))
        self.look("account", self.ada.get("/account/"))
        assert self.ada.submit(self.ada.get(home), "/submit/").status_code == 303, Page(
            self.ada.get(home)
        ).text[:2000]
        seen = self.grace.get(f"{home}?line={THIRD}:3")
        assert self.grace.submit(seen, "/comments/", text=words).status_code == 303
        assert self.grace.submit(self.grace.get(home), "/comments/", text=words).status_code == 303
        assert self.grace.submit(self.grace.get(home), "/changes/", answer=words).status_code == 303
        self.look("sent back", self.ada.get(home))
        self.look("desk", self.ada.get("/desk/"))
        assert self.ada.submit(self.ada.get(home), "/submit/").status_code == 303
        source = next(link for link in parsed(self.grace.get(home)).links if "/sources/" in link)
        self.look("source", self.grace.get(source))
        download = self.grace.get(source + "file/")
        assert download.mimetype == "application/octet-stream" and "sandbox" in str(download.headers), source
        self.look("queue", self.grace.get("/desk/queue/"))
        self.look("review", self.grace.get(home))
        self.look("account at the desk", self.grace.get("/desk/people/ada/"))
        self.look("refused", self.grace.submit(self.grace.get(home), "/changes/", answer=words * 9))
        for address in PUBLIC[:3]:
            self.look(f"rehearsed {address}", self.grace.get(f"{home}page{address}"))

    def moved(self) -> None:
        """A record that moved meanwhile, brought up to date."""
        other = begun(self.site, "ada", {OTHER_LAB: TEXTS[OTHER_LAB] + f"\nMine: {self.words}\n"})
        theirs = {OTHER_LAB: TEXTS[OTHER_LAB] + f"\nTheirs: {self.words}\n"}
        append(
            self.site.house.database,
            theirs,
            kind=RevisionKind.UPDATE,
            reason=self.words[:1000],
            reviewer="grace",
        )
        self.look("rebase", self.ada.get(page(other) + "rebase/"))
        self.look("revert", self.ada.get("/desk/revert/2/"))
        assert self.ada.submit(self.ada.get("/desk/revert/2/")).status_code == 303

    def in_public(self) -> None:
        """Accepted, beside a ticket with the same words."""
        answer = accept(self.grace, self.found)
        assert answer.status_code == 303, Page(answer).text[:500]
        with self.site.house.database.writing() as session:
            tickets.add(
                session, nonce="x", about="/labs/acme/", text=self.words, source="", now=self.site.time.now
            )
        ticket = "/desk/tickets/1/"
        for action, typed in (("/read/", {}), ("/answer/", {"answer": self.words, "revision": ""})):
            assert self.grace.submit(self.grace.get(ticket), action, **typed).status_code == 303
        self.look("ticket", self.grace.get(ticket))
        self.look("accepted", self.ada.get(page(self.found)))
        reader = self.site.browser()
        for address in PUBLIC:
            self.look(address, reader.get(address), shows="?" not in address)
        for address in ("/changes.atom", "/changes.atom?lab=acme", "/log/checkpoints.atom"):
            assert_feed(reader.get(address), address)
        data = reader.get("/changes.json")
        assert data.mimetype == "application/json" and data.json


def assert_feed(answer: TestResponse, where: str) -> None:
    """A feed is well-formed, and no markup that its texts hold does anything."""
    assert answer.mimetype == "application/atom+xml", where
    root = ET.fromstring(answer.get_data())  # noqa: S314 - our own feed
    for element in root.iter():
        assert element.tag.startswith("{http://www.w3.org/2005/Atom}"), (where, element.tag)
        if element.get("type") == "html":
            assert_inert(Parsed(tinyhtml5.parse(element.text or "")), where)
        assert element.get("href", "/").startswith(("/", "http")), where


def test_what_is_typed_is_text_everywhere(kept_file: Path, tmp_path: Path) -> None:
    """From the draft to the public pages, each page has the very elements that it has with harmless words."""
    shapes = []
    for name, words in (("plain", PLAIN), ("hostile", HOSTILE)):
        folder = tmp_path / name  # for each a log of its own: a log signs one history alone
        folder.mkdir()
        shutil.copy(kept_file, folder / "registry.db")
        site = site_of(Settings(data_dir=str(folder)))
        walk = Walk(site, words)
        walk.at_the_desk()
        walk.in_public()
        walk.moved()
        shapes.append(walk.shapes)
    # What a search finds, and so its order and its marks, hangs on the words themselves: there only kinds must agree.
    plain, hostile = (
        {name: set(found) if "search" in name else found for name, found in walk.items()} for walk in shapes
    )
    differing = [name for name, found in plain.items() if hostile[name] != found]
    assert plain.keys() == hostile.keys() and not differing
