"""Addresses are built once: a page has hundreds of them, and most are another page's too."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from werkzeug.routing import MapAdapter

KEPT = 20_000
"""How many addresses are not built again; a few hundred bytes each."""


def builder(addresses: MapAdapter) -> Callable[..., str]:
    """Gives the address of an endpoint with its values, remembering those asked for lately."""

    @lru_cache(maxsize=KEPT)
    def build(endpoint: str, **values: Any) -> str:
        return addresses.build(endpoint, values)

    return build
