"""A confined process that stands ready: started once, it does each job in a copy of itself that is gone afterwards.

Both sides stand here: `Standby` for who asks for the work, `serve` for the module that does it. A job's input, output
and errors are files in a folder of its own, so that the bound on a file's size holds for all of them.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from registry.publish.confined import Ended, Process, confine, start_confined

_INPUT, _OUTPUT, _LOG = "input", "output", "log"


class Standby:
    """One of our modules, kept ready by this process for as long as it lives, and started again when it has ended.

    `environment` is made for the folder in which the module runs.
    """

    def __init__(self, module: str, *, environment: Callable[[Path], Mapping[str, str]]) -> None:
        self._module = module
        self._environment = environment
        self._turn = threading.Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._process: Process | None = None

    def start(self) -> None:
        """Let the module make itself ready, without waiting for it."""
        with self._turn:
            self._started()

    def run(self, content: bytes, *, memory: int, seconds: int, output: int, wait: float) -> Ended:
        """Do one job within bounds; ended after `wait` seconds, and gone when this returns."""
        with self._turn, TemporaryDirectory(prefix="registry-job-") as folder:
            place = Path(folder)
            (place / _INPUT).write_bytes(content)
            job = {"folder": folder, "memory": memory, "seconds": seconds, "output": output}
            status = self._asked(json.dumps(job), wait)
            return Ended(status, _read(place / _OUTPUT) if status == 0 else b"", _read(place / _LOG))

    def end(self) -> None:
        """End the module and whatever it is doing. The next job starts it again."""
        with self._turn:
            self._drop()

    @property
    def process(self) -> int | None:
        """The process that stands ready; None where there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def _asked(self, job: str, wait: float) -> int | None:
        """How the job ended; None where it took longer than `wait` seconds."""
        process = self._started()
        asks, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            asks.write(job.encode() + b"\n")
            asks.flush()
        except OSError:
            self._drop()
            return -signal.SIGPIPE
        if not select.select([answers], [], [], wait)[0]:
            self._drop()
            return None
        answer = answers.readline()
        if not answer:
            self._drop()
            return -signal.SIGKILL
        return int(answer)

    def _started(self) -> Process:
        if self._process is None or self._process.poll() is not None:
            self._drop()
            self._folder = TemporaryDirectory(prefix="registry-standby-")
            place = Path(self._folder.name)
            self._process = start_confined(
                self._module, folder=self._folder.name, environment=self._environment(place)
            )
            atexit.register(self.end)
        return self._process

    def _drop(self) -> None:
        """End the process with the copy of itself that may be at work, and leave nothing of them."""
        process, folder = self._process, self._folder
        self._process = self._folder = None
        if process is not None:
            atexit.unregister(self.end)
            with suppress(ProcessLookupError):  # it has ended, with all that it had started
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        if folder is not None:
            folder.cleanup()


def serve(work: Callable[[bytes], bytes]) -> None:
    """Do the jobs that are asked for on standard input, one by one, until who asks is gone.

    What is in memory by now is what each job begins with. No thread may be running.
    """
    gc.collect()
    gc.freeze()
    left = [str(Path.cwd())]
    try:
        with suppress(BrokenPipeError):
            for line in sys.stdin.buffer:
                job = json.loads(line)
                left[1:] = [job["folder"]]
                os.write(sys.stdout.fileno(), b"%d\n" % _done(work, job))
    finally:
        for folder in left:  # who asked was killed, or they would be gone
            shutil.rmtree(folder, ignore_errors=True)


def _done(work: Callable[[bytes], bytes], job: dict[str, Any]) -> int:
    """Have a copy do one job, and say how that ended."""
    copy = os.fork()
    if copy == 0:
        _work(work, **job)
    _, status = os.waitpid(copy, 0)
    return os.waitstatus_to_exitcode(status)


def _work(work: Callable[[bytes], bytes], *, folder: str, memory: int, seconds: int, output: int) -> None:
    """Do one job, in the copy, and end it without a look at what the original still has open."""
    status = 1
    try:
        os.chdir(folder)
        tempfile.tempdir = folder
        _take_leave()
        # A copy does one job and is gone with all its memory: looking for what could be given back is lost time.
        gc.disable()
        confine(memory=memory, seconds=seconds, output=output)
        Path(_OUTPUT).write_bytes(work(Path(_INPUT).read_bytes()))
        status = 0
    except BaseException:  # noqa: BLE001 - nothing may run on in a copy; who asked reads what it was
        traceback.print_exc()
    finally:
        os._exit(status)


def _take_leave() -> None:
    """Let go of the pipes to who asks, and write what is said into the job's folder."""
    nothing, log = os.open(os.devnull, os.O_RDWR), os.open(_LOG, os.O_WRONLY | os.O_CREAT, 0o600)
    for taken, place in ((nothing, 0), (nothing, 1), (log, 2)):
        os.dup2(taken, place)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
