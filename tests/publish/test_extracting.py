"""Text is taken from what people send, whatever it is made of; what cannot be read is said, and harms nobody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from registry.errors import BadValue
from registry.publish import extracting
from registry.publish.extracting import MAX_PAGES, MAX_TEXT, MAX_UPLOAD, Bounds, extract
from registry.publish.extractor import html_texts, pdf_texts
from registry.publish.kinds import Kind
from tests.patience import PATIENCE
from tests.publish.files import encrypted, pages, pdf, stream, words

TIGHT = Bounds(work=2, wait=float(PATIENCE))
SENTENCE = "The lab will stop."


def zombies() -> set[str]:
    """Processes that this one started, that have ended, and that nobody has asked after."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, fields = status.read_text().rpartition(")")
        except OSError:
            continue
        state, parent = fields.split()[:2]
        if state == "Z" and int(parent) == os.getpid():
            found.add(status.parent.name)
    return found


# -- what a reader would see ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<p>Two", "One\nTwo"),
        (
            "<p>We <b>will</b> not\n   stop&nbsp;it &amp; &#8220;that&#8221;.</p>",
            "We will not stop it & “that”.",
        ),
        ("a<script>var x = '<p>no</p>'</script>b<style>p {}</style>c", "abc"),
        ("<svg><text>no</text></svg>a<template><p>no</template>b", "ab"),
        ("<table><tr><td>one<td>two<tr><td>three</table>", "one two\nthree"),
        ("<ul><li>a</li><li>b</li></ul>a<br>b", "a\n\nb\n\na\nb"),
        ("<!-- no --><![CDATA[x]]><?php no ?>yes", "yes"),
        ("</script></svg></b>yes<unheard-of a='<p>'>!", "yes!"),
        ("<script>all the rest", ""),
    ],
)
def test_a_page_gives_its_words(html: str, text: str) -> None:
    """A line to a block, entities as characters, nothing that is not shown."""
    assert list(html_texts(html, most=1000)) == [text, {}]


def test_a_pdf_gives_its_words() -> None:
    """Page by page, the report at the end."""
    found = list(pdf_texts(pages(words(SENTENCE), words("Twice.")), pages=10, until=1e9))
    assert found == [SENTENCE, "Twice.", {"pages": 2, "read": 2, "broken": []}]


def test_a_plain_text_stays_as_it_is() -> None:
    """But for what no database keeps; a paste of five megabytes is cut, and that is said."""
    assert extract("Été\r\n\tline \x0b\x07two".encode()).text == "Été\r\n\tline two"
    found = extract(b"word " * 1_000_000)
    assert (found.kind, len(found.text or "")) == (Kind.TEXT, MAX_TEXT)
    assert "cut after 2,000,000" in found.note


# -- in a process of its own ----------------------------------------------------------------------------------


def test_a_page_and_a_pdf_are_read() -> None:
    """What is sound is read whole, and nothing is noted; an empty password is none."""
    found = extract(f"<!doctype html><p>{SENTENCE}".encode())
    assert (found.kind, found.text, found.note) == (Kind.HTML, SENTENCE, "")
    found = extract(encrypted(pages(words(SENTENCE)), ""))
    assert (found.kind, found.text, found.note) == (Kind.PDF, SENTENCE, "")


def test_a_pdf_of_ten_thousand_pages_is_read_in_part() -> None:
    """As many pages as are read of any, and how many there are."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    many = b"<< /Type /Pages /Count 10000 /Kids [%s] >>" % (b"3 0 R " * 10_000)
    root = b"<< /Type /Catalog /Pages 2 0 R >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    found = extract(pdf([root, many, page, words("One."), font]))
    assert found.text is not None
    assert found.text.count("One.") == MAX_PAGES
    assert found.note == "Only the first 500 of its 10,000 pages were read."


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (encrypted(pages(words(SENTENCE)), "secret"), "encrypted"),
        (pages(words(SENTENCE))[:250], "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 500, "damaged"),
        (pages(stream(b"0" * 40_000_000, packed=1)), "Some pages could not be read: 1"),
        (pages(stream(b"\0" * 40_000_000, packed=2)), "Some pages could not be read: 1"),
        (pages(stream(b"q Q")), "no text"),
    ],
    ids=["encrypted", "truncated", "noise", "flate bomb", "flate bomb in a flate bomb", "a picture"],
)
def test_a_pdf_without_text_to_take_is_kept_with_the_reason(content: bytes, note: str) -> None:
    """It has no text, and a sentence that says why; nobody waits for it long."""
    found = extract(content, bounds=TIGHT)
    assert (found.kind, found.text) == (Kind.PDF, None)
    assert note in found.note


def test_what_was_read_before_a_page_of_harm_is_kept() -> None:
    """The process is ended in the middle of the second page; the first one's text is there, and no zombie is."""
    harm = stream(b"BT /F 12 Tf " + b"(word) Tj " * 300_000 + b"ET", packed=1)
    before = zombies()
    found = extract(pages(words(SENTENCE), harm), bounds=Bounds(work=1, wait=float(PATIENCE)))
    assert found.text == SENTENCE
    assert "stopped" in found.note
    assert "What was read before that was kept." in found.note
    assert zombies() <= before


@pytest.mark.parametrize(
    ("content", "bounds"),
    [
        (b"<html>" + b"<!-- " * 200_000, Bounds(work=1, wait=float(PATIENCE))),
        (b"<html><p>" + b"x" * 1000, Bounds(wait=0.05)),
        (b"<html>" + b"<a " * 500_000, Bounds(memory=128 * 1024 * 1024, wait=float(PATIENCE))),
    ],
    ids=["work", "wait", "memory"],
)
def test_a_page_of_harm_is_given_up(content: bytes, bounds: Bounds, caplog: pytest.LogCaptureFixture) -> None:
    """Beyond its bounds of work, waiting and memory reading is stopped, and that is said."""
    before = zombies()
    found = extract(content, bounds=bounds)
    assert (found.kind, found.text) == (Kind.HTML, None)
    assert "stopped" in found.note
    assert zombies() <= before
    assert "not read through" in caplog.text


def test_deep_nesting_is_no_matter() -> None:
    """Depth costs nothing; what is inside is found."""
    assert list(html_texts("<div>" * 50_000 + SENTENCE, most=1000)) == [SENTENCE, {}]


def test_of_a_page_without_end_the_beginning_is_read() -> None:
    """No more of it than is kept; what stands between two chunks of it is not torn."""
    text, report = html_texts("<p>one &amp; two</p>" * 50_000, most=100_000)
    assert report == {"cut": True}
    assert isinstance(text, str)
    assert 100_000 < len(text) < 500_000
    assert set(text.split("\n")[:-1]) == {"one & two", ""}


def test_too_many_bytes_are_refused() -> None:
    """Before anything looks at them."""
    with pytest.raises(BadValue, match="at most 20 MB"):
        extract(b"%PDF-" + bytes(MAX_UPLOAD))


def test_what_is_no_source_is_refused() -> None:
    """An archive is not opened, and no process is started for it."""
    with pytest.raises(BadValue, match="gzip"):
        extract(b"\x1f\x8b\x08\0")
    assert extracting._TURNS._value == extracting.AT_ONCE
