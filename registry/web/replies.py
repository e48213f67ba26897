"""Lab replies as pages show them: dated, signed, with what each is about and how long our acceptance took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.core.catalog import Catalog
from registry.core.records import Reply
from registry.core.replies import is_criterion
from registry.desk.replying import days_to_answer
from registry.publish.writing import brief
from registry.web.addresses import conduct_url, reference_url
from registry.web.backstage import backstage, is_open
from registry.web.context import to, view


@dataclass(frozen=True, slots=True)
class About:
    """One thing that a reply is about: what it is called, and its page."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownReply:
    """A lab's reply; `days` from handing in to acceptance where it came through this site."""

    reply: Reply
    lab: str
    about: tuple[About, ...]
    days: int | None


def shown(replies: Iterable[Reply]) -> tuple[ShownReply, ...]:
    """Replies, in the order given, with all that stands beside them."""
    found = tuple(replies)
    if not found:
        return ()
    catalog, days = view().catalog, _days(found)
    return tuple(
        ShownReply(
            reply,
            catalog.lab(reply.lab).name,
            tuple(_about(catalog, reply, target) for target in reply.about),
            days.get(reply.path),
        )
        for reply in found
    )


def _days(replies: Iterable[Reply]) -> Mapping[str, int]:
    if not is_open():
        return {}
    with backstage().database.reading() as session:
        return days_to_answer(session, [reply.path for reply in replies])


def _about(catalog: Catalog, reply: Reply, target: str) -> About:
    if "/" not in target:
        entry = next(entry for entry in catalog.lab(reply.lab).conduct if entry.name == target)
        return About(brief(entry.statement, 90), conduct_url(entry))
    if is_criterion(catalog, reply, target):
        standard, _, name = target.partition("/")
        criterion = next(item for item in catalog.standards[standard].criteria if item.id == name)
        card = to("standards.scorecard", standard=standard, lab=reply.lab)
        return About(f"{catalog.standards[standard].title}: {criterion.title}", f"{card}#c-{name}")
    known = catalog.referenced(reply.lab, target)
    return About(brief(known[1].text, 90) if known else target, reference_url(reply.lab, target))
