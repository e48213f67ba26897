"""Names that pass for others: a lab that readers could take for one on record, or for a part of this site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from registry.core.catalog import Catalog
from registry.core.records import JOINT, Lab

RESERVED = frozenset(
    (JOINT, "about", "account", "accounts", "admin", "api", "changes", "compare", "conduct", "corrections", "deadlines",
     "decisions", "desk", "feeds", "glossary", "healthz", "home", "index", "labs", "lab", "log", "methods", "new",
     "none", "people", "registry", "replies", "revisions", "scores", "search", "sign-in", "standards", "static",
     "topics", "unknown", "verify", "vocabulary")
)  # fmt: skip
"""Words of this site's own addresses, which no lab may have as its slug."""

_RESERVED_SLUG = (
    "{0!r} is a word of this site's own addresses; name the folder after the lab in full, such as {0}-labs"
)
_MIXED = "{0!r} mixes Latin letters with {1} ones, which can look alike; write the name in one script"
_LETTERS = (
    # Cyrillic, small and capital
    "аa вb гr еe ѐe ёe зe іi їi јj кk ӏl мm нh оo пn рp сc тt уy үy хx ѕs ьb һh ԁd ԛq ԝw ѵv ԍg єe эe ԃd ѡw ҫc ӧo "
    "АA ВB ЕE ЗE ІI ЈJ КK ӀI МM НH ОO РP СC ТT УY ҮY ХX ЅS ЬB ԌG ԚQ ԜW ѴV ПN ГR "
    # Greek
    "αa βb γy εe ηn ιi κk μu νv οo πn ρp σo ςc τt υu χx ωw ϲc ϳj ϝf ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ϜF ΩO "
    # Armenian
    "աw գq զq լl հh յj ոn ռn սu վu ցg քf օo տs ՏS ՕO ՍU ԼL "
    # Cherokee
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᏆI ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᎢT ᏙV ᎳW ᎽY ᏃZ ᏻG ᏒR ᏕS ᏔW ᎩY Ꮟb Ꮷd Ꮒh Ꭵi "
    # Lisu
    "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ "
    # Coptic
    "ⲁa ⲃb ⲉe ⲏh ⲓi ⲕk ⲙm ⲛn ⲟo ⲣp ⲥc ⲧt ⲩy ⲭx ⲱw ϥq ϩs "
    # others that stand for one letter
    "0o 1l |l !l 5s $s @a ßb ƽs ɩi ǀl ǃl ‖l ꞵb ꭓx ꞓc 〇o ൦o ०o ০o ɯw ʋu ɣy ƍg ƅb ʀr ꞟu ꭇr ſf ẝf ᶌy"
)
_LIKE = {pair[0]: pair[1:].lower() for pair in _LETTERS.split()}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))
_LATIN = re.compile(
    r"LATIN (?:LETTER SMALL CAPITAL|(?:SMALL|CAPITAL) LETTER)(?: [A-Z-]+)*? ([A-Z])(?: WITH .*)?"
)
_ALONE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC")
"""Scripts whose letters nobody takes for Latin ones, and beside which Latin words are common."""

_NAMED = {"LATIN SMALL LETTER ALPHA": "a", "LATIN SMALL LETTER DOTLESS I": "i", "LATIN SMALL LETTER AE": "ae"}


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """What is left of a name when letters that look alike are one letter: equal for names that pass for each other.

    After the idea of Unicode's UTS 39; more is thrown together here, since two labs are to be told apart at a glance.
    """
    shapes = "".join(
        _LIKE.get(char, char) for char in name
    )  # first, for some decompose into what they do not look like
    plain = "".join(_plain(char) for char in unicodedata.normalize("NFKD", shapes))
    kept = "".join(char for char in plain.casefold() if char.isalnum())
    for shape, letter in _PAIRS:
        kept = kept.replace(shape, letter)
    return kept


def passing_labs(before: Catalog, after: Catalog) -> Iterator[tuple[Lab, str]]:
    """The labs that are new in `after`, or have a name more there, and in a sentence why readers may be misled."""
    for lab in after.labs.values():
        earlier = before.labs.get(lab.slug)
        if earlier is None and lab.slug in RESERVED:
            yield lab, _RESERVED_SLUG.format(lab.slug)
            continue
        if (earlier is None or earlier.name != lab.name) and (strange := _strange_script(lab.name)):
            yield lab, _MIXED.format(lab.name, strange.capitalize())
        yield from ((lab, wrong) for wrong in _passes_for(lab, earlier, after))


def _passes_for(lab: Lab, earlier: Lab | None, catalog: Catalog) -> Iterator[str]:
    own = _names(lab)
    for shape in _names(earlier) if earlier else ():
        own.pop(shape, None)
    for other in catalog.labs.values() if own else ():
        names = _names(other)
        taken = next((shape for shape in own if shape in names), None)
        if other.slug != lab.slug and taken:
            yield (
                f"{own[taken]!r} (labs/{lab.slug}) can be taken for {names[taken]!r}, a name of {other.name} "
                f"(labs/{other.slug}), which is on record; if it is the same lab, change that record, else write the "
                "name so that the two can be told apart"
            )
            return


def _names(lab: Lab) -> dict[str, str]:
    """Everything by which a lab is known, or was, by its skeleton; of several the first."""
    known = (lab.name, lab.slug, lab.legal_name or "", *lab.aliases, *lab.formerly)
    return {skeleton(name): name for name in reversed(known) if skeleton(name)}


def _strange_script(name: str) -> str | None:
    """A script from which a name takes letters or digits beside Latin ones; None where it does not."""
    letters = [char for char in unicodedata.normalize("NFKD", name) if char.isalnum()]
    scripts = {unicodedata.name(char, "UNKNOWN").split(" ")[0].split("-")[0] for char in letters}
    others = sorted(scripts - {"LATIN", "DIGIT", *_ALONE})
    return others[0] if others and "LATIN" in scripts else None


def _plain(char: str) -> str:
    """The small Latin letter that a character looks like, the character itself, or nothing for a mark upon one."""
    for form in (char, char.upper(), char.lower()):
        if form in _LIKE:
            return _LIKE[form]
    if unicodedata.category(char).startswith("M"):
        return ""
    if char.isascii():
        return char
    called = unicodedata.name(char, "")
    latin = _LATIN.fullmatch(called)
    return _NAMED.get(called) or (latin.group(1) if latin else char)
