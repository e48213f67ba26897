"""Processes for tests that must do something at the same moment as others, or be killed while they do it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from registry.store import engine
from tests.patience import PATIENCE

# Processes come from a server that has done nothing yet: no thread, connection or lock of the test's is copied.
_CONTEXT = multiprocessing.get_context("forkserver")
# What every one of them needs is imported there once.
_CONTEXT.set_forkserver_preload(
    [
        "__main__",
        "pytest",
        "psycopg",
        "registry.desk.verifying",
        "registry.desk.backing_up",
        "tests.desk.desks",
        "tests.desk.folders",
    ]
)

KILLED = -signal.SIGKILL


def run(target: Callable[..., None], *arguments: object) -> int:
    """Run a function of a test module in a process of its own, and give the process's exit status."""
    return run_together([(target, arguments)])[0]


def run_together(calls: Sequence[tuple[Callable[..., None], tuple[object, ...]]]) -> list[int]:
    """Run functions at the same moment, each in a process of its own, and give their exit statuses."""
    barrier = _CONTEXT.Barrier(len(calls))
    processes = [_CONTEXT.Process(target=_start, args=(barrier, target, given)) for target, given in calls]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    statuses = [process.exitcode for process in processes]
    for process in processes:
        if process.exitcode is None:
            process.kill()
    return [-1000 if status is None else status for status in statuses]


def die_at_step(step: int) -> None:
    """Have this process kill itself at its `step`-th step in the database, counted from 1.

    Steps are the moments before a statement, before a commit and after a commit.
    """
    left = [step]

    def pass_by(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    commit = DefaultDialect.do_commit

    def counted_commit(dialect: DefaultDialect, connection: Any) -> None:
        pass_by()
        commit(dialect, connection)  # type: ignore[no-untyped-call]
        pass_by()

    event.listen(Engine, "before_cursor_execute", pass_by)
    DefaultDialect.do_commit = counted_commit  # type: ignore[method-assign]


def killed_at_each_step(
    prepare: Callable[..., Callable[[], object]], *arguments: object, every: int = 1
) -> Iterator[int]:
    """Have a deed killed at its first step in the database, then at its second, and so on: the exit status of each try.

    With `every`, at one step of so many. `prepare`, a function of a test module, is called once, in a process of its
    own; each try is a fork of that one. It gives the deed, and leaves no connection open.
    """
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_try_each_step, args=(there, prepare, arguments), daemon=True)
    process.start()
    try:
        for step in count(1, every):
            here.send(step)
            yield here.recv() if here.poll(PATIENCE) else -1000
    finally:
        here.send(None)
        process.join(PATIENCE)


def _try_each_step(
    orders: Any, prepare: Callable[..., Callable[[], object]], arguments: tuple[object, ...]
) -> None:
    engine.WRITE_WAIT = PATIENCE
    deed = prepare(*arguments)
    while (step := orders.recv()) is not None:
        child = os.fork()
        if child == 0:
            try:
                die_at_step(step)
                deed()
                os._exit(0)
            finally:
                os._exit(1)
        orders.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _start(barrier: Any, target: Callable[..., None], arguments: tuple[object, ...]) -> None:
    engine.WRITE_WAIT = PATIENCE  # as in the tests' own process: who waits for a turn gets it, however late
    barrier.wait(PATIENCE)
    target(*arguments)
