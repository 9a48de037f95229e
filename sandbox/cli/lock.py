"""Who serves a home: the process that holds the lock on its pid file."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_ATTEMPTS = 10
_PAUSE_SECONDS = 0.05


class AlreadyServedError(RuntimeError):
    """Another process serves this home."""


def pid_file(home: Path) -> Path:
    """Return where the serving process writes its pid."""
    return home / "sandbox.pid"


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold the home's lock, with this process's pid in it. Raises AlreadyServedError."""
    home.mkdir(parents=True, exist_ok=True)
    with pid_file(home).open("a+") as file:
        _lock(file, home)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _lock(file: TextIO, home: Path) -> None:
    # somebody who only looks who serves the home holds the lock for a moment, too
    for _ in range(_ATTEMPTS):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    raise AlreadyServedError(f"{home} is served already")


def server_pid(home: Path) -> int | None:
    """Return the pid of the process that serves the home now, or None.

    A pid left over from a process that died is never returned: its lock went with it.
    """
    path = pid_file(home)
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read().strip()
            return int(text) if text.isdigit() else None
    return None
