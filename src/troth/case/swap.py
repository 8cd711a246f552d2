"""One writer at a time, and a folder that takes another's place.

Two runs of one case wait for each other: the case folder itself is locked (`flock`), so no lock file is ever left
behind. Where the file system knows no such locks, nobody waits.

A new folder and the old one change places in one step (`renameat2` with RENAME_EXCHANGE, Linux), so that there is no
moment without results. Where that cannot be had, the old one is moved aside first and put back if the second step
fails: for an instant between the two there are none.
"""

import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from troth.records.errors import Problem, ProblemsError

PATIENCE = 60.0
"""Seconds that a second run waits for the first."""
_PAUSE = 0.05
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of <fcntl.h> and <linux/fs.h>


@contextmanager
def alone(folder: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Write into a folder while no other run does.

    Raises
    ------
    ProblemsError
        Another run was still writing after all that waiting.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        if not _locked(handle, patience):
            remedy = "wait for it to end and run again; a copy of the case can be run beside it"
            found = f"another run is writing, for more than {patience:g} seconds"
            raise ProblemsError(
                [Problem(file=str(folder), found=found, expected="one run at a time", remedy=remedy)]
            )
        yield
    finally:
        os.close(handle)  # which lets go of the lock


def _locked(handle: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        except OSError:
            return True  # a file system without locks
        else:
            return True


def swap(fresh: Path, target: Path) -> None:
    """Put a new folder in the place of an old one, which is gone afterwards or stands under the new one's former name."""
    if not target.exists():
        fresh.rename(target)
    else:
        try:
            exchange(fresh, target)
        except OSError:
            _replace(fresh, target)
    sync(target.parent)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step.

    Raises
    ------
    OSError
        The system or the file system cannot do it.
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other))
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(other))


def _replace(fresh: Path, target: Path) -> None:
    old = fresh.with_name(f"{fresh.name}-old")
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
