"""How files are written so that nobody ever reads half of one, and that two commands do not write the same folder.

The lowest module of `store`; the other ones use it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from generator.errors import BusyError

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # pragma: no cover - not every system has it
    CAN_LOCK_FOLDERS = False
else:
    CAN_LOCK_FOLDERS = True

LOCK = ".lock"
"""Stands in a folder while somebody writes there, where the system cannot lock a folder."""


def replaced(path: Path, data: bytes) -> None:
    """Puts `data` in the place of a file, whole or not at all, and waits for the disk. Raises OSError.

    A process that is killed leaves the old file, and perhaps a hidden one that `swept` removes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with written.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)


def created(path: Path, data: bytes) -> None:
    """Puts `data` in a file that must not be there yet; its folder may be missing. Raises FileExistsError, OSError."""
    path.parent.mkdir(exist_ok=True)
    with path.open("xb") as stream:
        stream.write(data)


def swept(folder: Path, ending: str) -> None:
    """Removes what killed processes left of files with this ending; only for whoever holds the folder `alone`."""
    for path in folder.glob(f".*{ending}.*"):
        if path.suffix[1:].isdigit():
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(root: Path, folder: Path, command: str) -> Iterator[None]:
    """Keeps other writers of `root / folder` out, in this process and in others. Raises BusyError at once.

    `command` is what writes there. Where the system can lock a folder, the lock ends with the process,
    however that ends.
    """
    (root / folder).mkdir(parents=True, exist_ok=True)
    with _locked_folder(root, folder, command) if CAN_LOCK_FOLDERS else _lock_file(root, folder):
        yield


@contextlib.contextmanager
def _locked_folder(root: Path, folder: Path, command: str) -> Iterator[None]:
    handle = os.open(root / folder, os.O_RDONLY)
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise BusyError(folder.as_posix(), f"Wait until it has ended, then run {command} again") from None
    try:
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _lock_file(root: Path, folder: Path) -> Iterator[None]:
    path = folder / LOCK
    try:
        os.close(os.open(root / path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        remedy = f"Wait until it has ended; if none is running, one was cut short: delete {path.as_posix()}"
        raise BusyError(folder.as_posix(), remedy) from None
    try:
        yield
    finally:
        (root / path).unlink(missing_ok=True)
