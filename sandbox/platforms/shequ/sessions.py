"""The one session of an account: logging in again ends the former token."""

from __future__ import annotations

import secrets
import threading

from sandbox.platforms.clock import Clock


class Sessions:
    """The newest token of the account and when it expires (epoch milliseconds)."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._millis = int(seconds * 1000)
        self._current: tuple[str, int] = ("", 0)
        self._lock = threading.Lock()

    def open(self) -> tuple[str, int]:
        """Return a new token and its expiry."""
        opened = (secrets.token_hex(24), self._clock.millis() + self._millis)
        with self._lock:
            self._current = opened
        return opened

    def valid(self, token: str) -> bool:
        """Return True for the newest token while it lives."""
        with self._lock:
            current, expiry = self._current
        return (
            bool(token)
            and secrets.compare_digest(token.encode("utf-8", "replace"), current.encode())
            and (self._clock.millis() < expiry)
        )

    def end(self) -> None:
        """End the session early."""
        with self._lock:
            self._current = ("", 0)
