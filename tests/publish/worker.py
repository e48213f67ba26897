"""Stands ready for tests: does what the bytes of a job say."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from registry.publish.standby import serve

done: list[bytes] = []


def work(content: bytes) -> bytes:
    """What is asked for by name; everything else comes back with how much was done before it in the same memory."""
    done.append(content)
    if content == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif content.startswith(b"end "):
        os.kill(int(content[4:]), signal.SIGKILL)
    elif content == b"hang":
        time.sleep(600)
    elif content == b"start another":
        subprocess.Popen(["true"])
    elif content == b"speak":
        sys.stdout.write("0\n")
        sys.stdout.flush()
    elif content == b"place":
        return f"{Path.cwd()} {tempfile.gettempdir()} {sorted(os.environ)}".encode()
    return b"%d %b" % (len(done), content)


if __name__ == "__main__":
    serve(work)
