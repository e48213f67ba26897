"""Citations: whatever a title holds, each form can be read back by a program and says the same."""

from __future__ import annotations

import json
import re
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from registry.publish.citations import SITE, Citation, bibtex, csl_json, in_words

URL = "https://registry.example/labs/acme/?as_of=2026-11-21&revision=12"
HOSTILE = (
    r"""Acme {Labs} } \input{/etc/passwd} 100% #1 $x_y^z$ & ~ <b> | "q", @misc{x, title={y}} é 北京 \\ \}"""
)

COMMANDS = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", r"\textless{}": "<", r"\textgreater{}": ">", r"\textbar{}": "|",
    r"\%": "%", r"\#": "#", r"\$": "$", r"\&": "&", r"\_": "_",
}  # fmt: skip
TOKEN = re.compile(r"\\[a-z]+\{\}|\\.|.", re.DOTALL)

citations = st.builds(
    Citation,
    title=st.text(max_size=60),
    as_of=st.dates(min_value=date(1000, 1, 1)),
    revision=st.integers(1, 10**6),
    url=st.just(URL),
)


def entry(text: str) -> tuple[str, str, dict[str, str]]:
    """The kind, the key and the fields of one entry, told apart as BibTeX does: by commas and counted braces alone."""
    found = re.match(r"@([a-z]+)\{([^,\s{}\"#%\\~]+),", text)
    assert found
    fields, depth, name, value = {}, 1, "", ""
    for sign in text[found.end() :]:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0, "a brace closes what none has opened"
        if depth == 1 and sign == ",":
            key, _, braced = name.partition("=")
            assert braced.strip() == "" and value.startswith("{")
            fields[key.strip()] = value[1:]
            name = value = ""
        elif depth == 1 and sign != "}":
            name += sign
        elif depth > 1:
            value += sign
    assert depth == 0
    assert name.strip() == ""
    return found[1], found[2], fields


def unescaped(latex: str) -> str:
    """The text that LaTeX prints for an escaped one. Fails on any command that is not one of ours."""
    tokens = TOKEN.findall(latex)
    assert not [token for token in tokens if token[0] in "\\{}%#$&_~^" and token not in COMMANDS]
    return "".join(COMMANDS.get(token, token) for token in tokens)


def shown(text: str) -> str:
    """What of a text can be seen, on one line."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


@settings(max_examples=150)
@given(citations)
@example(Citation(HOSTILE, date(2026, 11, 21), 12, URL))
def test_bibtex_gives_back_what_was_cited(cited: Citation) -> None:
    """Braces, backslashes, signs that mean something to TeX and any script: the title comes out as it was."""
    kind, key, fields = entry(bibtex(cited))
    assert (kind, key) == ("misc", "lsr-labs-acme-as-of-2026-11-21-revision-12")
    assert fields["title"][0] == "{" and fields["title"][-1] == "}"
    assert unescaped(fields["title"][1:-1]) == shown(cited.title)
    assert fields["author"] == f"{{{SITE}}}"
    assert fields["url"] == URL
    assert fields["urldate"] == cited.as_of.isoformat()
    assert (int(fields["year"]), int(fields["month"])) == (cited.as_of.year, cited.as_of.month)
    assert fields["version"] == f"revision {cited.revision}"


@settings(max_examples=50)
@given(citations)
@example(Citation(HOSTILE, date(2026, 11, 21), 12, URL))
def test_csl_json_gives_back_what_was_cited(cited: Citation) -> None:
    """One item with the keys and shapes of the schema, and nothing besides."""
    (item,) = json.loads(csl_json(cited).encode("utf-8"))
    on = {"date-parts": [[cited.as_of.year, cited.as_of.month, cited.as_of.day]]}
    assert item == {
        "id": "lsr-labs-acme-as-of-2026-11-21-revision-12",
        "type": "webpage",
        "title": shown(cited.title),
        "author": [{"literal": SITE}],
        "container-title": SITE,
        "issued": on,
        "accessed": on,
        "version": f"revision {cited.revision}",
        "URL": URL,
    }


def test_the_words_say_what_which_day_which_revision_and_where() -> None:
    """One line that can be pasted into a footnote."""
    assert in_words(Citation("Acme\n under it", date(2026, 11, 21), 12, URL)) == (
        "“Acme under it”, Lab Safety Registry, as of 21 November 2026, revision 12. "
        f"{URL} (accessed 21 November 2026)."
    )


def test_an_address_cannot_leave_its_field() -> None:
    """Braces and spaces of an address are encoded; what is encoded already stays as it is."""
    cited = Citation("x", date(2026, 1, 1), 1, "https://r.example/a}b{/?x=%2C y&as_of=2026-01-01")
    assert entry(bibtex(cited))[2]["url"] == "https://r.example/a%7Db%7B/?x=%2C%20y&as_of=2026-01-01"
