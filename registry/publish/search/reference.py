"""What the registry explains as entries: standards, their criteria, topics, the glossary and pages of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

from registry.core.catalog import Catalog
from registry.core.standard import Criterion, Standard
from registry.core.vocabulary import Topic, Vocabulary
from registry.publish.search.entries import Aside, Entry, EntryKind, clean, plain
from registry.publish.search.words import folded
from registry.settings import data_root

PAGES = {
    "/about/": ("pages/about.html",),
    "/about/contact/": ("pages/contact.html",),
    "/about/licences/": ("pages/licences.html",),
    "/about/privacy/": ("pages/privacy.html",),
    "/about/trust/": ("pages/trust.html",),
    "/methods/": ("pages/methods.html", "pages/_coding.html", "pages/_scoring.html"),
    "/methods/for-labs/": ("pages/for_labs.html",),
    "/search/help/": ("search/help.html",),
}
"""The pages of words by address, and the templates that hold them. The glossary's words are the vocabulary's."""

_HEADING = re.compile(r"^#{2,4}[ ]+(.+)$", re.MULTILINE)
_TITLE = re.compile(r"{% block title %}(.*?){% endblock %}", re.DOTALL)
_LEDE = re.compile(r'<p class="lede">(.*?)</p>', re.DOTALL)
_SECTION = re.compile(r'<h2 id="([\w-]+)">(.*?)</h2>(.*?)(?=<h2 id=|{% macro|\Z)', re.DOTALL)
_STATEMENT = re.compile(r"{%.*?%}", re.DOTALL)
_FILLED = re.compile(r"{{.*?}}", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|code|em|span|strong)\b[^<>]*>")
_MARKUP = re.compile(r"{#[^#]*#}|<[^<>]*>")
_SENTENCE = re.compile(r'"([^"]{15,})"')


def reference_entries(catalog: Catalog) -> Iterator[Entry]:
    """An entry for each standard, criterion, topic, glossary term and section of a page of words."""
    for standard in catalog.standards.values():
        yield from _standard(standard, catalog.vocabulary)
    yield from (_topic(topic) for topic in catalog.vocabulary.topics)
    yield from _glossary(catalog)
    for address, names in PAGES.items():
        yield from _page(address, "\n".join(_template(name) for name in names))


def page_files() -> tuple[Path, ...]:
    """The templates of the pages of words."""
    return tuple(data_root() / "templates" / name for names in PAGES.values() for name in names)


def _standard(standard: Standard, vocabulary: Vocabulary) -> Iterator[Entry]:
    sections = _sections(standard)
    argued = {criterion.id: _argued(criterion, sections) for criterion in standard.criteria}
    about = " ".join(f"{title} {text}" for title, text in sections.items() if text not in argued.values())
    titles = " ".join(f"{criterion.title}." for criterion in standard.criteria)
    yield Entry(
        key=f"standard:{standard.id}",
        kind=EntryKind.STANDARD,
        path=f"/standards/{standard.id}/",
        title=standard.title,
        text=clean(f"{about} {plain(titles)}"),
        names=(standard.id, folded(standard.id), folded(standard.title)),
        about=(Aside("Also found under", "standard scorecard score grade criteria"),),
        topics=tuple(sorted({topic for criterion in standard.criteria for topic in criterion.topics})),
    )
    for criterion in standard.criteria:
        yield _criterion(standard, criterion, vocabulary, argued[criterion.id])


def _sections(standard: Standard) -> Mapping[str, str]:
    """The parts of what a standard says about itself, by their headings."""
    first, *parts = _HEADING.split(standard.about)
    told = zip(parts[::2], parts[1::2], strict=True)
    return {"": plain(first)} | {plain(title): plain(text) for title, text in told}


def _argued(criterion: Criterion, sections: Mapping[str, str]) -> str:
    """What the standard says of a criterion, under its title."""
    return next((text for title, text in sections.items() if title.startswith(criterion.title)), "")


def _criterion(standard: Standard, criterion: Criterion, vocabulary: Vocabulary, why: str) -> Entry:
    topics = [vocabulary.topic_by_id[topic] for topic in criterion.topics]
    aspects = [aspect.title for topic in topics for aspect in topic.aspects if aspect.id in criterion.aspects]
    return Entry(
        key=f"criterion:{standard.id}/{criterion.id}",
        kind=EntryKind.STANDARD,
        path=f"/standards/{standard.id}/#c-{criterion.id}",
        title=criterion.title,
        text=clean(f"{plain(criterion.question)} {why}"),
        context=(standard.title,),
        names=(folded(criterion.title),),
        about=(
            *(Aside("Topic", clean(topic.title)) for topic in topics),
            *(Aside("Aspect", clean(aspect)) for aspect in aspects),
            Aside("Criterion of", clean(standard.title)),
        ),
        topics=tuple(sorted(criterion.topics)),
    )


def _topic(topic: Topic) -> Entry:
    aspects = " ".join(f"{aspect.title}: {aspect.about}" for aspect in topic.aspects)
    return Entry(
        key=f"topic:{topic.id}",
        kind=EntryKind.TOPIC,
        path=f"/topics/{topic.id}/",
        title=topic.title,
        text=clean(f"{plain(topic.about)} {plain(aspects)}"),
        names=(topic.id, folded(topic.id), folded(topic.title)),
        topics=(topic.id,),
    )


def _glossary(catalog: Catalog) -> Iterator[Entry]:
    for word in catalog.vocabulary.glossary:
        yield Entry(
            key=f"page:glossary/{word.anchor}",
            kind=EntryKind.PAGE,
            path=f"/glossary/#{word.anchor}",
            title=clean(word.term),
            text=plain(word.meaning),
            context=("Glossary",),
            names=(folded(word.term),),
        )


def _template(name: str) -> str:
    return (data_root() / "templates" / name).read_text(encoding="utf-8")


def _page(address: str, template: str) -> Iterator[Entry]:
    """A page of words, and each of its sections."""
    title = _spoken(_found(_TITLE, template))
    sections = _SECTION.findall(template)
    headings = " ".join(f"{_spoken(heading)}." for _, heading, _ in sections)
    yield Entry(
        key=f"page:{address.strip('/')}",
        kind=EntryKind.PAGE,
        path=address,
        title=title,
        text=clean(f"{_spoken(_found(_LEDE, template))} {headings}"),
        names=(folded(title),),
    )
    for anchor, heading, text in sections:
        yield Entry(
            key=f"page:{address.strip('/')}#{anchor}",
            kind=EntryKind.PAGE,
            path=f"{address}#{anchor}",
            title=_spoken(heading),
            text=_spoken(text),
            context=(title,),
        )


def _found(pattern: re.Pattern[str], template: str) -> str:
    found = pattern.search(template)
    return found[1] if found else ""


def _spoken(template: str) -> str:
    """The words of a template, those too that its loops hold; without markup, and … for what is filled in."""
    written = _STATEMENT.sub(lambda found: " ".join(_SENTENCE.findall(found[0])), template)
    return clean(unescape(_MARKUP.sub(" ", _INLINE.sub("", _FILLED.sub("…", written)))))
