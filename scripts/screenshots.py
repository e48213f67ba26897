"""Takes the pictures of docs/pictures/ from a running site on the shipped catalogue: `make screenshots`."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESKTOP, PHONE = (1280, 860), (390, 780)
COLOURS = 128
PATIENCE = 120

RSP = "/labs/anthropic/responsible-scaling-policy/"
PICTURES = (
    ("home", "/", DESKTOP, "light"),
    ("home-phone", "/", PHONE, "light"),
    ("lab", "/labs/openai/", DESKTOP, "dark"),
    ("diff", f"{RSP}diff/2.1..2.2/", DESKTOP, "light"),
    ("scorecard", "/standards/buying-time/openai/", DESKTOP, "light"),
    ("scorecard-phone", "/standards/buying-time/openai/", PHONE, "dark"),
    ("compare", "/compare/?labs=anthropic,openai,google-deepmind&standard=buying-time", DESKTOP, "light"),
    ("search", "/search/?q=stop+and+assist", DESKTOP, "light"),
)


@contextmanager
def site() -> Iterator[str]:
    """A site of its own on the shipped catalogue; stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with TemporaryDirectory() as data:
        environ = {**os.environ, "REGISTRY_DATA_DIR": data, "REGISTRY_DATABASE_URL": "", "PORT": str(port)}
        process = subprocess.Popen([sys.executable, "-m", "registry", "serve"], env=environ)
        try:
            _wait(f"{address}/healthz")
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(address, timeout=PATIENCE):  # noqa: S310 - our own server
                return
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def take(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> Image.Image:
    """What a reader sees first at an address."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return picture


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with site() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, path, size, scheme in PICTURES:
            picture = take(browser, base + path, size, scheme)
            # Few colours: a page of text loses nothing by it, and the picture weighs a third.
            picture.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
            print(f"docs/pictures/{name}.png")
        browser.close()
