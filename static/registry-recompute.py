"""Score a lab under a standard from what is on record in the data archive, with Python's standard library alone.

    python3 recompute.py LAB STANDARD [DAY]

These are the rules, written a second time and apart from the program that runs the site. The day is the archive's
unless one is given. What comes out is printed beside what the archive has for that day.
"""

import json
import math
import sys
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

FACETS = ("strength", "verification", "disclosure")
Row = dict[str, Any]


class Archive:
    """The unpacked archive: its day, and its tables, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[tuple[str, ...], dict[tuple[Any, ...], list[Row]]] = {}
        self.day = date.fromisoformat(self._read("datapackage.json")["created"][:10])
        self.rank = {(row["facet"], row["value"]): row["rank"] for row in self.rows("facet_value")}

    def rows(self, table: str, **wanted: object) -> list[Row]:
        """The rows of a table that have these values, in the order of their positions."""
        if (table, *wanted) not in self._kept:
            found = self._kept[table, *wanted] = {}
            for row in sorted(self._read(f"json/{table}.json"), key=lambda row: row.get("position", 0)):
                found.setdefault(tuple(row[name] for name in wanted), []).append(row)
        return self._kept[table, *wanted].get(tuple(wanted.values()), [])

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))


def first(text: str) -> date:
    """The first day of a date, which may be a day, a month or a year."""
    return date.fromisoformat((text + "-01-01")[:10])


def last(text: str) -> date:
    """The last day of such a date."""
    year, month, *day = map(int, (text if "-" in text else text + "-12").split("-"))
    return date(year, month, day[0] if day else monthrange(year, month)[1])


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last one where it lacks the day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year > 0 else date.min


def rounded(value: float, places: int = 1) -> float:
    """To nine places, and then, half up, to so many."""
    return float(Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@dataclass
class Form:
    """A clause as it stands in one version of its document, and the form in the version before that it continues."""

    clause: Row
    stands: date  # the version's day
    before: "Form | None"

    def line(self) -> "Iterator[Form]":
        """This form and all that it continues, newest first."""
        yield self
        if self.before:
            yield from self.before.line()

    def since(self) -> date:
        """Since when it is a promise without a break: a form that was none, or had ended by the next one, breaks it."""
        before = self.before
        if before is None or before.clause["act"] != "promise":
            return self.stands
        ends = before.clause["ends"]
        return self.stands if ends and first(ends) <= self.stands else before.since()


@dataclass
class Held:
    """The lab bound by a form from `start` until before `end`, and by the promise since `since`."""

    document: Row
    form: Form
    start: date
    end: date
    since: date


def forms(archive: Archive, document: str) -> Iterator[tuple[date, list[Form]]]:
    """Each version's day, and what stands in it: its clauses, and those of the version before that it leaves open."""
    before: dict[str, Form] = {}
    for version in archive.rows("version", document=document):
        day, key = first(version["day"]), version["version"]
        clauses = archive.rows("clause", version=key)
        found = [Form(each, day, before.get(each["was"] or each["clause"])) for each in clauses]
        carried = [before.get(row["clause"]) for row in archive.rows("unconfirmed", version=key)]
        found += [Form(each.clause, day, each) for each in carried if each]
        yield day, found
        before = {form.clause["clause"]: form for form in found}


def holdings(archive: Archive, lab: str) -> Iterator[Held]:
    """All that a lab ever held, by its own documents and by the joint ones that it signed. Laws are not held."""
    for document in archive.rows("document", lab=lab):
        yield from spans(archive, document, {})
    for party in archive.rows("signatory", lab=lab):
        for document in archive.rows("document", document=party["document"]):
            if document["kind"] != "law":
                yield from spans(archive, document, party)


