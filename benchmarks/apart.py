"""Commands run apart, each measured for itself: seconds, the processor's seconds, the memory of the largest process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: what came out, how long it took, the processor's seconds, the memory of the largest process."""

    content: bytes
    seconds: float
    work: float
    megabytes: float


def apart(command: Sequence[str], *, given: str = "") -> Outcome:
    """Run a command, with that text as its input."""
    done = subprocess.run(
        [sys.executable, "-I", str(_HERE / "peak.py"), *command],
        input=given.encode(),
        capture_output=True,
        cwd=_HERE.parent,
        check=True,
    )
    said = json.loads(done.stderr)
    return Outcome(done.stdout, said["seconds"], said["work"], said["megabytes"])
