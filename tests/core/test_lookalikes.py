"""No lab can come into the record under a name that readers would take for another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from registry.content.folder import read_catalog
from registry.core.catalog import Catalog
from registry.core.lookalikes import RESERVED, passing_labs, skeleton
from registry.core.records import Lab
from tests.core.confusables import LIKE

ROOT = Path(__file__).resolve().parents[2]


@cache
def record() -> Catalog:
    """The real one."""
    return read_catalog(ROOT)


def with_lab(slug: str, name: str) -> Catalog:
    """The record with one more lab."""
    model: Lab = next(iter(record().labs.values()))
    lab = replace(model, slug=slug, name=name, legal_name=None, aliases=(), documents=())
    return replace(record(), labs={**record().labs, slug: lab})


def refusals(slug: str, name: str) -> list[str]:
    """Why the record would not take such a lab."""
    return [why for lab, why in passing_labs(record(), with_lab(slug, name)) if lab.slug == slug]


def confusables(name: str) -> Iterator[str]:
    """The name with one letter replaced by each that passes for it, with several, and by what needs no other script."""
    for place, letter in enumerate(name):
        for other in LIKE.get(letter, ""):
            yield name[:place] + other + name[place + 1 :]
    chance = Random(name)  # noqa: S311
    for _ in range(130):
        yield "".join(chance.choice(LIKE.get(letter, "") + letter * 9) for letter in name)
    yield from (name.upper(), name.lower(), name.swapcase(), name.replace(" ", ""))
    yield from (f"{name}.", f" {name}", f"{name}\u0301", name.replace("m", "rn"), name.replace("o", "0"))
    yield "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name)


def test_what_passes_for_a_lab_on_record_is_refused() -> None:
    """Letters of every lab's name, replaced by what Unicode says looks like them: some 200 names a lab."""
    tried = 0
    for lab in record().labs.values():
        for name in set(confusables(lab.name)):
            tried += 1
            assert refusals("quite-another", name), (lab.slug, name)
    assert tried > 170 * len(record().labs)


def test_the_folder_s_name_counts_as_a_name() -> None:
    """A slug that only hyphens or a digit set apart."""
    for slug in ("open-ai", "0penai", "anthropic-", "rnistral", "deep-mind"):
        assert refusals(slug, "Quite Another"), slug


@pytest.mark.parametrize("given", ["legal_name", "aliases", "formerly"])
def test_no_lab_takes_a_name_of_another_later(given: str) -> None:
    """Nor under a legal name, an alias or an earlier name: neither a new lab nor one on record; its own it may have."""
    before = with_lab("quite-another", "Quite Another")

    def changed(catalog: Catalog, slug: str, *names: str) -> Catalog:
        more: dict[str, Any] = {given: names[0] if given == "legal_name" else names}
        return replace(catalog, labs={**catalog.labs, slug: replace(before.labs[slug], **more)})

    for name in ("Claude", "0penAI", "Googie DeepMind", "meta", "SpaceX AI"):
        for earlier, slug in ((record(), "cohere"), (before, "quite-another"), (record(), "quite-another")):
            found = [lab.slug for lab, _ in passing_labs(earlier, changed(earlier, slug, name))]
            assert found == [slug], name
    assert list(passing_labs(record(), changed(record(), "anthropic", "Claude", "Anthropic Labs"))) == []


def test_a_new_lab_takes_no_earlier_name_of_another() -> None:
    """An address that a lab had before still leads to it."""
    moved = replace(record().labs["xai"], formerly=("grok-labs",))
    before = replace(record(), labs={**record().labs, "xai": moved})
    lab = replace(
        moved, slug="another", name="Grok Labs", legal_name=None, aliases=(), formerly=(), documents=()
    )
    (found,) = passing_labs(before, replace(before, labs={**before.labs, "another": lab}))
    assert "'Grok Labs' (labs/another) can be taken for 'grok-labs', a name of xAI" in found[1]


def test_nothing_on_record_passes_for_anything_else() -> None:
    """The catalogue that is shipped would come in as it is, each lab beside all others."""
    nothing = replace(record(), labs={})
    assert list(passing_labs(nothing, record())) == []


def test_other_names_are_welcome() -> None:
    """In whatever script, if it is one; and what is on record already stays."""
    for slug, name in (
        ("quite-another", "Quite Another"),
        ("etoile", "Étoile Générale"),
        ("yandeks", "Яндекс Наука"),
        ("zhipu", "智谱 AI"),
        ("sakura", "さくら Labs"),
        ("lab-42", "Lab 42"),
    ):
        assert refusals(slug, name) == [], name
    assert list(passing_labs(record(), record())) == []


def test_the_words_of_this_site_are_no_labs() -> None:
    """With what to write instead."""
    assert refusals("new", "Quite Another") == [
        "'new' is a word of this site's own addresses; name the folder after the lab in full, such as new-labs"
    ]
    assert all(refusals(word, "Quite Another") for word in RESERVED)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mistral", "Rnistral"),
        ("xAI", "x.ai"),
        ("Cohere", "C\u200bohere"),
        ("Meta", "Ϻeta"),
        ("ACME", "ᗅcme"),
    ],
)
def test_skeletons(one: str, other: str) -> None:
    """What they throw together, and what only the rule on scripts catches."""
    same = skeleton(one) == skeleton(other)
    assert same is (other not in ("Ϻeta", "ᗅcme"))
