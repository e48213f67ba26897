"""The volumes that an edition's index is made of: which texts each holds, and how few of them are written anew.

A volume is an engine's index that is built once. What changed goes into a new one; what a volume still finds of a
text that is gone is passed over. Volumes that have grown alike in size are made one, so there are few of them, and a
text is indexed again only a few times. Texts are known by their digests: one that comes back is found where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from registry.publish.search.engine import Document, Engine, Files

_GROWTH = 2
"""A volume stays while it holds more than so many times what is written anew behind it."""

_MOST_DEAD = 0.25
"""Where a larger part of what the volumes hold is no longer asked, all are made one."""

_LIST = "volumes"


@dataclass(frozen=True, slots=True)
class Bound:
    """A volume as it is kept: its files, and the digest of each text in it, in the order of the engine's numbers.

    It is known by its digests: an engine's files for the same texts find the same.
    """

    digests: tuple[str, ...]
    files: Files = field(hash=False, compare=False)


def bound(
    kept: Sequence[Bound], wanted: Sequence[str], document: Callable[[str], Document], engine: Engine
) -> tuple[Bound, ...]:
    """Volumes that hold every wanted digest once: the kept ones as far as they serve, then new ones."""
    asked = set(wanted)
    alive = [[digest for digest in volume.digests if digest in asked] for volume in kept]
    held = set(chain.from_iterable(alive))
    fresh = [digest for digest in wanted if digest not in held]
    size = sum(len(volume.digests) for volume in kept)
    if size - len(held) > _MOST_DEAD * max(size, 1):
        kept, fresh = (), list(wanted)
    if not fresh:
        return tuple(kept)
    stays = list(zip(kept, alive, strict=True)) if kept else []
    while stays and len(last := stays[-1][1]) <= min(_GROWTH * len(fresh), engine.most - len(fresh)):
        stays.pop()
        fresh += last
    parts = [fresh[start : start + engine.most] for start in range(0, len(fresh), engine.most)]
    made = (Bound(tuple(part), engine.build([document(digest) for digest in part])) for part in parts)
    return (*(volume for volume, _ in stays), *made)


def placed(volumes: Sequence[Bound], digests: Iterable[str]) -> tuple[tuple[int, ...], ...]:
    """For each volume, the place among `digests` of each text that it holds; -1 for one that is not asked."""
    place = {digest: at for at, digest in enumerate(digests)}
    return tuple(tuple(place.get(digest, -1) for digest in volume.digests) for volume in volumes)


def packed(volumes: Sequence[Bound]) -> Mapping[str, bytes]:
    """The volumes as members of the index file."""
    listed = json.dumps([volume.digests for volume in volumes]).encode()
    files = {
        f"{number}/{name}": content
        for number, volume in enumerate(volumes)
        for name, content in volume.files.items()
    }
    return {_LIST: listed} | files


def unpacked(members: Mapping[str, bytes]) -> tuple[Bound, ...]:
    """The volumes that `packed` wrote. Raises KeyError or ValueError where there are none."""
    return tuple(
        Bound(tuple(digests), _files(members, f"{number}/"))
        for number, digests in enumerate(json.loads(members[_LIST]))
    )


def _files(members: Mapping[str, bytes], folder: str) -> Files:
    return {
        name.removeprefix(folder): content for name, content in members.items() if name.startswith(folder)
    }
