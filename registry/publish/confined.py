"""Work on what a person typed or sent, as a process of its own: how it is started, and what it is held to.

Both sides stand here: `run_confined` for who asks for the work, `confine` for the module that does it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

_PACKAGES = Path(__file__).resolve().parents[2]

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "urllib.")


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process ended. `status` is 0 where all went well, and None where it was ended for taking too long."""

    status: int | None
    output: bytes
    log: bytes


def run_confined(
    module: str,
    arguments: Iterable[str | int],
    content: bytes,
    *,
    folder: str,
    wait: float,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Ended:
    """Run one of our modules on some bytes; ended after `wait` seconds, and gone when this returns.

    It gets no environment but what is given here, no terminal, and the folder to work in.
    """
    command = [sys.executable, "-P", "-s", "-W", "ignore", "-m", module, *map(str, arguments)]
    own = {
        "TMPDIR": folder,
        "PYTHONPATH": str(_PACKAGES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what a person sent is in the input alone
            command,
            input=content,
            capture_output=True,
            timeout=wait,
            cwd=folder,
            env={**own, **environment},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return Ended(None, error.stdout or b"", error.stderr or b"")
    return Ended(done.returncode, done.stdout, done.stderr)


def confine(*, memory: int, seconds: int, output: int) -> None:
    """Hold this process to bytes of memory, seconds of work and bytes in a file; no connection, no new process."""
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))
    sys.addaudithook(_stay_inside)


def _stay_inside(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a confined process")
