"""The engines there are, by the names that the settings know them by."""

from __future__ import annotations

from importlib import import_module

from registry.errors import BadValue
from registry.publish.search.engine import Engine
from registry.publish.search.whoosh_engine import WhooshEngine

DEFAULT = "whoosh"
_FURTHER = "tantivy"


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises BadValue for an unknown one, and for one that is not installed."""
    if name == DEFAULT:
        return WhooshEngine()
    if name != _FURTHER:
        raise BadValue(f"there is no search engine {name!r}; REGISTRY_SEARCH is {DEFAULT} or {_FURTHER}")
    try:
        # Its package comes with the extra of that name, so it is looked for only where it is asked for.
        found: Engine = import_module("registry.publish.search.tantivy_engine").TantivyEngine()
    except ModuleNotFoundError:
        raise BadValue(
            f"REGISTRY_SEARCH={_FURTHER} needs the package {_FURTHER}, which is not installed:"
            f" pip install 'lab-safety-registry[{_FURTHER}]'"
        ) from None
    return found
