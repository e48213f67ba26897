"""The shelf of reports: each made once, spoilt ones made again, never more waiting or kept than allowed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from registry.errors import Busy, Unavailable
from registry.publish.shelf import Shelf, ShelfBounds
from tests.patience import PATIENCE


class Maker:
    """Makes a report when told to go on, and counts how often it was asked."""

    def __init__(self, content: bytes = b"%PDF-report", *, waits: bool = False) -> None:
        self.content, self.made = content, 0
        self.begun, self.go = threading.Event(), threading.Event()
        if not waits:
            self.go.set()

    def __call__(self) -> bytes:
        self.made += 1
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return self.content


def kept(folder: Path) -> list[Path]:
    """The files of reports in a folder."""
    return sorted(folder.glob("*.report"))


def test_a_report_is_made_once(tmp_path: Path) -> None:
    """The second asker, here by another shelf as after a restart, gets the bytes that the first one got."""
    make = Maker()
    assert Shelf(tmp_path).get("a", make) == Shelf(tmp_path).get("a", make) == make.content
    assert make.made == 1


def test_eight_at_once_make_it_once(tmp_path: Path) -> None:
    """However many ask for a report while it is being made, one makes it and all get it."""
    shelf, make, start = (
        Shelf(tmp_path, bounds=ShelfBounds(waiting=8)),
        Maker(waits=True),
        threading.Barrier(9),
    )

    def ask() -> bytes:
        start.wait(PATIENCE)
        return shelf.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
        start.wait(PATIENCE)
        assert make.begun.wait(PATIENCE)
        make.go.set()
        assert {answer.result() for answer in answers} == {make.content}
    assert make.made == 1


def test_processes_share_the_turn(tmp_path: Path) -> None:
    """Two processes that ask for the same report at the same time make it once between them."""
    program = (
        "import sys; from pathlib import Path; from registry.publish.shelf import Shelf\n"
        "folder, log = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "def make():\n"
        "    with log.open('a') as file: file.write('made\\n')\n"
        "    return b'%PDF-x' * 100\n"
        "print('ready', flush=True); sys.stdin.read()\n"
        "print(len(Shelf(folder).get('a', make)))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "reports"), str(tmp_path / "log")]
    askers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for asker in askers:
        assert asker.stdout is not None
        assert asker.stdout.readline() == "ready\n"
    assert {asker.communicate("", timeout=PATIENCE)[0] for asker in askers} == {"600\n"}
    assert (tmp_path / "log").read_text() == "made\n"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content[:70] + b"?" + content[71:],
        lambda _: b"",
        lambda _: b"%PDF-report",
    ],
)
def test_a_damaged_report_is_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """A file that is not byte for byte what was written is never served."""
    make = Maker()
    Shelf(tmp_path).get("a", make)
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert Shelf(tmp_path).get("a", make) == make.content
    assert make.made == 2
    assert file.read_bytes() == whole


def test_what_a_killed_writer_left_is_neither_served_nor_kept(tmp_path: Path) -> None:
    """Half a file beside the place of a report is cleared away by the next writer."""
    make = Maker()
    Shelf(tmp_path).get("a", make)
    (file,) = kept(tmp_path)
    file.rename(file.with_suffix(".part"))
    assert Shelf(tmp_path).get("a", make) == make.content
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix != ".lock"] == [".report"]


def test_a_failure_is_passed_on_and_not_kept(tmp_path: Path) -> None:
    """When a report cannot be made the asker learns it, and the next one tries again."""

    def fail() -> bytes:
        raise Unavailable("the renderer was killed")

    shelf, make = Shelf(tmp_path), Maker()
    with pytest.raises(Unavailable, match="killed"):
        shelf.get("a", fail)
    assert kept(tmp_path) == []
    assert shelf.get("a", make) == make.content


def test_the_queue_is_bounded(tmp_path: Path) -> None:
    """One more asker than may wait is turned away at once; a kept report is served even then."""
    shelf, make, other = (
        Shelf(tmp_path, bounds=ShelfBounds(waiting=1)),
        Maker(waits=True),
        Maker(b"%PDF-kept"),
    )
    shelf.get("kept", other)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shelf.get, "a", make)
        assert make.begun.wait(PATIENCE)
        with pytest.raises(Busy, match="try again"):
            shelf.get("b", other)
        assert shelf.get("kept", other) == b"%PDF-kept"
        make.go.set()
        assert first.result() == make.content
    assert shelf.get("b", other) == b"%PDF-kept"


def begun(shelf: Shelf, name: str, make: Maker) -> bytes:
    """What comes of a report that is made in the background."""
    make.go.set()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(Busy):  # one that is there already may not have left the line yet
            if isinstance(found := shelf.begin(name, make), bytes):
                return found
        time.sleep(0.005)
    return b"never made"


def test_a_report_is_made_while_nobody_stands_by(tmp_path: Path) -> None:
    """Whoever asks is told how many come before it, may ask again, and gets it once it is there; it is made once."""
    shelf, make, other = Shelf(tmp_path), Maker(waits=True), Maker(b"%PDF-other", waits=True)
    assert shelf.begin("a", make) == 0
    assert make.begun.wait(PATIENCE)
    assert shelf.begin("b", other) == 1
    assert shelf.begin("a", make) == 0
    assert begun(shelf, "a", make) == make.content
    assert begun(shelf, "b", other) == other.content
    assert (make.made, other.made) == (1, 1)


def test_the_queue_of_what_is_made_alone_is_bounded(tmp_path: Path) -> None:
    """One report more than may be begun is refused; those that were begun are made."""
    shelf, make = Shelf(tmp_path, bounds=ShelfBounds(queue=1)), Maker(waits=True)
    assert shelf.begin("a", make) == 0
    with pytest.raises(Busy, match="try again"):
        shelf.begin("b", Maker())
    assert begun(shelf, "a", make) == make.content


def refused(shelf: Shelf, name: str, error: Exception) -> str:
    """What is told of a report whose making in the background ends with an error."""

    def fail() -> bytes:
        raise error

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            shelf.begin(name, fail)
        except Unavailable as told:
            return str(told)
        time.sleep(0.001)
    return ""


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (Unavailable("the renderer was killed"), "killed"),
        (OSError("no room"), "cannot be kept"),
        (ValueError("a fault of ours"), "could not be made"),
    ],
)
def test_who_asks_again_hears_of_a_failure_once(tmp_path: Path, error: Exception, says: str) -> None:
    """A report that could not be made in the background, whatever went wrong, is begun anew by who asks next."""
    shelf, make = Shelf(tmp_path), Maker()
    assert says in refused(shelf, "a", error)
    assert begun(shelf, "a", make) == make.content


def test_failures_that_nobody_asks_about_are_forgotten(tmp_path: Path) -> None:
    """However many reports fail that nobody comes back for, few are remembered, and the newest of them."""

    def fail() -> bytes:
        raise Unavailable("the renderer was killed")

    def when_there_is_room(name: str, make: Callable[[], bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(Busy):
                shelf.begin(name, make)
                return
            time.sleep(0.001)

    shelf, make = Shelf(tmp_path, bounds=ShelfBounds(queue=1)), Maker()
    for name in "abc":
        when_there_is_room(name, fail)
    when_there_is_room("d", make)  # there is room once the third has failed
    assert begun(shelf, "d", make) == make.content
    assert begun(shelf, "a", make) == make.content
    with pytest.raises(Unavailable, match="killed"):
        when_there_is_room("c", make)


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    """Whoever has waited long enough for another one's report is told to come back."""
    shelf, make = Shelf(tmp_path, bounds=ShelfBounds(waiting=2, patience=0.05)), Maker(waits=True)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shelf.get, "a", make)
        assert make.begun.wait(PATIENCE)
        with pytest.raises(Busy, match="still being made"):
            shelf.get("a", make)
        make.go.set()
        assert first.result() == make.content


def test_the_shelf_has_a_size(tmp_path: Path) -> None:
    """Reports leave, the one read longest ago first, when there are more bytes than allowed; the newest stays."""
    shelf, make = Shelf(tmp_path, bounds=ShelfBounds(size=2500)), Maker(b"x" * 1000)
    for name in "abc":
        shelf.get(name, make)
    assert sum(file.stat().st_size for file in kept(tmp_path)) <= 2500
    made = make.made
    shelf.get("c", make)
    assert make.made == made
    Shelf(tmp_path, bounds=ShelfBounds(size=10)).get("d", make)
    assert len(kept(tmp_path)) == 1


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    """When the folder's place is taken by something else, the asker hears that reports are not to be had now."""
    place = tmp_path / "reports"
    place.write_text("not a folder")
    with pytest.raises(Unavailable, match="cannot be kept"):
        Shelf(place).get("a", Maker())
