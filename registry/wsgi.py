"""What a production server starts: `registry.wsgi:create` makes the site from the environment."""

from __future__ import annotations

import gc
import os
from contextlib import suppress

from flask import Flask

from registry.app import create_app
from registry.errors import RegistryError
from registry.publish import press
from registry.settings import Settings
from registry.web.context import source


def create() -> Flask:
    """The site with the settings of the environment, its catalogue read, and the renderer of its reports ready."""
    press.renderer.start()
    app = create_app(Settings.from_environ(os.environ))
    settle(app)
    return app


def settle(app: Flask) -> None:
    """Read the catalogue, and let the garbage collector pass over it from now on.

    It is hundreds of thousands of objects that stay, and to walk through them all made readers wait for half a second
    now and then. What a later revision brings is not passed over: once it is replaced, its memory is given back.
    """
    with app.app_context(), suppress(RegistryError):  # without a catalogue every page says what is missing
        catalog = source().current().catalog
        _ = catalog.changes, catalog.links
    gc.collect()
    gc.freeze()
