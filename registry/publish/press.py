"""The PDF renderer as a process of its own, within bounds of memory, time and size."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as installed_version
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.errors import Unavailable
from registry.publish.confined import run_confined
from registry.settings import data_root

_LOG = logging.getLogger(__name__)

# No folder of fonts: a report has the fonts that its style sheet names, on every machine the same.
_FONTS = "<fontconfig><cachedir>{folder}</cachedir></fontconfig>"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one rendering may take: bytes of memory and of output, seconds of work and of waiting."""

    memory: int = 512 * 1024 * 1024
    output: int = 20 * 1024 * 1024
    work: int = 25
    wait: float = 30.0


@lru_cache(maxsize=1)
def recipe() -> str:
    """What else than its HTML makes a report's bytes: the renderer, the style sheet and the fonts, as a hash."""
    static = data_root() / "static"
    digest = hashlib.sha256(f"{installed_version('weasyprint')}".encode())
    for path in (
        Path(__file__).with_name("pdf.py"),
        static / "css/report.css",
        *sorted((static / "fonts/print").iterdir()),
    ):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def print_pdf(html: str, *, bounds: Bounds | None = None) -> bytes:
    """HTML of our own templates as a PDF.

    Raises Unavailable where the renderer fails, is killed or takes more than it may. It gets no environment, no
    terminal and a folder of its own, which is gone afterwards.
    """
    within = bounds or Bounds()
    with TemporaryDirectory(prefix="registry-press-") as folder:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(_FONTS.format(folder=folder), encoding="utf-8")
        done = run_confined(
            "registry.publish.pdf",
            (within.memory, within.work, within.output),
            html.encode("utf-8", "replace"),
            folder=folder,
            wait=within.wait,
            # Fonts are unpacked with this time in them.
            environment={"FONTCONFIG_FILE": str(fonts), "SOURCE_DATE_EPOCH": "0"},
        )
    if done.status is None:
        raise Unavailable(f"the report took longer than {within.wait:g} seconds to make")
    if done.status != 0 or not done.output.startswith(b"%PDF-"):
        _LOG.error("renderer ended with %s: %s", done.status, done.log[-2000:].decode("utf-8", "replace"))
        raise Unavailable("the report could not be made just now")
    return done.output
