"""The shipped vocabulary and standards: explained, argued, and such that every point can be earned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from registry.content.reader import read_all
from registry.core.catalog import Catalog
from registry.core.records import Act, Clause, Signatory
from registry.core.scoring import CriterionScore, score
from registry.core.standard import Criterion, Level, Standard
from registry.core.vocabulary import Term
from tests import builders

ROOT = Path(__file__).parents[2]
START = builders.day("2024-01-01")
STANDARDS = ("accountability", "buying-time", "frontier-commitments")


@cache
def shipped() -> Catalog:
    """The shipped standards and vocabulary, without any lab."""
    paths = (ROOT / "standards").glob("*.yaml")
    return read_all({f"standards/{path.name}": path.read_text("utf-8") for path in paths})


def every_criterion() -> Iterator[tuple[Standard, Criterion]]:
    """Each criterion of each shipped standard."""
    for standard in shipped().standards.values():
        for criterion in standard.criteria:
            yield standard, criterion


def topic_with(criterion: Criterion, aspect: str) -> str:
    """The topic of a criterion to which an aspect belongs."""
    topics = shipped().vocabulary.topic_by_id
    return next(name for name in criterion.topics if topics[name].aspect(aspect))


def just_enough(criterion: Criterion, level: Level, aspect: str) -> Clause:
    """A clause that has what a level needs, and is as weak as can be otherwise."""
    weakest = {name: values[0].id for name, values in shipped().vocabulary.facets.items()}
    given = weakest | dict(level.needs.facets)
    return builders.clause(
        topic=topic_with(criterion, aspect),
        aspects=(aspect,),
        strength=given["strength"],
        verification=given["verification"],
        disclosure=given["disclosure"],
        waiver="" if "waiver" in level.needs.without else "as appropriate",
        **{name: "2030-01-01" if name == "due" else "stated" for name in level.needs.has},
    )


def scored(
    standard: Standard, criterion: Criterion, clause: Clause, *, own: bool, after_days: int
) -> CriterionScore:
    """What a criterion makes of a lab that holds one clause, so many days after it was first published."""
    version = builders.version("1", START.isoformat(), clause)
    if own:
        catalog = builders.catalog(builders.lab(builders.document(version)), words=shipped().vocabulary)
    else:
        signatory = Signatory(lab="acme", joined=version.published)
        pledge = builders.joint(version, signatories=(signatory,))
        catalog = builders.catalog(builders.lab(), joint=(pledge,), words=shipped().vocabulary)
    card = score(catalog, standard, "acme", START + timedelta(days=after_days))
    return next(result for result in card.criteria if result.criterion is criterion)


def test_the_shipped_standards_are_the_promised_ones() -> None:
    """The three standards are there, and nothing in them or in the vocabulary is a mistake to the reader."""
    assert set(STANDARDS) <= set(shipped().standards)


@pytest.mark.parametrize("name", STANDARDS)
def test_a_standard_has_a_readable_number_of_criteria(name: str) -> None:
    """10 to 16 criteria, three or more levels each, and weights that add up to 100, to be read as shares."""
    standard = shipped().standard(name)
    assert 10 <= len(standard.criteria) <= 16
    assert all(len(criterion.levels) >= 3 for criterion in standard.criteria)
    assert standard.total_weight == 100


def test_a_standard_argues_each_criterion_by_its_title_and_weight() -> None:
    """`about` takes up every criterion in order, by its title and weight, and says how to meet it."""
    for standard in shipped().standards.values():
        first, *sections = standard.about.split("### ")
        assert first
        assert len(sections) == len(standard.criteria)
        for criterion, section in zip(standard.criteria, sections, strict=True):
            assert section.startswith(f"{criterion.title} (weight {criterion.weight:g})\n")
            assert "*To meet it:*" in " ".join(section.split()), (standard.id, criterion.id)


def test_every_criterion_is_written_on_aspects_of_its_topics() -> None:
    """No criterion takes a whole topic, and each of its topics gives it an aspect."""
    topics = shipped().vocabulary.topic_by_id
    for _, criterion in every_criterion():
        assert criterion.aspects, criterion.id
        for name in criterion.topics:
            assert any(topics[name].aspect(aspect) for aspect in criterion.aspects), (criterion.id, name)


def test_every_level_can_be_met() -> None:
    """A clause with just what a level needs meets that level: none is out of reach or hidden."""
    for standard, criterion in every_criterion():
        for aspect in criterion.aspects:
            for level in criterion.levels:
                clause = just_enough(criterion, level, aspect)
                result = scored(
                    standard, criterion, clause, own=level.needs.own, after_days=level.needs.held_days
                )
                assert result.level == level, (standard.id, criterion.id, aspect, level.label)


def test_the_best_level_needs_a_policy_of_ones_own_that_has_stood() -> None:
    """Neither a signature under a joint document nor a promise made today earns everything anywhere."""
    for standard, criterion in every_criterion():
        best = criterion.levels[0]
        clause = just_enough(criterion, best, criterion.aspects[0])
        signed = scored(standard, criterion, clause, own=False, after_days=best.needs.held_days)
        new = scored(standard, criterion, clause, own=True, after_days=0)
        assert signed.promise < best.score, (standard.id, criterion.id)
        assert new.promise < best.score, (standard.id, criterion.id)


def test_cheap_words_earn_nothing() -> None:
    """A hope, a permission, and a firm promise without any aspect of the criterion get no points."""
    for standard, criterion in every_criterion():
        best = just_enough(criterion, criterion.levels[0], criterion.aspects[0])
        given = {name: getattr(best, name) for name in ("topic", "aspects", "strength", "verification")}
        for cheap in ({"strength": "aspiration"}, {"act": Act.PERMISSION}, {"aspects": ()}):
            result = scored(standard, criterion, builders.clause(**given | cheap), own=True, after_days=400)
            assert result.promise == 0, (standard.id, criterion.id, cheap)


def test_openness_is_not_restraint() -> None:
    """No shipped standard takes a statement on open release for holding something back."""
    assert all("open-release" not in criterion.topics for _, criterion in every_criterion())


def test_levels_and_criteria_carry_words_that_fit_a_table() -> None:
    """Titles stay short, questions are questions, and no two levels of a criterion read the same."""
    for standard, criterion in every_criterion():
        assert len(criterion.title) <= 40, (standard.id, criterion.id)
        assert criterion.question.endswith("?")
        assert len({level.label for level in criterion.levels}) == len(criterion.levels)


def test_every_word_of_the_vocabulary_is_explained() -> None:
    """Topics, aspects, facet values, verdicts and decisions have a title and sentences of their own."""
    words = shipped().vocabulary
    terms: list[Term] = [*words.decisions, *words.verdicts]
    terms += [term for values in words.facets.values() for term in values]
    terms += [aspect for topic in words.topics for aspect in topic.aspects]
    explained = [(term.id, term.title, term.about) for term in terms]
    explained += [(topic.id, topic.title, topic.about) for topic in words.topics]
    for name, title, about in explained:
        assert title[:1].isupper(), name
        assert about.endswith("."), name
        assert len(about) > len(title), name
    assert len({about for _, _, about in explained}) == len(explained)


def test_the_glossary_is_in_order_and_every_synonym_stands_once() -> None:
    """Glossary terms come in alphabetical order; a phrase has one list of synonyms and company in it."""
    words = shipped().vocabulary
    terms = [entry.term.casefold() for entry in words.glossary]
    assert terms == sorted(set(terms))
    phrases = [phrase.casefold() for group in words.synonyms for phrase in group]
    assert len(phrases) == len(set(phrases))
    assert all(len(group) >= 2 for group in words.synonyms)


def test_the_worked_example_of_the_guide_is_a_standard_and_comes_out_as_it_says() -> None:
    """The standard in the guide reads without a mistake and gives the total worked out there."""
    guide = (ROOT / "docs" / "writing-a-standard.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    words = (ROOT / "standards" / "vocabulary.yaml").read_text("utf-8")
    texts = {"standards/vocabulary.yaml": words, "standards/stop-button.yaml": example}
    standard = read_all(texts).standard("stop-button")
    clause = builders.clause(aspects=("stop-training",))
    lab = builders.lab(builders.document(builders.version("1", START.isoformat(), clause)))
    catalog = builders.catalog(lab, words=shipped().vocabulary)
    assert score(catalog, standard, "acme", START + timedelta(days=400)).promise == 45
    assert "(3 × 60 + 1 × 0) / 4 = 45" in guide
