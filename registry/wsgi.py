"""What a production server starts: `registry.wsgi:create` makes the site from the environment."""

from __future__ import annotations

import os

from flask import Flask

from registry.app import create_app
from registry.publish import press
from registry.settings import Settings


def create() -> Flask:
    """The site with the settings of the environment, and the renderer of its reports ready."""
    press.renderer.start()
    return create_app(Settings.from_environ(os.environ))
