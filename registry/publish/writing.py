"""How values and states are written for a reader, the same on pages and in reports."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from registry.core.catalog import Catalog
from registry.core.dates import PartialDate
from registry.core.records import JOINT, Act, Announced, Document, Kind, Version
from registry.core.topics import Status
from registry.publish import markdown

STATUS_TITLES = {
    Status.KEPT: "Promised and kept so far",
    Status.PROMISED: "Promised",
    Status.DISPUTED: "Promised; disputed",
    Status.BROKEN: "Promised; broken",
    Status.POSITION: "A position, no promise",
    Status.REMOVED: "Removed",
    Status.ENDED: "Ended",
    Status.NOTHING_FOUND: "No promise found",
    Status.NOT_ASSESSED: "Not assessed",
}

ACT_TITLES = {
    Act.PROMISE: "Promise",
    Act.PERMISSION: "Permission",
    Act.EXCEPTION: "Exception",
    Act.STATEMENT: "Statement",
}

_ANNOUNCED = {
    Announced.YES: "The announcement told of what was weakened or removed.",
    Announced.PARTLY: "The announcement told of only a part of what was weakened or removed.",
    Announced.NO: "The announcement did not tell of what was weakened or removed.",
    None: "Whether the announcement told of it is not on record.",
}

_MONTHS = "January February March April May June July August September October November December".split()


def day(value: PartialDate | date) -> str:
    """A date as people write it: 24 February 2026, February 2026, 2026."""
    text = value.text if isinstance(value, PartialDate) else value.isoformat()
    year, *rest = text.split("-")
    parts = [str(int(rest[1]))] if len(rest) > 1 else []
    if rest:
        parts.append(_MONTHS[int(rest[0]) - 1])
    return " ".join((*parts, year))


def moment(value: datetime) -> str:
    """A point in time, to the minute: 21 November 2026, 22:06."""
    return f"{day(value.date())}, {value:%H:%M}"


def host(url: str) -> str:
    """The host of an address, without `www.`."""
    try:
        name = urlsplit(url).hostname or url
    except ValueError:
        return url
    return name.removeprefix("www.")


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: `1 clause`, `3 clauses`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def number(value: float | None, places: int = 1) -> str:
    """A score to one place; a dash where there is none."""
    return "–" if value is None else f"{value:.{places}f}"


def sentence(text: str) -> str:
    """A text with a capital first letter and a full stop."""
    stripped = text.strip()
    if not stripped:
        return ""
    ended = stripped if stripped[-1] in ".!?…”)" else stripped + "."
    return ended[0].upper() + ended[1:]


def plain(text: str) -> str:
    """The whole of a Markdown text, without its markup."""
    return markdown.plain_text(text)


def brief(text: str, limit: int = 160) -> str:
    """The first words of a Markdown text, for descriptions and lists."""
    plain = markdown.plain_text(text)
    if len(plain) <= limit:
        return plain
    return plain[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def sentences(text: str, limit: int) -> str:
    """The first whole sentences of a plain text, as many as fit; the first words where not one does."""
    found = ""
    for each in re.split(r"(?<=[.!?])\s+", text.strip()):
        if len(found) + len(each) > limit:
            break
        found = f"{found} {each}".strip()
    return found or brief(text, limit)


def lead(text: str) -> str:
    """The first paragraph of a Markdown text, its headings passed over, as plain text."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    return markdown.plain_text(next((block for block in blocks if block and not block.startswith("#")), ""))


def points(value: float) -> str:
    """A number without needless decimals: 100, 12.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def md(text: str) -> Markup:
    """A Markdown text as HTML; safe, whatever was typed."""
    return Markup(markdown.to_html(text))  # noqa: S704 - the one place where HTML is taken as safe: it was sanitised


def words(name: str) -> str:
    """An identifier as words: `decided_by` → `decided by`."""
    return re.sub(r"[-_]+", " ", name)


def owner_name(catalog: Catalog, document: Document) -> str:
    """Whose document it is: the lab's name, or that it is a joint one or a law."""
    if document.owner == JOINT:
        return "Law" if document.kind is Kind.LAW else "Joint document"
    lab = catalog.labs.get(document.owner)
    return lab.name if lab else document.owner


def announced(version: Version) -> str:
    """Whether the lab's own announcement told of what a version weakened or removed, with the editor's remark on it."""
    return " ".join(filter(None, (_ANNOUNCED[version.announced], sentence(version.announced_note or ""))))


FILTERS = (
    day,
    moment,
    host,
    plural,
    number,
    sentence,
    brief,
    sentences,
    lead,
    plain,
    md,
    points,
    words,
    announced,
)
"""What templates know as filters, by these names."""
