"""An address for each public page of the record on the shipped catalogue, found by walking the map of routes."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from registry.web.access import access_of

OWN = {
    "lab": "anthropic", "owner": "anthropic", "slug": "responsible-scaling-policy", "label": "2.0",
    "span:span": "1.0..2.0", "clause": "safety-buffer-6x", "topic": "deployment-gate", "standard": "buying-time",
    "int(max=999999999):number": "1",
}  # fmt: skip
JOINT = OWN | {
    "slug": "microsoft-openai-agreement", "label": "2026-04-27", "span:span": "2025-10-28..2026-04-27",
    "clause": "agi-verification-panel",
}  # fmt: skip

QUERIES = {"compare.show": "?labs=openai,anthropic&standard=buying-time", "search.show": "?q=pause"}
"""What must be asked for so that a page shows something."""

NO_PAGES = {"diffs.chosen", "embeds.card"}
"""What leads on to a page, and what stands in pages of others."""

DATA = "/api/v1/"
"""Below it stands what the pages show, for programs."""


def pages(site: Flask) -> Iterator[tuple[str, str]]:
    """Endpoint and address of one page of each sort that everybody may read, but those of things made at the desk."""
    for rule in site.url_map.iter_rules():
        access = access_of(rule.endpoint, site)
        if access is None or not access.is_public or access.writes or not rule.rule.endswith("/"):
            continue
        address = example(rule.rule)
        if "<" not in address and rule.endpoint not in NO_PAGES and not address.startswith(DATA):
            yield rule.endpoint, address + QUERIES.get(rule.endpoint, "")


def example(rule: str) -> str:
    """An address of a route; its parts stay where they name what only a desk makes."""
    for part, value in (JOINT if rule.startswith("/joint/") else OWN).items():
        rule = rule.replace(f"<{part}>", value)
    rule = rule.replace("/conduct/<name>", "/conduct/2024-10-15-four-shortfalls-under-version-1")
    return rule.replace("/disclosures/<name>", "/disclosures/2024-07-04-co-founder-on-non-disparagement")
