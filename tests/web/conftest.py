"""The site on the real catalogue, on a fixed day, for all tests of pages."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.content.folder import read_catalog
from registry.core.catalog import Catalog
from registry.settings import Settings, data_root
from registry.web.context import FixedSource

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The shipped catalogue."""
    return read_catalog(data_root())


@pytest.fixture(scope="session")
def site(catalog: Catalog) -> Flask:
    """The site on the shipped catalogue, where today is TODAY."""
    return create_app(Settings(), source=FixedSource(catalog), clock=lambda: TODAY)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A reader without cookies."""
    return site.test_client(use_cookies=False)
