"""Work on what a person typed or sent, as a process of its own: how it is started, and what it is held to.

Both sides stand here: `run_confined` and `start_confined` for who asks for the work, `confine` for the module that does
it.
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


Process = subprocess.Popen[bytes]
"""A confined process that is talked to."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the work ended. `status` is 0 where all went well, and None where it was ended for taking too long."""

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
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what a person sent is in the input alone
            _command(module, arguments),
            input=content,
            capture_output=True,
            timeout=wait,
            cwd=folder,
            env={**_own(folder), **environment},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return Ended(None, error.stdout or b"", error.stderr or b"")
    return Ended(done.returncode, done.stdout, done.stderr)


def start_confined(module: str, *, folder: str, environment: Mapping[str, str]) -> Process:
    """Start one of our modules, to be talked to by its input and output; its errors go into `log` in the folder.

    It leads a group of its own, so that it can be ended with all that it has started.
    """
    with (Path(folder) / "log").open("ab") as log:
        return Process(
            _command(module, ()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            env={**_own(folder), **environment},
            start_new_session=True,
        )


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


def _command(module: str, arguments: Iterable[str | int]) -> list[str]:
    return [sys.executable, "-P", "-s", "-W", "ignore", "-m", module, *map(str, arguments)]


def _own(folder: str) -> dict[str, str]:
    """The whole environment of a confined process, but for what its module needs."""
    return {
        "TMPDIR": folder,
        "PYTHONPATH": str(_PACKAGES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }


def _stay_inside(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a confined process")
