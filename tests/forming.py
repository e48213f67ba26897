"""The form of a record on a page of its own, without the site around it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template_string

from registry.web.record_shown import RecordForm

_ROOT = Path(__file__).parents[1]

_PAGE = """<!doctype html>
{% from "_macros/form.html" import record_form, form_scripts with context %}
<html lang="en"><head><title>A form</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="{{ static('css/site.css') }}">
<link rel="stylesheet" href="{{ static('css/desk.css') }}">{{ form_scripts() }}
<script type="module" src="{{ static('js/desk.js') }}"></script></head>
<body><main class="wrap"><h1>A form</h1>
{% call record_form(form, "/", csrf) %}<button name="do" value="save">Save</button>{% endcall %}
<section data-preview></section>
<form action="/" method="get" data-sign-out><button>Sign out</button></form></main></body></html>"""


def bare_app() -> Flask:
    """An application that has the site's templates and static files, and nothing else."""
    app = Flask("form", template_folder=str(_ROOT / "templates"), static_folder=str(_ROOT / "static"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_global(lambda path: f"/static/{path}", "static")
    return app


def shown(form: RecordForm, *, csrf: str = "") -> str:
    """A page that shows the form and, after it, a button to sign out. Needs the application's context."""
    return render_template_string(_PAGE, form=form, csrf=csrf)
