"""What no template and no line of code may say, lest a text of somebody's become markup or a program."""

from __future__ import annotations

import ast
import re

from registry.settings import data_root

ROOT = data_root()
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b|\bxmlattr\b")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
OWN_CONTEXT = "pdf"
"""The folder of what becomes paper: its style stands in the file itself, and no browser opens it."""

OF_TEXT = {"render_template_string", "from_string", "Template"}
"""What makes a template of a text."""

MAY_MARK = {"publish/writing.py", "publish/charts.py", "publish/drawing.py"}
"""Who may say that something is HTML: sanitised Markdown, and charts, which put texts in by `Markup.format`."""


def test_everything_is_escaped() -> None:
    """No template takes a text as markup, or turns the escaping off."""
    assert len(TEMPLATES) > 50
    assert [str(path) for path in TEMPLATES if UNESCAPED.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_is_inline() -> None:
    """No page has a script, a style or an event handler in its text: scripts and styles are files of ours."""
    pages = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] != OWN_CONTEXT]
    assert [str(path) for path in pages if INLINE.search(path.read_text(encoding="utf-8"))] == []


def test_no_text_becomes_a_template() -> None:
    """Templates are files of ours; markup is made in few modules alone, and never by putting a text in unescaped."""
    wrong = []
    for path in sorted((ROOT / "registry").rglob("*.py")):
        name = path.relative_to(ROOT / "registry").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in OF_TEXT or (called == "Markup" and name not in MAY_MARK):
                    wrong.append(f"{name}:{node.lineno}: {called}")
    assert wrong == []


def test_markup_is_made_of_constants() -> None:
    """But for sanitised Markdown, `Markup` is called with a constant: what people wrote enters by its `format`."""
    calls = [
        node
        for name in ("charts", "drawing")
        for node in ast.walk(
            ast.parse((ROOT / "registry/publish" / f"{name}.py").read_text(encoding="utf-8"))
        )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup"
    ]
    assert calls and all(isinstance(call.args[0], ast.Constant) for call in calls)
