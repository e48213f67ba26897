"""What a person bent on harm may type: answered at once, within bounds, without an error."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publish.search import Result, SearchIndex
from registry.publish.search.suggesting import MOST
from tests import builders as b
from tests.patience import processor_seconds
from tests.publish.search.conftest import TODAY, Ask
from tests.publish.search.test_grammar import SIGNS

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


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.lists(SIGNS | st.text(max_size=4), max_size=20).map("".join))
def test_any_text_is_answered(typed: str) -> None:
    """Whatever is typed, searching, suggesting and offering what may have been meant end in an answer."""
    index = _small()
    result = index.search(typed, today=TODAY)
    assert len(result.hits) <= result.total
    assert 0 <= result.whole <= result.total
    assert len(index.suggest(typed)) <= MOST


@cache
def _small() -> SearchIndex:
    """An index of a few entries."""
    index = SearchIndex(None)
    policy = b.document(b.version("1", "2024-01-01", b.clause("stop", text="Will pause a model.")))
    index.update(b.catalog(b.lab(policy, aliases=("x.ai",))), "one")
    return index