def spans(archive: Archive, document: Row, party: Row) -> Iterator[Held]:
    """From when until when each form bound who is bound by the document: its owner, or a party that signed it."""
    joined, part = party.get("joined") or party.get("seen"), party.get("clauses")
    opens = first(joined) if joined else date.min
    limits = (document["withdrawn"], party.get("left_on"), party.get("out_of_scope_since"))
    versions = list(forms(archive, document["document"]))
    following = [day for day, _ in versions[1:]] + [date.max]
    for (day, found), until in zip(versions, following, strict=True):
        for form in found:
            closes = [first(text) for text in (*limits, form.clause["ends"]) if text]
            start, end = max(day, opens), min([until, *closes])
            ids = {earlier.clause["clause"] for earlier in form.line()}
            if start < end and (not part or ids & set(part.split(", "))):
                yield Held(document, form, start, end, max(form.since(), opens))


class Scoring:
    """One lab under one standard on one day."""

    def __init__(self, archive: Archive, lab: str, standard: str, day: date) -> None:
        self.archive, self.lab, self.day = archive, lab, day
        (self.standard,) = archive.rows("standard", standard=standard)
        values = archive.rows("standard_verdict", standard=standard)
        self.value_of = {row["verdict"]: row["value"] for row in values}
        self.ever = list(holdings(archive, lab))
        self.assessed = {held.form.clause["topic"] for held in self.ever if held.start <= day}
        self.assessed |= {row["topic"] for row in archive.rows("nothing_found", lab=lab)}
        self.links = list(self._links())
        self.criteria = [self._criterion(row) for row in archive.rows("criterion", standard=standard)]

    def _links(self) -> Iterator[set[str]]:
        """The pairs of references that `continues` makes one promise, in any version dated by the day."""
        for document in self.archive.rows("document", lab=self.lab) + self.archive.rows("document", lab=None):
            for version in self.archive.rows("version", document=document["document"]):
                for clause in self.archive.rows("clause", version=version["version"]):
                    if (to := clause["continues"]) and first(version["day"]) <= self.day:
                        yield {clause["reference"], to if to.startswith("joint/") else f"{self.lab}/{to}"}

    def _criterion(self, criterion: Row) -> Row:
        """A criterion with what it gives for each total, and whether anybody has assessed it."""
        key = {"standard": criterion["standard"], "criterion": criterion["criterion"]}
        topics = {row["topic"] for row in self.archive.rows("criterion_topic", **key)}
        aspects = {row["aspect"] for row in self.archive.rows("criterion_aspect", **key)}
        promise, practice, low = [0.0], [0.0], [0.0]
        for held in self.ever:
            if held.start <= self.day < held.end and self._counts(held.form.clause, topics, aspects):
                disputed = held.document["disputed_since"]
                promise.append(max(self._level(held, held.form, key, topics, aspects), 0.0))
                practice.append(round(promise[-1] * self._factor(held), 9))
                low.append(0.0 if disputed and first(disputed) <= self.day else practice[-1])
        assessed = not topics.isdisjoint(self.assessed)
        points = {"promise": max(promise), "practice": max(practice), "low": max(low)}
        return {**criterion, **points, "high": max(practice) if assessed else 100.0, "assessed": assessed}

    def _counts(self, clause: Row, topics: set[str], aspects: set[str]) -> bool:
        """Whether a clause counts: a promise, of one of the topics, with one of the aspects if there are any."""
        rows = self.archive.rows("clause_aspect", version=clause["version"], clause=clause["clause"])
        has = {row["aspect"] for row in rows}
        return clause["act"] == "promise" and clause["topic"] in topics and bool(not aspects or aspects & has)

    def _level(self, held: Held, form: Form, key: Row, topics: set[str], aspects: set[str]) -> float:
        """The best level's score, -1 for none; at most (judged weakened) or least (strengthened) the form before's."""
        levels = self.archive.rows("level", **key)
        own = max((row["score"] for row in levels if self._meets(held, form.clause, row)), default=-1.0)
        bound = {"weakened": min, "strengthened": max}.get(form.clause["judged"])
        if bound is None or form.before is None or not self._counts(form.before.clause, topics, aspects):
            return own
        return bound(own, self._level(held, form.before, key, topics, aspects))

    def _meets(self, held: Held, clause: Row, level: Row) -> bool:
        """Whether a clause has all that a level needs; an earlier form as if it still stood."""
        rank, least = self.archive.rank, [facet for facet in FACETS if level[facet]]
        return (
            all(rank[facet, clause[facet]] >= rank[facet, level[facet]] for facet in least)
            and all(clause[name] for name in (level["filled"] or "").split(", ") if name)
            and not any(clause[name] for name in (level["unfilled"] or "").split(", ") if name)
            and (held.document["lab"] or not level["own"])
            and (self.day - held.since).days >= level["held_days"]
        )

    def _factor(self, held: Held) -> float:
        """What conduct makes of a promise: the mean, worst or latest value of what bears on it, 1 without any."""
        names = {f"{held.document['document']}/{form.clause['clause']}" for form in held.form.line()}
        about = {held.form.clause["topic"]}.union(names, *(pair for pair in self.links if pair & names))
        begun = min(each.start for each in self.ever if each.form.clause["reference"] in names)
        found, opens = [], months_before(self.day, self.standard["window_months"])
        for entry in self.archive.rows("conduct", lab=self.lab):
            day, subjects = last(entry["date"]), self.archive.rows("conduct_about", conduct=entry["conduct"])
            named = {row["topic"] or f"{row['document']}/{row['clause']}" for row in subjects}
            value = self.value_of.get(entry["verdict"])
            if value is not None and opens < day <= self.day and begun <= day and named & about:
                found.append((day, entry["conduct"], value))
        values = [value for _, _, value in sorted(found)] or [1.0]
        combined = {"mean": sum(values) / len(values), "worst": min(values), "latest": values[-1]}
        return float(combined[self.standard["combine"]])

    def totals(self) -> Row:
        """The totals by name; all but the coverage are None before the year in which the lab was founded."""
        whole = sum(row["weight"] for row in self.criteria)
        coverage = rounded(sum(row["weight"] for row in self.criteria if row["assessed"]) / whole, 4)
        found: Row = {name: self._total(name, whole) for name in ("promise", "practice", "low", "high")}
        cutoffs = self.archive.rows("standard_grade", standard=self.standard["standard"])
        reached = [(row["cutoff"], row["grade"]) for row in cutoffs if row["cutoff"] <= found["practice"]]
        found["grade"] = max(reached)[1] if reached and coverage else None
        early = self.day.year < (self.archive.rows("lab", lab=self.lab)[0]["founded"] or 0)
        return {**(dict.fromkeys(found) if early else found), "coverage": coverage}

    def _total(self, name: str, whole: float) -> float:
        scores = [(row["weight"], row[name]) for row in self.criteria]
        if self.standard["aggregate"] == "geometric":
            return rounded(math.exp(sum(w * math.log(s + 1) for w, s in scores) / whole) - 1)
        return rounded(sum(w * s for w, s in scores) / whole)


if __name__ == "__main__":
    data = Archive(Path(__file__).parent)
    labs, standards = ([row[name] for row in data.rows(name)] for name in ("lab", "standard"))
    if len(sys.argv) < 3 or sys.argv[1] not in labs or sys.argv[2] not in standards:
        sys.exit(f"{__doc__}\nLabs: {', '.join(labs)}.\nStandards: {', '.join(standards)}.")
    asked = date.fromisoformat(sys.argv[3]) if len(sys.argv) > 3 else data.day
    scoring = Scoring(data, sys.argv[1], sys.argv[2], asked)
    for row in scoring.criteria:
        print(f"{row['criterion']}: promise {row['promise']:g}, practice {row['practice']:g}")
    said = data.rows("score", lab=sys.argv[1], standard=sys.argv[2], day=asked.isoformat())
    for name, value in scoring.totals().items():
        print(f"{asked} {name}: {value}" + (f", and {said[0][name]} in the archive" if said else ""))
    sys.exit(any(row[name] != value for row in said for name, value in scoring.totals().items()))
