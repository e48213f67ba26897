"""The catalogue as it may be one day: the real one several times over, each copy with labs and documents of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.records import JOINT
from registry.errors import NotFound
from registry.web.context import Snapshot

_NAME = re.compile(r"""^((?:name|title): ["']?)""", re.MULTILINE)
_SIGNATORY = re.compile(r"^(\s*- lab: )(\S+)$", re.MULTILINE)
_FORMERLY = re.compile(r"^formerly:.*\n(?:[ \t]+-.*\n|- .*\n)*", re.MULTILINE)


def grown(texts: Mapping[str, str], times: int) -> dict[str, str]:
    """The texts with `times` as many labs and joint documents, the real ones among them."""
    copies = (_copied(texts, number) for number in range(2, times + 1))
    return dict(texts) | {path: text for copy in copies for path, text in copy}


@dataclass(frozen=True, eq=False)
class Standing:
    """A catalogue that stands still, for a site that needs no ledger."""

    catalog: Catalog

    def current(self) -> Snapshot:
        """The catalogue."""
        return Snapshot(self.catalog, 1, "0" * 64)

    def at(self, revision: int) -> Snapshot:
        """The catalogue. Raises NotFound for any revision but the one it is."""
        if revision != 1:
            raise NotFound("revision", str(revision))
        return self.current()


def _copied(texts: Mapping[str, str], number: int) -> Iterator[tuple[str, str]]:
    """One more copy of what stands below labs/: its labs sign its own joint documents, and no slug is there twice."""
    joint = {path.split("/")[2] for path in texts if path.startswith(f"labs/{JOINT}/")}
    references = re.compile(rf"\b{JOINT}/({'|'.join(sorted(map(re.escape, joint), reverse=True))})(?![\w-])")
    for path, text in texts.items():
        parts = path.split("/")
        if parts[0] != "labs" or len(parts) < 3:
            continue
        parts[2 if parts[1] == JOINT else 1] += f"-{number}"
        moved = _SIGNATORY.sub(rf"\1\2-{number}", _FORMERLY.sub("", text))
        moved = references.sub(rf"{JOINT}/\1-{number}", moved)
        is_named = parts[-1] in ("lab.md", "document.md")
        yield "/".join(parts), _NAME.sub(rf"\g<1>{number}. ", moved, count=1) if is_named else moved
