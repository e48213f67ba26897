"""What lies on a disk below an open folder, and how it is called. No symbolic link is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator

from registry.content.frontmatter import MAX_BYTES

TOPS = ("labs", "standards")
_DEEPEST = 3
"""A folder is at most labs/<lab>/<document>."""

Lost = Callable[[str, OSError], None]
"""Is told the path of a folder that cannot be read, and why."""


def files_below(root: int, lost: Lost) -> Iterator[tuple[str, str, int]]:
    """Each file and link below labs/ and standards/: its path, its name, and its folder, open meanwhile.

    What lies deeper than a catalogue goes is given as its folder; `lost` is told of folders that cannot be read.
    """
    for top in TOPS:
        if is_folder(top, root):
            yield from _below(top, top, root, lost)


def _below(path: str, name: str, parent: int, lost: Lost) -> Iterator[tuple[str, str, int]]:
    try:
        folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except OSError as error:
        lost(path, error)
        return
    try:
        for inner in _names(path, folder, lost):
            if path.count("/") + 1 < _DEEPEST and is_folder(inner, folder):
                yield from _below(f"{path}/{inner}", inner, folder, lost)
            else:
                yield f"{path}/{inner}", inner, folder
    finally:
        os.close(folder)


def _names(path: str, folder: int, lost: Lost) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError as error:
        lost(path, error)
        return []


def read_file(name: str, folder: int) -> str:
    """A file's text. Raises OSError or ValueError (UnicodeDecodeError is one) where it cannot be had."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("not a plain file; the catalogue holds plain files only")
        if status.st_size > MAX_BYTES:
            raise ValueError(f"the file has {status.st_size:,} bytes; at most 1 MB ({MAX_BYTES:,}) is read")
        return file.read(MAX_BYTES + 1).decode("utf-8")


def printable(path: str) -> str:
    """The path as it may be printed: a name can hold bytes that are no text, line ends, and orders to a terminal."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in path
    )


def is_folder(name: str, parent: int) -> bool:
    """Whether the name is a folder's, and no link's."""
    return stat.S_ISDIR(_mode(name, parent))


def is_link(name: str, parent: int) -> bool:
    """Whether the name is a symbolic link's."""
    return stat.S_ISLNK(_mode(name, parent))


def _mode(name: str, parent: int) -> int:
    """What kind of thing has the name; 0 where nothing has it, or it cannot be told."""
    try:
        return os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    except OSError:
        return 0
