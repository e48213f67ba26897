"""Runs one command, and says on standard error its seconds, the processor's, and the memory of its largest process.

A process of its own, and a small one: a child counts as having held what the process held that started it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER


def main() -> None:
    """Run the command given as arguments; its input and output are this process's own."""
    # Whatever the command starts and leaves becomes a child of this process, so that it is waited for and counted.
    ctypes.CDLL(None).prctl(_ADOPT, 1)
    started = time.perf_counter()
    done = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - started
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {"seconds": seconds, "work": taken.ru_utime + taken.ru_stime, "megabytes": taken.ru_maxrss / 1024}
    sys.stderr.write(json.dumps(said))
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
