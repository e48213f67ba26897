"""The ledger's bytes: canonical JSON, hashes of leaves and texts, moments."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.store.leaf import Leaf, canonical, leaf_hash, moment_of, text_hash, written

LEAF = Leaf(
    n=2,
    time="2026-11-21T10:00:00Z",
    author="Ada",
    reviewer=None,
    kind="import",
    reason="Read in from files",
    changes={"labs/b/lab.md": None, "labs/a/lab.md": "ff" * 32},
    prev="00" * 32,
)

TREES = st.recursive(
    st.none() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_keys_stand_in_the_order_of_their_utf_16_code_units() -> None:
    """RFC 8785 section 3.2.3's own example, in which an astral character comes before one of the basic plane."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    found = list(json.loads(canonical(dict.fromkeys(keys))))
    assert found == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_strings_are_escaped_as_the_standard_s_example_has_them() -> None:
    """RFC 8785 section 3.2.2.2: short escapes where JSON has them, lower-case hexadecimal for other controls."""
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical("\b\t\n\f\r\u007f\U0001f600") == '"\\b\\t\\n\\f\\r\u007f\U0001f600"'.encode()


@given(TREES)
def test_canonical_json_reads_back_as_what_it_was(value: Any) -> None:
    """Nothing is lost, no space is added, and doing it again to what was read gives the same bytes."""
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data


@pytest.mark.parametrize("value", [1.5, True, 2**53, {"a": b"b"}, {1: "a"}])
def test_what_has_no_place_in_a_leaf_is_refused(value: object) -> None:
    """Numbers that JSON readers would round, and what JSON does not have, never enter a hash."""
    with pytest.raises((TypeError, AttributeError)):
        canonical(value)


def test_a_lone_surrogate_is_refused() -> None:
    """It has no UTF-8 form, so it could not be hashed alike everywhere."""
    with pytest.raises(UnicodeEncodeError):
        canonical("\ud800")


def test_a_leaf_is_the_documented_json() -> None:
    """Exactly the members that the content format names, changes by path, null for a deletion."""
    assert LEAF.encode() == (
        b'{"author":"Ada","changes":[{"hash":"' + b"ff" * 32 + b'","path":"labs/a/lab.md"},'
        b'{"hash":null,"path":"labs/b/lab.md"}],"kind":"import","n":2,"prev":"' + b"00" * 32 + b'",'
        b'"reason":"Read in from files","reviewer":null,"time":"2026-11-21T10:00:00Z"}'
    )


def test_hashes_are_the_documented_ones() -> None:
    """A leaf's hash begins with a zero byte, as in RFC 9162; a text's with its salt."""
    assert leaf_hash(LEAF.encode()) == sha256(b"\x00" + LEAF.encode()).hexdigest()
    assert text_hash("né", salt=b"s" * 16) == sha256(b"s" * 16 + b"n\xc3\xa9").hexdigest()


def test_moments_are_written_in_utc_to_the_second() -> None:
    """Whatever zone a clock is in; parts of a second are dropped, and a naive moment is refused."""
    there = datetime(2026, 1, 1, 0, 30, 5, 999999, tzinfo=timezone(timedelta(hours=14)))
    assert written(there) == "2025-12-31T10:30:05Z"
    assert moment_of(written(there)) == datetime(2025, 12, 31, 10, 30, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        written(datetime(2026, 1, 1))  # noqa: DTZ001  (what must be refused)
