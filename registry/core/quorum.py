"""How many reviewers a change needs: one, or two where an installation asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.errors import BadValue

_WORDS = {
    "all": ("",),
    "standards": ("standards/",),
    "vocabulary": ("standards/vocabulary.yaml",),
    "labs": ("labs/",),
    "joint": ("labs/joint/",),
}
_TOPS = ("labs/", "standards/")


@dataclass(frozen=True, slots=True)
class Quorum:
    """Which records need two reviewers, by the beginnings of their paths."""

    beginnings: tuple[str, ...] = ()

    def needed(self, paths: Iterable[str]) -> int:
        """How many people other than the author must approve a change of these paths."""
        return 2 if any(path.startswith(self.beginnings) for path in paths) else 1


def read_quorum(setting: str) -> Quorum:
    """The rule that a setting writes as words by comma. Raises BadValue for a word that is none.

    `standards` (the vocabulary among them), `vocabulary`, `labs` (joint documents among them), `joint`, `all`, or the
    beginning of a path, such as `labs/acme/`.
    """
    beginnings: list[str] = []
    for word in filter(None, (part.strip() for part in setting.split(","))):
        if word not in _WORDS and not word.startswith(_TOPS):
            raise BadValue(
                f"{word!r} says nothing of which records need two reviewers; write, by comma, any of "
                f"{', '.join(_WORDS)}, or the beginning of a path, such as labs/acme/"
            )
        beginnings += _WORDS.get(word, (word,))
    return Quorum(tuple(beginnings))
