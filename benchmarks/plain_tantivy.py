"""Another yardstick for search: the same entries in tantivy by itself, as its documentation sets it up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from registry.publish.search.entries import Entry

_BOOSTS = {"title": 2.0, "text": 1.0, "about": 0.6, "asides": 0.4}
_ALWAYS = 9999_99_99


def _schema() -> tantivy.Schema:
    made = tantivy.SchemaBuilder()
    for name in _BOOSTS:
        made.add_text_field(name, stored=name in ("title", "text"), tokenizer_name="en_stem")
    made.add_text_field("key", stored=True, tokenizer_name="raw")
    made.add_text_field("kind", fast=True, tokenizer_name="raw")
    made.add_text_field("lab", tokenizer_name="raw")
    made.add_unsigned_field("first", indexed=True, fast=True)
    made.add_unsigned_field("last", indexed=True, fast=True)
    return made.build()


class PlainTantivy:
    """A tantivy index in a folder."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()

    def rebuild(self, entries: Iterable[Entry]) -> None:
        """Index all of the entries anew."""
        writer = self._index.writer(num_threads=1)
        writer.delete_all_documents()
        for entry in entries:
            writer.add_document(_filled(entry))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, query: str, *, lab: str | None, day: date | None) -> int:
        """Fetch the best twenty with snippets, and the counts by kind; says how many there are."""
        wanted = self._narrowed(self._read(query), lab, day)
        found = self._searcher.search(wanted, limit=20, count=True)
        snippets = tantivy.SnippetGenerator.create(self._searcher, wanted, self._schema, "text")
        for _, address in found.hits:
            snippets.snippet_from_doc(self._searcher.doc(address)).to_html()
        kinds = self._searcher.aggregate(wanted, {"kinds": {"terms": {"field": "kind"}}})
        return sum(int(bucket["doc_count"]) for bucket in kinds["kinds"]["buckets"])

    def _read(self, query: str) -> Query:
        """A query in the form that FTS5 has it; only a word that is a beginning needs other words here."""
        prefix = re.fullmatch(r'"(\w+)"\*', query)
        if not prefix:
            return self._index.parse_query(query, list(_BOOSTS), field_boosts=_BOOSTS)
        begun = [Query.regex_query(self._schema, name, f"{prefix[1]}.*") for name in _BOOSTS]
        return Query.boolean_query([(Occur.Should, one) for one in begun])

    def _narrowed(self, query: Query, lab: str | None, day: date | None) -> Query:
        parts = [query]
        if lab:
            parts.append(Query.term_query(self._schema, "lab", lab))
        if day:
            number, kind = _number(str(day)), tantivy.FieldType.Unsigned
            parts.append(Query.range_query(self._schema, "first", kind, upper_bound=number))
            parts.append(
                Query.range_query(self._schema, "last", kind, lower_bound=number, include_lower=False)
            )
        return Query.boolean_query([(Occur.Must, part) for part in parts])


def _filled(entry: Entry) -> tantivy.Document:
    made = tantivy.Document(title=entry.title, text=entry.text, key=entry.key, kind=entry.kind.value)
    made.add_text("about", "\n".join(part.text for part in entry.about))
    made.add_text("asides", "\n".join(part.text for part in entry.asides))
    for lab in entry.labs:
        made.add_text("lab", lab)
    if entry.spans:
        made.add_unsigned("first", _number(entry.spans[0].start))
        made.add_unsigned("last", _number(entry.spans[-1].end) or _ALWAYS)
    return made


def _number(day: str) -> int:
    return int(day.replace("-", "")) if day else 0
