"""Opaque cursors: each stands for a place in a fixed list of ids and expires a minute after it was given."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.platforms.clock import Clock


@dataclass(frozen=True)
class Place:
    """Where a cursor stands: the window's ids as they were when it was opened, and an offset into them.

    `after_empty` says that the page before was an empty one, `again` that the last page is being repeated.
    """

    stream: str
    since: str
    ids: Sequence[str]
    offset: int = 0
    after_empty: bool = False
    again: bool = False

    @property
    def key(self) -> str:
        """Names the page apart from the cursor and the window's end."""
        return f"{self.stream}|{self.since}|{self.offset}"


class Cursors:
    """Gives cursors out and takes them back."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._places: dict[str, tuple[float, Place]] = {}
        self._lock = threading.Lock()

    def give(self, place: Place) -> str:
        """Return a new cursor for a place."""
        cursor = secrets.token_urlsafe(24)
        now = self._clock.now()
        with self._lock:
            for old in [name for name, (given, _) in self._places.items() if given <= now - self._seconds]:
                del self._places[old]
            self._places[cursor] = (now, place)
        return cursor

    def take(self, cursor: str) -> Place | None:
        """Return the place of a cursor, or None when it has expired or never was. It may be asked again."""
        with self._lock:
            given, place = self._places.get(cursor, (0.0, None))
        return place if given > self._clock.now() - self._seconds else None
