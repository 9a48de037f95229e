"""The hub's own log in a home: names, counts and times only."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler

from warehouse.paths import Home

_BYTES, _FILES = 5_000_000, 5


class _QuietHandler(RotatingFileHandler):
    """A log that cannot be written, on a full disk, must not cover what the command has to say."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Lose the line."""

    def close(self) -> None:
        """Close the file, whether or not its last lines could be written."""
        with suppress(OSError):
            super().close()


@contextmanager
def logging_to(home: Home) -> Iterator[None]:
    """Keep the hub's own log in the home, once there is one; names, counts and times only."""
    if not home.logs.is_dir():
        yield
        return
    target = home.logs / "duowang.log"
    handler = _QuietHandler(target, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("warehouse")
    before = (root.level, root.propagate)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False  # libraries set up handlers of their own, and the screen is for the progress
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        root.propagate = before[1]
        handler.close()
