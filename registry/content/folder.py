"""A folder on disk ↔ the texts of a catalogue by path. Nothing outside the folder is read or written."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from registry.content.disk import TOPS, files_below, is_folder, is_link, printable, read_file
from registry.content.places import place_of
from registry.content.reader import Reader, read_all
from registry.core.catalog import Catalog
from registry.errors import BadValue, Problem, ProblemsFound

__all__ = [
    "Reader",
    "check_folder",
    "read_all",
    "read_catalog",
    "read_folder",
    "tops_of",
    "write_folder",
]

_READMES = tuple(f"{top}/README.md" for top in TOPS)
_MISSING = "the folder is missing; a catalogue has both"
_LINK = "a symbolic link; the catalogue holds plain files only, and follows no link out of its folder"


def tops_of(directory: Path) -> tuple[str, ...]:
    """Which of `labs` and `standards` hold anything; one that does not is as good as missing."""
    return tuple(top for top in TOPS if _holds_anything(directory / top))


def read_folder(directory: Path, *, tops: Collection[str] = TOPS) -> dict[str, str]:
    """The catalogue's texts below `directory`, which holds at least the folders `tops`, by path.

    Raises BadValue where the folder is not there, ProblemsFound for files that a catalogue does not have, or
    that cannot be read.
    """
    texts, problems = _scan(directory, tops)
    if problems:
        raise ProblemsFound(problems)
    return texts


def read_catalog(directory: Path) -> Catalog:
    """The catalogue below `directory`. Raises BadValue, or ProblemsFound with every problem there is."""
    texts, problems = _scan(directory, TOPS)
    return Reader().read(texts, unread=problems)


def check_folder(directory: Path) -> tuple[Problem, ...]:
    """Every problem in the files below `directory` and in their texts. Raises BadValue as above."""
    try:
        read_catalog(directory)
    except ProblemsFound as found:
        return found.problems
    return ()


def write_folder(directory: Path, texts: Mapping[str, str]) -> None:
    """Make the catalogue's files below `directory` be these texts, byte for byte.

    Files of the catalogue that are not among the texts are removed; all others are left alone. Each file is
    replaced in one step, and no symbolic link is followed. Raises ProblemsFound for a path that no catalogue
    has and BadValue for a folder that cannot be read, both before anything is written, and BadValue where
    something else stands in a folder's place or the system refuses to write; what was written by then stays.
    """
    wrong = [Problem(path, 1, message) for path in texts if (message := _not_a_place(path)) is not None]
    if wrong:
        raise ProblemsFound(wrong)
    encoded = {path: text.encode("utf-8") for path, text in texts.items()}
    with _writing(directory):
        directory.mkdir(parents=True, exist_ok=True)
        root = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for top in TOPS:
            with _writing(directory / top), suppress(FileExistsError):
                os.mkdir(top, dir_fd=root)
        there = [path for path, _, _ in files_below(root, _unreadable) if _not_a_place(path) is None]
        for path in sorted(encoded):
            with _writing(directory / path):
                _write(root, path, encoded[path])
        for path in there:
            if path not in encoded:
                with _writing(directory / path):
                    _remove(root, path)
    finally:
        os.close(root)


# -- reading -------------------------------------------------------------------------------------------------


def _scan(directory: Path, tops: Collection[str]) -> tuple[dict[str, str], dict[Problem, str]]:
    """All texts that can be had, and what is wrong with the other files, with what can be made out of them."""
    texts: dict[str, str] = {}
    problems: dict[Problem, str] = {}

    def lost(path: str, error: OSError) -> None:
        problems[Problem(printable(path), 1, f"the folder cannot be read: {error.strerror}")] = ""

    root = _open_root(directory)
    try:
        for top in tops:
            if not is_folder(top, root):
                problems[Problem(top, 1, _LINK if is_link(top, root) else _MISSING)] = ""
        for path, name, folder in files_below(root, lost):
            if path not in _READMES:
                _take(path, name, folder, texts, problems)
    finally:
        os.close(root)
    return texts, problems


def _holds_anything(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entries)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _open_root(directory: Path) -> int:
    try:
        return os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadValue(f"{directory} is not a folder; name one that holds labs/ and standards/") from error
    except OSError as error:
        raise BadValue(f"{directory} cannot be read: {error.strerror}") from error


def _take(path: str, name: str, folder: int, texts: dict[str, str], problems: dict[Problem, str]) -> None:
    """Read one file into `texts`, or note why it cannot be."""
    shown = printable(path)
    message = _LINK if is_link(name, folder) else _not_a_place(path)
    if message is not None:
        problems[Problem(shown, 1, message)] = ""
        return
    try:
        texts[path] = read_file(name, folder)
    except UnicodeDecodeError as error:
        problems[_not_utf8(shown, error)] = error.object.decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        problems[Problem(shown, 1, _why_not(error))] = ""


def _not_utf8(path: str, error: UnicodeDecodeError) -> Problem:
    line = error.object.count(b"\n", 0, error.start) + 1
    byte = error.object[error.start]
    message = f"not UTF-8: byte 0x{byte:02X} at offset {error.start}; save the file as UTF-8"
    return Problem(path, line, message)


def _why_not(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return str(error)
    if error.errno == errno.ELOOP:
        return _LINK
    return f"cannot be read: {error.strerror}"


def _not_a_place(path: str) -> str | None:
    """Why a catalogue has no such path, or None where it has."""
    try:
        place_of(path)
    except ValueError as error:
        return str(error)
    return None


# -- writing -------------------------------------------------------------------------------------------------


def _unreadable(path: str, error: OSError) -> None:
    raise BadValue(
        f"{printable(path)} cannot be read: {error.strerror}; what it holds cannot be made equal"
    ) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say of which path it is that the system refuses to write it."""
    try:
        yield
    except OSError as error:
        raise BadValue(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def _folder_of(root: int, path: str, *, make: bool) -> Iterator[tuple[int, str]]:
    """The open folder of a path and the file's name in it, reached without following a link."""
    *folders, name = path.split("/")
    descriptor = os.dup(root)
    try:
        for folder in folders:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(folder, dir_fd=descriptor)
            inner = _open_folder(folder, descriptor, path)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, name
    finally:
        os.close(descriptor)


def _open_folder(name: str, parent: int, path: str) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise BadValue(
                f"{path} cannot be written: {name!r} is a link or a file where a folder is needed"
            ) from error
        raise


def _write(root: int, path: str, content: bytes) -> None:
    """Put the content at the path in one step; what holds it already is left alone."""
    with _folder_of(root, path, make=True) as (folder, name):
        if _holds(name, folder, content):
            return
        temporary = f".{secrets.token_hex(8)}.tmp"
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=folder
        )
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=folder)
            raise
        os.fsync(folder)


def _holds(name: str, folder: int, content: bytes) -> bool:
    try:
        return read_file(name, folder).encode("utf-8") == content
    except (OSError, ValueError):
        return False


def _remove(root: int, path: str) -> None:
    """Take a file away, and the folders that it leaves empty."""
    with _folder_of(root, path, make=False) as (folder, name):
        if is_folder(name, folder):
            return
        os.unlink(name, dir_fd=folder)
    folders = path.split("/")[:-1]
    while len(folders) > 1:
        inner = "/".join(folders)
        with _folder_of(root, inner, make=False) as (parent, name):
            try:
                os.rmdir(name, dir_fd=parent)
            except OSError:
                return
        folders.pop()
