"""Whatever stands in a record's texts, a page shows it as text: same structure, nothing that runs or loads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import (
    Clause,
    Conduct,
    Declined,
    Direction,
    Disclosure,
    Dispute,
    Document,
    Judgement,
    Kind,
    Lab,
    NothingFound,
    OutOfScope,
    Read,
    Reading,
    Removal,
    Reply,
    Signatory,
    Source,
    Verdict,
    Version,
    Withdrawal,
)
from tests import builders as make
from tests.web.html5 import Parsed, parsed
from tests.web.sites import reader_of

DAY = PartialDate.parse("2025-01-01")

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></head><script>alert(1)</script>",
    "</main></body></html><script>alert(1)</script>",
    "<!--", "-->", "<![CDATA[", "]]>", "<plaintext>", "<textarea>", "<style>*{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "\x3cscript\x3e",
    "<a href=javascript:alert(1)>x</a>", "<form action=//evil.example><input name=x>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<iframe src=//evil.example>",
    "<math><mtext></p><script>",
    "{{ 7*7 }}{% raw %}", "\u202eevil\u2066", "\x0b\x0c\x1b", "a" * 3000, "\U0001f4a9" * 50, "`<b>`", "%s%n%00",
]  # fmt: skip

MARKDOWN = [
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "[x](//evil.example)",
    "[x](file:///etc/passwd)",
    "![x](https://evil.example/pixel.gif)", "![x](data:image/gif;base64,R0lGOD)", "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]", "<div onclick=alert(1)>x</div>",
    "<a href='https://x.org' onclick=alert(1)>y</a>",
    "[x](https://x.org \"title' onmouseover=alert(1)\")", "[x](https://x.org/\"onmouseover=alert(1))",
    "# <script>alert(1)</script>", "```html\n<script>alert(1)</script>\n```", "> <img src=x onerror=alert(1)>",
    "|a|<script>|\n|-|-|\n|[x](javascript:1)|<img src=x onerror=1>|", "<https://x.org/<script>>",
    "</div></main><script>",
]  # fmt: skip

PAGES = [
    "/", "/labs/", "/labs/acme/", "/labs/acme/policy/", "/labs/acme/policy/1/", "/labs/acme/policy/2/",
    "/labs/acme/policy/diff/1..2/", "/labs/acme/policy/diff/2..1/", "/labs/acme/policy/clauses/a/",
    "/labs/acme/policy/clauses/gone/", "/labs/acme/conduct/2025-01-01-event/",
    "/labs/acme/disclosures/2025-01-01-said/",
    "/joint/", "/joint/pledge/", "/joint/pledge/1/", "/joint/pledge/clauses/a/",
]  # fmt: skip

FULLEST = [
    "/labs/acme/",
    "/labs/acme/policy/",
    "/labs/acme/policy/diff/1..2/",
    "/labs/acme/conduct/2025-01-01-event/",
]
"""The pages that show most fields."""


def clause(name: str, text: str, **given: object) -> Clause:
    filled = dict.fromkeys(("where", "scope", "trigger", "decided_by", "waiver", "quote"), text)
    return make.clause(name, text=text, **(filled | given))


def versions(text: str, long: str) -> tuple[Version, Version]:
    judged = Judgement(Direction.WEAKENED, text)
    first = make.version("1", "2024-01-01", clause("a", text), clause("gone", text))
    second = make.version("2", "2025-01-01", clause("a", text + " more", judged=judged, strength="intent"))
    told = tuple(
        replace(
            version,
            title=text,
            summary=long,
            announced_note=text,
            source=Source("https://x.org/a", Read.SECONDARY),
        )
        for version in (first, replace(second, removed=(Removal("gone", text),)))
    )
    return told[0], told[1]


def policy(text: str, long: str) -> Document:
    return replace(
        make.document(*versions(text, long)),
        title=text, about=long, open_questions=long, convener=text,
        disputed=Dispute(DAY, text), url="https://x.org/policy",
    )  # fmt: skip


def pledge(text: str, long: str) -> Document:
    signed = (
        Signatory(lab="acme", joined=DAY, note=text),
        Signatory(name=text, seen=DAY, left=DAY, note=text),
        Signatory(name=text, seen=DAY, out_of_scope=OutOfScope(DAY, text)),
    )
    version = replace(make.version("1", "2024-01-01"), clauses=(clause("a", text),), title=text, summary=long)
    document = make.joint(version, signatories=signed)
    declined = (Declined(DAY, text, make.SOURCE, name=text),)
    late = Withdrawal(PartialDate.parse("2025-06-01"), text)
    return replace(
        document,
        title=text,
        about=long,
        convener=text,
        declined=declined,
        withdrawn=late,
        open_questions=long,
    )


def lab(text: str, long: str) -> Lab:
    event = Conduct(
        "labs/acme/conduct/2025-01-01-event.md", "acme", "2025-01-01-event", DAY, ("pause",
    "policy/a"), Verdict.DISPUTED,
        (make.SOURCE,), long, (Reading(text, text), Reading("B", text)),
    )  # fmt: skip
    said = Disclosure(
        "labs/acme/disclosures/2025-01-01-said.md", "acme", "2025-01-01-said", DAY, make.SOURCE, long
    )
    reply = Reply("labs/acme/replies/2025-01-01-r.md", "acme", "2025-01-01-r", DAY, text, ("policy/a",), long)
    return make.lab(
        policy(text, long),
        name=text, legal_name=text, country="US", website="https://x.org", about=long, aliases=(text,),
        nothing_found=(NothingFound("audit", DAY, text),), conduct=(event,), disclosures=(said,), replies=(reply,),
        open_questions=long,
    )  # fmt: skip


def catalog(text: str, long: str = "Plain.") -> Catalog:
    """A catalogue that says `text` in every plain field and `long` in every Markdown one."""
    return make.catalog(
        lab(text, long),
        joint=(pledge(text, long),),
        standards=(make.standard(make.criterion(make.level(100))),),
    )


@pytest.fixture(scope="module")
def harmless() -> dict[str, list[str]]:
    """The structure of each page when the texts are harmless."""
    reader = reader_of(catalog("Plain words."))
    return {address: parsed(reader.get(address)).shape for address in PAGES}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_plain_fields_are_shown_as_text(payload: str, harmless: dict[str, list[str]]) -> None:
    """With a text in every plain field, a page has the very elements that it has with harmless ones."""
    assert_same_shape(f"Plain {payload} words.", harmless, FULLEST)


def test_plain_fields_are_shown_as_text_on_every_page(harmless: dict[str, list[str]]) -> None:
    """With all of those texts at once in every plain field, each page has the elements it has with harmless ones."""
    assert_same_shape(" ".join(PAYLOADS), harmless, PAGES)


@pytest.mark.parametrize("payload", MARKDOWN + PAYLOADS)
def test_markdown_fields_cannot_run_or_load(payload: str) -> None:
    """With any Markdown in every long field, no page runs, loads or leads to anything but the web."""
    assert_harmless_markdown(payload, FULLEST)


def test_markdown_fields_cannot_run_or_load_on_any_page() -> None:
    """With all of that Markdown at once in every long field, no page does either."""
    assert_harmless_markdown("\n\n".join(MARKDOWN + PAYLOADS), PAGES)


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    """A source whose address is not http or https is shown, not linked."""
    told = replace(versions("x", "x")[0], source=Source("javascript:alert(1)", Read.PRIMARY))
    reader = reader_of(make.catalog(make.lab(make.document(told), website="javascript:alert(2)")))
    for address in ("/labs/acme/", "/labs/acme/policy/", "/labs/acme/policy/1/"):
        page = parsed(reader.get(address))
        assert not [link for link in page.links if link.startswith("javascript")]
        assert "javascript:alert(1)" in page.text


def test_kinds_of_documents_are_named() -> None:
    """A law is called one and says that it enters no score."""
    law = replace(pledge("Act", "What it is."), kind=Kind.LAW, withdrawn=None)
    page = parsed(reader_of(make.catalog(make.lab(), joint=(law,))).get("/joint/pledge/"))
    assert "enters no score" in page.text


def assert_same_shape(text: str, harmless: dict[str, list[str]], addresses: list[str]) -> None:
    reader = reader_of(catalog(text))
    for address in addresses:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        page = parsed(answer)
        # Word marks follow the words, so the number of marked runs is all that may differ.
        assert without_marks(page.shape) == without_marks(harmless[address]), address
        assert_inert(page, address)


def assert_harmless_markdown(text: str, addresses: list[str]) -> None:
    reader = reader_of(catalog("Plain words.", text))
    for address in addresses:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        page = parsed(answer)
        assert not {"img", "iframe", "object", "embed", "style", "base"} & set(page.shape), address
        (script,) = page.all("script")  # what suggests words to search for
        assert (script.text or "") == "", address
        assert script.get("src", "").startswith("/static/js/suggest."), address
        assert page.shape.count("form") == answer.text.count("<form"), address
        assert page.shape.count("main") == 1, address
        assert_inert(page, address)


def without_marks(shape: list[str]) -> list[str]:
    return [tag for tag in shape if tag not in ("ins", "del", "span")]


def assert_inert(page: Parsed, address: str) -> None:
    for tag, name, value in page.attributes():
        assert not name.startswith("on"), (address, tag, name)
        assert name not in ("style", "srcdoc", "formaction", "background"), (address, tag, name)
        if name in ("href", "src", "action"):
            assert value.startswith(("/", "#", "https://", "http://")), (address, tag, value)
            assert "evil.example" not in value or tag == "a", (address, tag, value)
