"""One pull of a network at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.engine.errors import BusyError
from connectors.engine.landing import Landing


@contextmanager
def network_lock(landing: Landing, network: str) -> Iterator[None]:
    """Hold the lock of a network; the system frees it when the process ends, however it ends.

    Raises BusyError when another process holds it.
    """
    path = landing.root / ".tmp" / f"{network}.lock"
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"{network}: another pull is running on this landing") from None
        yield
    finally:
        os.close(descriptor)
