"""Compare: two to six labs side by side under a standard and on topics, what differs first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from registry.core.records import Lab
from registry.core.standard import Standard
from registry.core.vocabulary import Topic
from registry.publish.comparison_reports import MOST_STANDARDS
from registry.publish.comparisons import FEWEST, MOST, Comparison, comparison
from registry.web.abreast import MOST_TOPICS, Abreast, abreast
from registry.web.access import public
from registry.web.context import view
from registry.web.forms import choice, choices, named, near
from registry.web.queries import reads

blueprint = Blueprint("compare", __name__)

_TOLD = 3
"""Of so many names that mean nothing a reader is told."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The labs that an address names, once each, in its order, and what is to be said of that choice.

    `wrong` says that it has no meaning, not only that it is not complete.
    """

    labs: tuple[str, ...]
    notes: tuple[str, ...] = ()
    wrong: bool = False

    @property
    def complete(self) -> bool:
        """Whether these labs can be compared."""
        return not self.wrong and FEWEST <= len(self.labs) <= MOST


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What can be chosen, what has been, and the comparison of it, if enough has been."""

    labs: tuple[Lab, ...]
    standards: tuple[Standard, ...]
    topics: tuple[Topic, ...]
    choice: Choice
    standard: str | None
    chosen_topics: tuple[str, ...]
    found: Comparison | None
    abreast: tuple[Abreast, ...]
    most: int = MOST
    most_topics: int = MOST_TOPICS

    @property
    def report_standards(self) -> tuple[str, ...]:
        """The standards that one report can hold, the one shown first."""
        shown = [self.standard] if self.standard else []
        return tuple(dict.fromkeys([*shown, *(standard.id for standard in self.standards)]))[:MOST_STANDARDS]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The topics that are compared clause by clause, as links within the page."""
        return [(item.topic.title, f"#on-{item.topic.id}") for item in self.abreast]

    def adding(self, topic: str) -> dict[str, str]:
        """The whole choice and one topic more, as parameters of an address."""
        return self._choice((*self.chosen_topics, topic))

    def without(self, topic: str) -> dict[str, str]:
        """The whole choice but for one topic."""
        return self._choice(tuple(name for name in self.chosen_topics if name != topic))

    def _choice(self, topics: tuple[str, ...]) -> dict[str, str]:
        told = {
            "labs": ",".join(self.choice.labs),
            "standard": self.standard or "",
            "topics": ",".join(topics),
        }
        return {name: value for name, value in told.items() if value}


def chosen(names: Iterable[str], labs: Mapping[str, Lab]) -> Choice:
    """What a list of names comes to, with a note on each thing that is odd about it."""
    counts = Counter(names)
    known = tuple(name for name in counts if name in labs)
    unknown = [name for name in counts if name not in labs]
    notes = [f"“{name[:60]}” is no lab on record{near(name, labs)}." for name in unknown[:_TOLD]]
    notes += [
        f"{labs[name].name} is named more than once; it counts once." for name in known if counts[name] > 1
    ]
    if len(known) > MOST:
        notes.append(
            f"{len(known)} labs are chosen; {FEWEST} to {MOST} can stand side by side. Take {len(known) - MOST} away."
        )
    if len(known) == 1:
        notes.append(
            f"Only {labs[known[0]].name} is chosen; choose at least one more lab to compare it with."
        )
    return Choice(known, tuple(notes), wrong=bool(unknown) or len(known) > MOST)


@blueprint.get("/compare/")
@public
@reads("labs", "standard", "topics")
def show() -> tuple[str, int]:
    """The form, and with it the comparison where labs have been chosen."""
    seen = view()
    catalog = seen.catalog
    labs = chosen(named("labs"), catalog.labs)
    name = choice("standard", catalog.standards) or next(iter(catalog.standards), None)
    topics = choices("topics", catalog.vocabulary.topic_by_id, most=MOST_TOPICS)
    shown = labs.complete and name is not None
    page = ComparePage(
        labs=tuple(catalog.labs.values()),
        standards=tuple(catalog.standards.values()),
        topics=catalog.vocabulary.topics,
        choice=labs,
        standard=name,
        chosen_topics=topics,
        found=comparison(catalog, labs.labs, catalog.standard(name), seen.as_of) if shown and name else None,
        abreast=tuple(abreast(catalog, labs.labs, catalog.topic(topic), seen.as_of) for topic in topics)
        if shown
        else (),
    )
    return render_template("compare/show.html", page=page), 400 if labs.wrong else 200
