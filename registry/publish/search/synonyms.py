"""Words that mean the same, and the names of labs and documents, found whatever their forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from registry.publish.search.words import split

Stems = tuple[str, ...]


class Synonyms:
    """Groups of words and phrases that search treats alike, and the names of labs, found whatever their forms.

    `documents` are the names of documents, folded.
    """

    def __init__(
        self,
        groups: Iterable[tuple[str, ...]],
        *,
        stem: Callable[[str], str],
        labs: Iterable[str] = (),
        documents: Set[str] = frozenset(),
    ) -> None:
        self._stem = stem
        self.documents = documents
        self._labs = {self.stems(name): name for name in labs}
        self._alike: dict[Stems, dict[str, None]] = {}
        for group in groups:
            for member in group:
                self._alike.setdefault(self.stems(member), {}).update(dict.fromkeys(group))
        self.longest = max((len(stems) for stems in (*self._alike, *self._labs)), default=1)

    def stems(self, text: str) -> Stems:
        """The stems of a text's words."""
        return tuple(self._stem(word) for word in split(text))

    def lab(self, text: str) -> str:
        """The name of a lab that this is, in whatever form; empty where it is none."""
        return self._labs.get(self.stems(text), "")

    def are(self, one: str, other: str) -> bool:
        """Whether two texts are the same, or of one group."""
        return self.stems(one) == self.stems(other) or other in self._alike.get(self.stems(one), ())

    def of(self, text: str) -> tuple[str, ...]:
        """The other members of all groups that hold this text."""
        stems = self.stems(text)
        return tuple(member for member in self._alike.get(stems, ()) if self.stems(member) != stems)
