"""Commands that answer a question from the database: score, changes, search."""

from __future__ import annotations

from datetime import date

import click

from registry.cli.opening import open_edition, open_index
from registry.cli.printing import change_lines, hit_lines, print_lines, scorecard_lines
from registry.cli.running import DAY, as_json, as_of, day_or_today, print_json, settings, standard_option
from registry.core.catalog import Catalog, select_changes
from registry.core.records import JOINT, Direction
from registry.core.scoring import score as score_lab
from registry.errors import BadValue
from registry.publish.machine import change_json, scorecard_json
from registry.publish.search import EntryKind, Filters, search_json


@click.command(short_help="One lab against one standard, every point explained.")
@click.argument("lab")
@standard_option
@as_of
@as_json
def score(lab: str, standard: str, on: date | None, machine: bool) -> None:
    """Score LAB against a standard on a day.

    \b
    registry score anthropic --standard buying-time
    registry score openai --standard accountability --as-of 2024-06-30 --json
    """
    catalog = open_edition(settings()).catalog
    card = score_lab(catalog, catalog.standard(standard), catalog.lab(lab).slug, day_or_today(on))
    if machine:
        print_json(scorecard_json(card))
    else:
        print_lines(scorecard_lines(card, catalog=catalog))


@click.command(short_help="What was added, removed, strengthened or weakened.")
@click.option("--lab", metavar="L", help="A lab's slug, or `joint`.")
@click.option("--document", metavar="L/SLUG", help="One document: its lab and slug.")
@click.option("--topic", metavar="T", help="A topic's id.")
@click.option(
    "--direction", type=click.Choice([item.value for item in Direction]), help="Judged, else derived."
)
@click.option("--since", type=DAY, help="From this day on.")
@click.option("--until", type=DAY, help="Up to and including this day; today without it.")
@click.option("--all", "unchanged", is_flag=True, help="Unchanged clauses too.")
@as_json
def changes(
    lab: str | None,
    document: str | None,
    topic: str | None,
    direction: str | None,
    since: date | None,
    until: date | None,
    unchanged: bool,
    machine: bool,
) -> None:
    """List the changes between the versions of documents, newest first. Nobody types them: they are derived.

    \b
    registry changes --lab anthropic --direction removed
    registry changes --topic pause --since 2026-01-01 --json
    """
    catalog = open_edition(settings()).catalog
    _check_filters(catalog, lab, document, topic)
    found = list(
        select_changes(
            catalog.changes,
            lab=lab,
            document=document,
            topic=topic,
            direction=Direction(direction) if direction else None,
            since=since,
            until=day_or_today(until),
            unchanged=unchanged,
        )
    )
    if machine:
        print_json([change_json(change) for change in found])
    else:
        print_lines(change_lines(found))


@click.command(short_help="Search the text of every policy, past ones too.")
@click.argument("query")
@click.option("--lab", metavar="L", help="Only one lab, by its slug.")
@click.option("--topic", metavar="T", help="Only one topic, by its id.")
@click.option(
    "--kind", type=click.Choice([item.value for item in EntryKind]), help="Only one kind of record."
)
@click.option("--as-of", "on", type=DAY, default=None, help="Only what was in force on this day.")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 500), help="At most so many hits."
)
@as_json
def search(
    query: str,
    lab: str | None,
    topic: str | None,
    kind: str | None,
    on: date | None,
    limit: int,
    machine: bool,
) -> None:
    """Search labs, documents, versions, clauses, conduct and standards.

    \b
    registry search '"stop competing"'
    registry search 'pause training' --topic pause --as-of 2024-10-14 --json
    """
    filters = Filters(lab=lab, topic=topic, kind=EntryKind(kind) if kind else None, as_of=on)
    if not query.strip() and filters == Filters():
        raise BadValue(
            "an empty query finds nothing; write words to search for, or narrow with --lab, --topic or --kind"
        )
    edition = open_edition(settings())
    _check_filters(edition.catalog, lab, None, topic)
    index = open_index(settings())
    index.update(edition.catalog, edition.revision.hash)
    result = index.search(
        query,
        today=day_or_today(None),
        filters=filters,
        limit=limit,
    )
    if machine:
        print_json(search_json(result))
    else:
        print_lines(hit_lines(result))


def _check_filters(catalog: Catalog, lab: str | None, document: str | None, topic: str | None) -> None:
    if lab and lab != JOINT:
        catalog.lab(lab)
    if topic:
        catalog.topic(topic)
    if document:
        owner, slash, slug = document.partition("/")
        if not slash:
            raise BadValue(
                f"{document!r} names no document; write LAB/SLUG, for example {_an_example(catalog)}"
            )
        catalog.document(owner, slug)


def _an_example(catalog: Catalog) -> str:
    return next((f"{item.owner}/{item.slug}" for item in catalog.documents), "acme/policy")
