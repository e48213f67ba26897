"""What a person bent on harm may type: answered at once, within bounds, without an error."""

from __future__ import annotations

import pytest

from registry.publish.search import Result
from tests.patience import processor_seconds
from tests.publish.search.conftest import Ask

HOSTILE = {
    "ten thousand characters": "pause " * 1700,
    "one long word": "a" * 10_000,
    "five hundred wildcards": "* " * 250 + "a* " * 250,
    "prefixes of everything": " OR ".join(f"{head}*" for head in ("con", "pre", "sec", "eva", "mod", "saf", "ris")),
    "a prefix that a stemmer shortens": "moing*",
    "common words": " OR ".join(["model", "lab", "will", "ai", "safety", "risk", "policy", "the", "of", "and"]),
    "sixteen synonyms": "pause deploy evaluation third-party threshold board audit weights incident cyber",
    "deep nesting": "(" * 200 + "pause" + ")" * 200,
    "unpaired quotes": '"' * 51,
    "unpaired brackets": "(" * 50,
    "a storm of fuzz": " ".join(f"word~{number}" for number in range(60)),
    "a huge range": "[0000 TO 9999] since:0001 until:9999-12-31",
    "nuls": "\x00pause\x00" * 40,
    "surrogates": "\ud800\udfff pause \udc00",
    "right to left": "\u202epause\u202c \u200ftraining\u200e",
    "combining marks": "p" + "\u0301" * 300 + "ause",
    "joiners": "pa\u200buse tra‍ining",
    "a regular expression": "/(a+)+$/ .*.* pause|training",
    "hyphens": "a-" * 200,
    "dots": "a." * 200,
    "negations": "-a " * 30 + "NOT " * 60 + "pause",
    "fields": " ".join(f"lab:x{number}" for number in range(40)),
    "bad dates": "asof:9999-99-99 since:0000 until:２０２４",
    "markup": "<script>alert(1)</script> & ' \"",
    "a path": "../../etc/passwd file:///etc/passwd",
}  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_query_is_answered_quickly(ask: Ask, typed: str) -> None:
    """Each takes less than 300 ms of this process and ends in an answer."""
    ask("warm")
    answers: list[Result] = []
    assert processor_seconds(lambda: answers.append(ask(typed))) < 0.3
    (result,) = answers
    assert result.total >= 0
    assert len(result.query) <= 401
    assert "\x00" not in result.query
