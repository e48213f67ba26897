"""Runs one command, and says on standard error the seconds it took and the most memory that one of its processes held.

A process of its own, and a small one: a child counts as having held what the process held that started it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    """Run the command given as arguments; its input and output are this process's own."""
    started = time.perf_counter()
    done = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - started
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stderr.write(json.dumps({"seconds": seconds, "megabytes": kilobytes / 1024}))
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
