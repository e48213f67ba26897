"""Who may reach what: the whole table of routes, roles and objects, as docs/access.md lays it down for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import zip_longest
from typing import Any

import pytest

from registry.settings import data_root
from registry.web.access import access_of
from tests.web.keepers import Site
from tests.web.scene import ACTORS, NOBODY, SOURCE_HASH, VERSION, Scene, outcome, set_up

PAGE = data_root() / "docs" / "access.md"
ROW = re.compile(r"^\| (GET|POST) \| `([^`]+)` \| (.+) \|$", re.MULTILINE)

FILLED: Mapping[str, Mapping[str, str | list[str]]] = {
    "/accept/": {"check": ["0", "1", "2", "3"], "edition": "1", "content_hash": "seen"},
    "/changes/": {"edition": "1", "answer": "Say more."},
    "/decline/": {"edition": "1", "answer": "No."},
}
"""Forms that are sent filled in, for only then it shows that nobody decides on what is their own."""

Line = tuple[str, str]
"""A method and the rule of a route."""


@cache
def table() -> Mapping[Line, Mapping[str, tuple[str, ...]]]:
    """For each route what each actor meets there: one word, or one for each object in the order of `objects`."""
    found = {}
    for method, rule, cells in ROW.findall(PAGE.read_text(encoding="utf-8")):
        words = [tuple(part.strip() for part in cell.split("/")) for cell in cells.split(" | ")]
        found[method, rule] = dict(zip_longest(ACTORS, words))
    return found


def guarded(site: Site) -> Iterator[Line]:
    """Every route that not everybody may use, and every one that takes a form, with the methods that it answers to."""
    for rule in site.app.url_map.iter_rules():
        access = access_of(rule.endpoint, site.app)
        assert access is not None, f"{rule.rule} does not say who may use it"
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods <= {"GET", "POST"}
        if not access.is_public or "POST" in methods:
            yield from ((method, rule.rule) for method in methods)


def objects(rule: str, scene: Scene, actor: str) -> tuple[str, ...]:
    """The addresses of a route for an actor: of their own thing, of others' in the order of the page, of none."""
    address = re.sub(r"<[^>]*number>", "1", rule)
    for name, value in (("digest", SOURCE_HASH), ("path:address", "labs/acme/"), ("token", "wrong")):
        address = address.replace(f"<{name}>", value)
    address = address.replace("<what>", "reply" if actor == "representative" else "lab")
    names: tuple[str, ...]
    if rule.startswith("/desk/submissions/"):
        names = (scene.own.get(actor, scene.sent), scene.sent, scene.draft, "none")
    elif rule.startswith("/desk/codings/<name>"):
        names = (scene.own_coding.get(actor, scene.coding), scene.coding, "none")
    elif "<handle>" in rule:
        return address.replace("<handle>", "other"), address.replace("<handle>", "none")
    elif "number>" in rule:
        return address, re.sub(r"<[^>]*number>", "99", rule)
    else:
        return (address,)
    return tuple(address.replace("<name>", name) for name in names)


def met(scene: Scene, method: str, rule: str, actor: str) -> tuple[str, ...]:
    """What an actor meets at each object of a route. Forms not among FILLED are sent empty but for their token."""
    client, token = scene.client(actor)
    path = scene_path(rule, actor)
    query = {"path": path} if path else None
    filled = next((fields for end, fields in FILLED.items() if rule.endswith(end)), {})
    sent: dict[str, Any] = {"data": {"csrf": token, **filled}} if method == "POST" else {}
    found = tuple(
        outcome(client.open(address, method=method, query_string=query, **sent))
        for address in objects(rule, scene, actor)
    )
    return found if len(set(found)) > 1 else found[:1]


def scene_path(rule: str, actor: str) -> str:
    """The record that a page of the editor or a rehearsal is about."""
    if rule.endswith(("/edit/", "/autosave/", "/page/")):
        return "labs/acme/replies/2026-01-01-answer.md" if actor == "representative" else VERSION
    return ""


@pytest.fixture
def scene(keepers: Site) -> Scene:
    """One of each thing."""
    return set_up(keepers)


def test_the_table_names_every_route(keepers: Site) -> None:
    """A new route that not everybody may use, or that takes a form, fails until the table says whose it is."""
    assert set(guarded(keepers)) == set(table())
    assert all(set(row) == set(ACTORS) for row in table().values())


def test_everybody_meets_what_the_table_says(scene: Scene) -> None:
    """Every role at every route, for one's own object, others' and none: nothing more and nothing less is open."""
    wrong = []
    for (method, rule), row in sorted(table().items()):
        for actor in ACTORS:
            found = met(scene, method, rule, actor)
            if found != row[actor]:
                wrong.append(f"{method} {rule} {actor}: {' / '.join(found)}, not {' / '.join(row[actor])}")
    assert not wrong, "\n".join(wrong)


def test_nobody_reaches_what_is_not_public(scene: Scene) -> None:
    """Strangers cannot tell a submission that is there from one that is not: both ask them to sign in."""
    for (_, rule), row in table().items():
        if rule.startswith(("/desk/", "/account/")) and not rule.startswith(
            ("/account/sign-in/", "/account/invitation/")
        ):
            assert row[NOBODY] == ("sign in",), rule
