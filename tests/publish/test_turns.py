"""The line of reports: first come, first served in all processes, and nobody who was told to wait is sent away."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.errors import Busy, Unavailable
from registry.publish.shelf import Shelf, ShelfBounds
from tests.patience import PATIENCE
from tests.publish.asker import Asker, closed


def sooner_or_later(holds: Callable[[], bool]) -> bool:
    """Whether something that other threads and processes bring about comes to hold."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def heard(asker: Asker, name: str) -> list[str]:
    """Everything that somebody hears who asks for a report until it is there."""
    answers: list[str] = []

    def ask() -> bool:
        answers.append(asker.begin(name))
        return not answers[-1].isdigit()

    assert sooner_or_later(ask)
    return answers


def began_to_make(folder: Path, name: str) -> bool:
    """Whether somebody begins to make a report."""
    made = folder / "made"
    return sooner_or_later(lambda: made.exists() and name in made.read_text().split())


def given_up(folder: Path) -> bool:
    """Whether a failure comes to be noted and its ticket to be gone."""
    return sooner_or_later(lambda: any(folder.glob("*.failed")) and not tickets(folder))


def tickets(folder: Path) -> list[Path]:
    """The tickets in a folder."""
    return list(folder.glob("*.ticket"))


def tidied(folder: Path) -> bool:
    """Whether nothing stays in the shelf's folder but whole reports and the two locks."""
    reports = folder / "reports"
    return sooner_or_later(lambda: {path.suffix for path in reports.iterdir()} <= {".report", ".lock"})


def test_they_are_made_in_the_order_in_which_they_were_begun(tmp_path: Path) -> None:
    """Whichever process each was begun in; and whoever asks in the other one hears numbers that never rise."""
    names = "hgfedcba"
    with Asker(tmp_path) as one, Asker(tmp_path) as other:
        with closed(tmp_path / "gate"):
            told = [(one, other)[n % 2].begin(name) for n, name in enumerate(names)]
            assert told == [str(n) for n in range(8)]
        last = heard(one, names[-1])
        assert last[-1] == "kept"
        assert last[:-1] == sorted(last[:-1], reverse=True)
        assert tidied(tmp_path)
    assert (tmp_path / "made").read_text().split() == list(names)


def test_who_was_told_to_wait_may_ask_any_process(tmp_path: Path) -> None:
    """All processes together begin so many and no more; they all know what was begun."""
    with Asker(tmp_path, queue=2) as one, Asker(tmp_path, queue=2) as other:
        with closed(tmp_path / "gate"):
            assert [one.begin("a"), other.begin("b")] == ["0", "1"]
            assert [one.begin("c"), other.begin("c")] == ["refused", "refused"]
            assert [one.begin("b"), other.begin("b"), other.begin("a")] == ["1", "1", "0"]
        assert heard(other, "a")[-1] == heard(one, "b")[-1] == "kept"
    assert (tmp_path / "made").read_text().split() == ["a", "b"]


def test_a_killed_process_loses_nobody_their_place(tmp_path: Path) -> None:
    """What it had begun goes on where the next one asks, in its old place and though the line is full."""
    with Asker(tmp_path, queue=3) as one, Asker(tmp_path, queue=3) as other:
        with closed(tmp_path / "gate"):
            assert [one.begin("a"), one.begin("b"), other.begin("c")] == ["0", "1", "2"]
            assert began_to_make(tmp_path, "a")
            one.kill()
            assert [other.begin("c"), other.begin("d")] == ["2", "refused"]
            assert began_to_make(tmp_path, "c")  # meanwhile it waits for nobody who is gone
            assert [other.begin("b"), other.begin("a")] == ["1", "0"]
        for name in "abc":
            assert heard(other, name)[-1] == "kept"
        assert tidied(tmp_path)
    assert (tmp_path / "made").read_text().split() == ["a", "c", "a", "b"]


def test_what_nobody_asks_for_any_more_keeps_no_place(tmp_path: Path) -> None:
    """A ticket of a killed process goes when nobody has asked for some time, and at once if nobody will."""
    with closed(tmp_path / "gate"), Asker(tmp_path) as one, Asker(tmp_path) as other:
        assert one.begin("a") == "0"
        assert began_to_make(tmp_path, "a")
        one.kill()
        (ticket,) = tickets(tmp_path / "reports")
        os.utime(ticket, (0, 0))
        other.tell("get", "b")
        assert began_to_make(tmp_path, "b")
        other.kill()
        with Asker(tmp_path, queue=1) as third:
            assert third.begin("c") == "0"
            assert began_to_make(tmp_path, "c")


def test_a_failure_is_heard_in_any_process(tmp_path: Path) -> None:
    """It is told once to whoever asks next, be it another process, and then the report is begun anew."""
    one, other = Shelf(tmp_path), Shelf(tmp_path)

    def fail() -> bytes:
        raise Unavailable("the renderer was killed")

    assert one.begin("a", fail) == 0
    assert given_up(tmp_path)
    with pytest.raises(Unavailable, match="killed"):
        other.begin("a", fail)
    assert other.get("a", lambda: b"%PDF-a") == one.begin("a", fail) == b"%PDF-a"


def test_a_report_that_cannot_be_kept_is_not_made_for_ever(tmp_path: Path) -> None:
    """Whoever waits for it hears that it cannot be kept; whoever stands by gets it all the same."""
    shelf = Shelf(tmp_path)
    shelf.get("a", lambda: b"%PDF-a")
    (place,) = tmp_path.glob("*.report")
    place.unlink()
    (place.with_suffix(".part")).mkdir()
    assert shelf.begin("a", lambda: b"%PDF-a") == 0
    assert given_up(tmp_path)
    with pytest.raises(Unavailable, match="cannot be kept"):
        shelf.begin("a", lambda: b"%PDF-a")
    assert shelf.get("a", lambda: b"%PDF-a") == b"%PDF-a"


def test_a_program_waits_in_the_same_line(tmp_path: Path) -> None:
    """It comes after who was there before, and leaves the line when its patience ends."""
    with Asker(tmp_path) as one:
        with closed(tmp_path / "gate"):
            assert one.begin("a") == "0"
            assert began_to_make(tmp_path, "a")
            with pytest.raises(Busy, match="still being made"):
                Shelf(tmp_path / "reports", bounds=ShelfBounds(patience=0)).get("b", lambda: b"%PDF-b")
            assert one.begin("c") == "1"
        assert heard(one, "c")[-1] == "kept"
        assert tidied(tmp_path)
