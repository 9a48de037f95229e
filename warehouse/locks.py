"""Locks between processes, held by the kernel: they end with their process, even after kill -9."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import HomeError, LockedError
from warehouse.paths import Home

HUB = "hub"
PUBLICATION = "publication"


@contextmanager
def exclusive(home: Home, name: str, purpose: str) -> Iterator[None]:
    """Hold the lock `name` of this home.

    Args:
        home: the prepared home.
        name: `hub` for whatever writes the build or the publication, `pull-<network>` for a landing.
        purpose: shown to whoever finds the lock taken, e.g. `duowang run`.

    Raises:
        LockedError: another process holds it.

    """
    path = lock_file(home, name)
    descriptor = _open(path)
    try:
        _take(descriptor, path)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{purpose} (process {os.getpid()})".encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def waiting(home: Home, name: str) -> Iterator[None]:
    """Hold a lock that is only ever held for a moment; wait for it."""
    descriptor = _open(lock_file(home, name))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def holder(home: Home, name: str) -> str | None:
    """Tell who holds a lock, or None when it is free."""
    try:
        descriptor = os.open(lock_file(home, name), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 200, 0).decode(errors="replace") or "an unnamed process"
    finally:
        os.close(descriptor)
    return None


def lock_file(home: Home, name: str) -> Path:
    """Name the file behind a lock."""
    return home.locks / f"{name}.lock"


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise HomeError(path, error) from error


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.pread(descriptor, 200, 0).decode(errors="replace") or "another process"
        raise LockedError(
            f"this is being done already by {owner}",
            where=str(path),
            fix="wait until it ends (duowang status shows its stage); a lock never outlives its process",
        ) from error
