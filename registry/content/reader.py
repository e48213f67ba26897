"""Texts → the Catalog, or every problem that stands in its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from registry.content import documents, labs, standards, versions, vocabulary
from registry.content.assembly import assemble
from registry.content.fields import Fields
from registry.content.frontmatter import Page, Sound, check_prose, read_keys, read_page, sound
from registry.content.places import PURE_YAML, QUESTIONS, VOCABULARY_PATH, Place, Sort, place_of
from registry.content.readings import Reading, Record, Sheet
from registry.content.references import check_references
from registry.content.report import Report
from registry.content.shelves import Shelves
from registry.content.words import Words
from registry.core.catalog import Catalog
from registry.core.vocabulary import Vocabulary
from registry.errors import Problem, ProblemsFound

_READERS: Mapping[Sort, Callable[[Sheet], Record]] = {
    Sort.LAB: labs.read_lab,
    Sort.CONDUCT: labs.read_conduct,
    Sort.DISCLOSURE: labs.read_disclosure,
    Sort.REPLY: labs.read_reply,
    Sort.DOCUMENT: documents.read_document,
    Sort.VERSION: versions.read_version,
    Sort.STANDARD: standards.read_standard,
    Sort.VOCABULARY: vocabulary.read_vocabulary,
}


def read_all(texts: Mapping[str, str]) -> Catalog:
    """Read the texts of a whole catalogue, by path. Raises ProblemsFound with every problem in them."""
    return Reader().read(texts)


class Reader:
    """Reads one catalogue after the other, and only those texts again that differ from the last time."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Reading]] = {}
        self._words = Words(None)
        self._vocabulary_text: str | None = None
        self._last: Catalog | None = None

    def read(
        self, texts: Mapping[str, str], *, unread: Mapping[Problem, str] = MappingProxyType({})
    ) -> Catalog:
        """The catalogue of these texts, by path.

        `unread` are problems of files and folders that could not be had, with what could be made out of the text;
        they are among those raised, and to refer to what is there is not a mistake. Raises ProblemsFound with
        every problem.
        """
        problems = list(unread)
        places, unplaced = self._places(texts, problems)
        readings = self._read_each(texts, places)
        unread_places = _placed(unread, unplaced)
        for place, text in unread_places.items():
            if text:
                readings[place.path] = read_text(place, text, self._words, damaged=True)
        for reading in readings.values():
            problems.extend(reading.problems)
        if VOCABULARY_PATH not in readings and not any(_hides_vocabulary(problem.path) for problem in unread):
            problems.append(
                Problem(VOCABULARY_PATH, 1, "the file is missing; it defines topics, facets and verdicts")
            )
        lost = {place: text for place, text in unread_places.items() if place.path not in readings}
        shelves = Shelves(readings, lost, unplaced)
        problems.extend(check_references(readings, shelves))
        if problems:
            raise ProblemsFound(problems)
        self._last = assemble(readings, shelves, self._last)
        return self._last

    def _places(
        self, texts: Mapping[str, str], problems: list[Problem]
    ) -> tuple[dict[str, Place], dict[str, str]]:
        """What each path holds, and the paths that hold nothing, whose problems are noted."""
        places: dict[str, Place] = {}
        unplaced: dict[str, str] = {}
        for path in texts:
            earlier = self._kept.get(path)
            try:
                places[path] = earlier[1].place if earlier else place_of(path)
            except ValueError as error:
                problems.append(Problem(path, 1, str(error)))
                unplaced[path] = texts[path]
        return places, unplaced

    def _read_each(self, texts: Mapping[str, str], places: Mapping[str, Place]) -> dict[str, Reading]:
        """The vocabulary first, because what is right in other texts hangs on it; then all, by path."""
        vocabulary_text = texts.get(VOCABULARY_PATH)
        if vocabulary_text != self._vocabulary_text:
            self._kept.clear()
            self._words = _words(vocabulary_text)
            self._vocabulary_text = vocabulary_text
        kept = self._kept
        self._kept = {}
        for path in sorted(places):
            earlier = kept.get(path)
            same = earlier is not None and earlier[0] == texts[path]
            reading = earlier[1] if earlier and same else read_text(places[path], texts[path], self._words)
            self._kept[path] = texts[path], reading
        return {path: reading for path, (_, reading) in self._kept.items()}


def read_text(place: Place, text: str, words: Words, *, damaged: bool = False) -> Reading:
    """Read one text for itself, gathering every problem in it; `damaged` is one whose bytes were not all UTF-8."""
    report = Report(place.path)
    record: Record | None = None
    found = sound(text, report, damaged=damaged)
    if found is not None:
        record = (
            _read_questions(found.text, report)
            if place.sort in QUESTIONS
            else _read_sheet(place, found, words, report)
        )
    kept = text if damaged or report.problems else ""
    return Reading(place, record, tuple(report.problems), tuple(report.mentions), kept, report.whole)


def _read_sheet(place: Place, text: Sound, words: Words, report: Report) -> Record | None:
    page = Page(read_keys(text, report), "", 1) if place.sort in PURE_YAML else read_page(text, report)
    if page.keys is None:
        return None
    fields = Fields(page.keys, report)
    record = _READERS[place.sort](Sheet(place, fields, page.body, page.body_line, words))
    fields.finish()
    return record


def _read_questions(text: str, report: Report) -> str:
    if text.startswith("---"):
        report.problem(1, "open questions have no front matter; begin with the Markdown list")
    elif not text.strip():
        report.problem(1, "the file is empty; list what could not be settled, or leave the file out")
    check_prose(text, report)
    return text.strip()


def _words(text: str | None) -> Words:
    """The words of a vocabulary; none of one that cannot be read whole, lest all other texts look broken."""
    if text is None:
        return Words(None)
    reading = read_text(Place(VOCABULARY_PATH, Sort.VOCABULARY), text, Words(None))
    record = reading.record
    if not reading.whole or not isinstance(record, Vocabulary) or not record.topics:
        return Words(None)
    whole = all(topic.id and all(aspect.id for aspect in topic.aspects) for topic in record.topics)
    return Words(record if whole else None)


def _hides_vocabulary(path: str) -> bool:
    return f"{VOCABULARY_PATH}/".startswith(f"{path}/")


def _placed(unread: Mapping[Problem, str], unplaced: dict[str, str]) -> dict[Place, str]:
    """The places of files that could not be had; paths that are none are added to `unplaced`."""
    places = {}
    for problem, text in unread.items():
        try:
            places[place_of(problem.path)] = text
        except ValueError:
            unplaced[problem.path] = text
    return places
