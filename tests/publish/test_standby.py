"""A process that stands ready: every job in a copy of its own, none the worse for the one before, nothing left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.publish.confined import Ended
from registry.publish.standby import Standby
from tests.patience import PATIENCE

WORKER = "tests.publish.worker"
MEGABYTE = 1024 * 1024


@pytest.fixture
def standby() -> Iterator[Standby]:
    """What does as it is told, ended afterwards."""
    found = Standby(WORKER, environment=lambda _: {})
    yield found
    found.end()
    assert found.process is None


def ask(standby: Standby, content: bytes, *, output: int = MEGABYTE, wait: float = PATIENCE) -> Ended:
    """Have one job done within bounds."""
    return standby.run(content, memory=512 * MEGABYTE, seconds=10, output=output, wait=wait)


def is_running(process: int) -> bool:
    """Whether there is such a process and it has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_job_begins_as_the_first_one_did(standby: Standby) -> None:
    """What a job did to its memory is gone with it; the process that stands ready stays the same, with no copy left."""
    assert [ask(standby, name).output for name in (b"a", b"b")] == [b"1 a", b"1 b"]
    first = standby.process
    ask(standby, b"c")
    assert standby.process == first
    assert Path(f"/proc/{first}/task/{first}/children").read_text() == ""


def test_a_job_has_a_place_of_its_own(standby: Standby) -> None:
    """It works and keeps what is for a while in a folder that is gone afterwards, without our environment."""
    place, temporary, known = ask(standby, b"place").output.decode().split(" ", 2)
    assert place == temporary
    assert not Path(place).exists()
    assert "'PATH'" not in known


@pytest.mark.parametrize(
    ("content", "output", "said"),
    [
        (b"die", MEGABYTE, b""),
        (b"start another", MEGABYTE, b"not for a confined process"),
        (b"long" * 9, 9, b""),
    ],
    ids=["killed", "starts a process", "writes too much"],
)
def test_a_job_that_fails_spoils_no_other(standby: Standby, content: bytes, output: int, said: bytes) -> None:
    """Who asked is told so, and the next job is done by the same process."""
    ask(standby, b"first")
    before = standby.process
    ended = ask(standby, content, output=output)
    assert ended.status
    assert ended.output == b""
    assert said in ended.log
    assert ask(standby, b"next").output == b"1 next"
    assert standby.process == before


def test_a_job_cannot_answer_for_another(standby: Standby) -> None:
    """What it says to its standard output goes nowhere."""
    assert ask(standby, b"speak").output == b"1 speak"
    assert ask(standby, b"next").output == b"1 next"


def test_a_job_that_takes_too_long_is_ended(standby: Standby) -> None:
    """With the process that it is a copy of; the next job finds another."""
    ask(standby, b"first")
    before = standby.process
    assert before is not None
    assert ask(standby, b"hang", wait=0.05).status is None
    assert not is_running(before)
    assert ask(standby, b"next").output == b"1 next"


def test_one_that_was_killed_is_started_again(standby: Standby) -> None:
    """Between two jobs, nobody notices."""
    ask(standby, b"first")
    subprocess.run(["kill", "-9", str(standby.process)], check=True)
    deadline = time.monotonic() + PATIENCE
    while standby.process is not None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert ask(standby, b"next").output == b"1 next"


def test_it_ends_with_who_asks() -> None:
    """Even where that one was killed and could not say so; its folder goes with it."""
    program = (
        "from registry.publish.standby import Standby; import sys\n"
        f"standby = Standby({WORKER!r}, environment=lambda _: {{}}); standby.start()\n"
        "print(standby.process, flush=True); sys.stdin.read()"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asker:
        assert asker.stdout is not None
        process = int(asker.stdout.readline())
        assert is_running(process)
        place = Path(f"/proc/{process}/cwd").readlink()
        asker.kill()
    deadline = time.monotonic() + PATIENCE
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.005)
    assert not is_running(process)
    assert not place.exists()


def test_nothing_is_left_of_a_job_whose_asker_is_gone(tmp_path: Path) -> None:
    """The job ends who asked for it, as an operator may, and can then answer nobody: no folder stays of either."""
    program = (
        "from registry.publish.standby import Standby; import os\n"
        f"standby = Standby({WORKER!r}, environment=lambda _: {{}})\n"
        "standby.start(); print(standby.process, flush=True)\n"
        f"standby.run(b'end %d' % os.getpid(), memory=2**29, seconds=10, output=99, wait={PATIENCE})"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as asker:
        assert asker.stdout is not None
        process = int(asker.stdout.readline())
        assert asker.wait(PATIENCE) == -signal.SIGKILL
    deadline = time.monotonic() + PATIENCE
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.005)
    assert list(tmp_path.iterdir()) == []
