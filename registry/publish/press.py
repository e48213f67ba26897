"""The PDF renderer as a process of its own that stands ready, each report within bounds of memory, time and size."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version as installed_version
from pathlib import Path

from registry.errors import Unavailable
from registry.publish import recipes
from registry.publish.standby import Standby
from registry.settings import data_root

_LOG = logging.getLogger(__name__)

# No folder of fonts: a report has the fonts that its style sheet names, on every machine the same.
_FONTS = "<fontconfig><cachedir>{folder}</cachedir></fontconfig>"


def _environment(folder: Path) -> dict[str, str]:
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(folder=folder), encoding="utf-8")
    # Fonts are unpacked with this time in them.
    return {"FONTCONFIG_FILE": str(fonts), "SOURCE_DATE_EPOCH": "0"}


renderer = Standby("registry.publish.pdf", environment=_environment)
"""What prints the reports of this process: started by the first of them, or before it by who expects some."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within a report. `made` is the time that the report gives for it: never that of the printing."""

    name: str
    about: str
    content: bytes
    made: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one rendering may take: bytes of memory and of output, seconds of work and of waiting."""

    memory: int = 512 * 1024 * 1024
    output: int = 20 * 1024 * 1024
    work: int = 25
    wait: float = 30.0


@lru_cache(maxsize=1)
def recipe() -> str:
    """What else than record and parameters makes a report's bytes, as a hash: code, templates, style sheet, fonts."""
    root, package = data_root(), Path(__file__).parents[1]
    code = (*sorted((package / "core").glob("*.py")), *sorted((package / "publish").rglob("*.py")))
    templates = sorted((root / "templates/pdf").iterdir())
    fonts = sorted((root / "static/fonts/print").iterdir())
    files = (*code, *templates, root / "static/css/report.css", *fonts)
    return recipes.recipe(files, installed_version("weasyprint"))


def print_pdf(html: str, attached: Sequence[Attachment] = (), *, bounds: Bounds | None = None) -> bytes:
    """HTML of our own templates as a PDF, with files attached.

    Raises Unavailable where the renderer fails, is killed or takes more than it may. It has no environment, no terminal
    and a folder of its own, which is gone afterwards.
    """
    within = bounds or Bounds()
    done = renderer.run(
        _job(html, attached),
        memory=within.memory,
        seconds=within.work,
        output=within.output,
        wait=within.wait,
    )
    if done.status is None:
        raise Unavailable(f"the report took longer than {within.wait:g} seconds to make")
    if done.status != 0 or not done.output.startswith(b"%PDF-"):
        _LOG.error("renderer ended with %s: %s", done.status, done.log[-2000:].decode("utf-8", "replace"))
        raise Unavailable("the report could not be made just now")
    return done.output


def _job(html: str, attached: Sequence[Attachment]) -> bytes:
    """What the renderer is given: everything that it needs, so that it has to read no file."""
    files = [
        {
            "name": file.name,
            "about": file.about,
            "content": file.content.decode(),
            "made": file.made.isoformat(),
        }
        for file in attached
    ]
    return json.dumps({"html": html, "attached": files}, ensure_ascii=False).encode("utf-8", "replace")
