"""The value of a form ↔ the text of a record. Whatever can be filled in comes back unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.content.frontmatter import CONTROL, split
from registry.content.layout import MARKDOWN, PURE, Style, laid_out
from registry.content.outline import BODY, LISTED, SINGLE, Field, Input
from registry.content.outlines import outline_of
from registry.content.places import PURE_YAML, QUESTIONS, Place
from registry.content.retouch import Original
from registry.content.structure import Record, Value, as_text, tidied, tidied_value, trimmed
from registry.content.tree import Items, Keys, Node, Text, comment_lines, parse
from registry.errors import BadValue


@dataclass(frozen=True, slots=True)
class Front:
    """The YAML of a text, whose first line has the number `first_line` in it, and the body below."""

    text: str
    first_line: int
    keys: Keys
    body: str


def compose(place: Place, value: Mapping[str, Value], *, like: str = "") -> str:
    """The text of the record at the place that holds this value. What its outline does not know is left out.

    `like` is the text that the form was filled from: what the value leaves as it is there stays line for line.
    """
    outline = outline_of(place)
    record = tidied(outline.fields, value)
    if place.sort in QUESTIONS:
        return f"{as_text(record.get(BODY))}\n"
    fields = tuple(field for field in outline.fields if field.key != BODY)
    style = PURE if place.sort in PURE_YAML else MARKDOWN
    text = _whole(place, laid_out(fields, record, style), record)
    if like:
        text = _retouched(place, fields, record, like, style) or text
    return text


def take_apart(place: Place, text: str) -> Record:
    """The value that a form shows for the text.

    Raises BadValue, saying why, for a text of which a form would lose something: then only the text itself can be
    edited.
    """
    fields = outline_of(place).fields
    if place.sort in QUESTIONS:
        return tidied(fields, {BODY: text})
    front = _front(place, text)
    return tidied(fields, {**_mapping(fields, front.keys), BODY: front.body})


# -- value → text --------------------------------------------------------------------------------------------


def _whole(place: Place, lines: Sequence[str], record: Record) -> str:
    front = "".join(f"{line}\n" for line in lines)
    if place.sort in PURE_YAML:
        return front
    body = as_text(record.get(BODY))
    return f"---\n{front}---\n" + (f"\n{body}\n" if body else "")


def _retouched(place: Place, fields: Sequence[Field], record: Record, like: str, style: Style) -> str:
    """The text made out of the one that it is like; empty where that one is no form's."""
    try:
        front = _front(place, like)
        original = Original(front.text.rstrip("\n").split("\n"), front.first_line, _read, style)
        text = _whole(place, original.retouched(fields, record, front.keys), record)
        return text if take_apart(place, text) == record else ""
    except BadValue:
        return ""


# -- text → value --------------------------------------------------------------------------------------------


def _front(place: Place, text: str) -> Front:
    front, body, first_line = text, "", 1
    if place.sort not in PURE_YAML:
        try:
            halves = split(text)
        except ValueError as error:
            raise BadValue(str(error)) from None
        front, body, first_line = halves.front, halves.body, 2
    front = front.replace("\r\n", "\n")
    keys = _root(front, first_line)
    first = min((entry.line for entry in keys.entries.values()), default=first_line)
    for number in comment_lines(front):
        if number + first_line - 1 >= first:
            raise BadValue(
                f"line {number + first_line - 1}: a form would lose the comment that begins with `#`"
            )
    return Front(front, first_line, keys, body)


def _root(front: str, first_line: int) -> Keys:
    strange = CONTROL.search(front)
    if strange is not None:
        line = front.count("\n", 0, strange.start()) + first_line
        raise BadValue(f"line {line}: a form cannot show the character U+{ord(strange.group()):04X}")
    tree = parse(front, first_line=first_line)
    if tree.flaws:
        raise BadValue(f"line {tree.flaws[0].line}: {tree.flaws[0].message}")
    if tree.root is None or (isinstance(tree.root, Text) and not tree.root.value):
        return Keys(first_line)
    if not isinstance(tree.root, Keys):
        raise BadValue(f"line {first_line}: keys and values are expected")
    return tree.root


def _read(field: Field, node: Node) -> Value:
    return tidied_value(field, _value(field, node))


def _mapping(fields: Sequence[Field], keys: Keys) -> Record:
    known = {field.key: field for field in fields}
    lone = {field.single: field for field in fields if field.single}
    found: Record = {}
    for key, entry in keys.entries.items():
        field = known.get(key) or lone.get(key)
        if field is None:
            raise BadValue(f"line {entry.line}: the form has no field for `{key[:80]}`")
        if field.key in found:
            raise BadValue(
                f"line {entry.line}: the form has one field for `{field.single}` and `{field.key}`"
            )
        node = entry.node
        if key == field.single and not _is_nothing(node):
            node = Items(entry.line, [node])
        found[field.key] = _value(field, node)
    return found


def _value(field: Field, node: Node) -> Value:
    if _is_nothing(node):
        return ""
    if field.input in SINGLE:
        return _text(field, node)
    if field.input is Input.BLOCK:
        return _mapping(field.fields, _keys(field, node))
    if field.input is Input.PAIRS:
        entries = _keys(field, node).entries.items()
        return [{"name": name, "value": _text(field, entry.node)} for name, entry in entries]
    if not isinstance(node, Items):
        raise BadValue(f"line {node.line}: `{field.key}` must be a list")
    if field.input in LISTED:
        return [_text(field, item) for item in node.nodes]
    if field.input is Input.LISTS:
        return [_words(field, item) for item in node.nodes]
    return [_mapping(field.fields, _keys(field, item)) for item in node.nodes]


def _keys(field: Field, node: Node) -> Keys:
    if isinstance(node, Keys):
        return node
    raise BadValue(f"line {node.line}: `{field.key}` must have keys of its own")


def _words(field: Field, node: Node) -> list[Value]:
    if not isinstance(node, Items):
        raise BadValue(f"line {node.line}: `{field.key}` must be a list of lists")
    words = [_text(field, item) for item in node.nodes]
    if any("\n" in word for word in words):
        raise BadValue(f"line {node.line}: a form has one line for each word of `{field.key}`")
    return [*words]


def _text(field: Field, node: Node) -> str:
    if isinstance(node, Text):
        return trimmed(node.value)
    raise BadValue(f"line {node.line}: `{field.key}` must be a single value")


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Text) and not node.value.strip()
