"""What a server process does before its first answer."""

from __future__ import annotations

import gc
from datetime import date
from weakref import ref

from registry.content.reader import Reader
from registry.web.courses import followed
from registry.web.scores import scorecards
from registry.wsgi import settle
from tests.content import sample
from tests.web.sites import reader_of

DAY = date(2025, 6, 1)


def test_the_catalogue_a_server_starts_with_is_passed_over_and_later_ones_are_given_back() -> None:
    """What is there at the start no longer makes readers wait for the collector; a replaced catalogue leaves memory."""
    reader = Reader()
    settle(reader_of(reader.read(sample.TEXTS)).application)
    try:
        assert gc.get_freeze_count() > 1000
        replaced = []
        for where in ("section 4", "section 5", "section 6"):
            catalog = reader.read(sample.with_edit(sample.SECOND, "section 3.2", where))
            assert scorecards(catalog, "caution", DAY)
            assert followed(catalog, "caution", "acme").until(DAY).steps
            replaced.append(ref(catalog.holders["acme"]))
        catalog = reader.read(sample.TEXTS)
        assert scorecards(catalog, "caution", DAY)
        gc.collect()
        assert [each() for each in replaced] == [None, None, None]
    finally:
        gc.unfreeze()
