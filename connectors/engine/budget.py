"""How many requests a second a platform gets from us: spaced evenly, slower after it complains."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from connectors.engine.connection import Connection

_RECOVERY_SECONDS = 10.0
_FIRST_GUESS = 20.0
_LEAST = 1.0
_SLOWER = 0.7


def allowed(connection: Connection, per_second: float | None) -> float | None:
    """The rate that a guide allows, times `rate_scale` of the Connection's extra (1 by default)."""
    return None if per_second is None else per_second * connection.number("rate_scale", 1.0)


class RateBudget:
    """Spaces requests of all threads of a network.

    Every refusal makes the rate lower for a while; without a stated limit a refusal sets one.
    """

    def __init__(
        self,
        per_second: float | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._stated = per_second
        self._rate = per_second
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next = 0.0
        self._refused_at = 0.0
        self._paused_until = 0.0

    def acquire(self) -> None:
        """Wait for this request's turn."""
        with self._lock:
            now = self._clock()
            self._recover(now)
            turn = max(now, self._next, self._paused_until)
            self._next = turn + (1.0 / self._rate if self._rate else 0.0)
        if turn > now:
            self._sleep(turn - now)

    def refused(self, wait: float) -> None:
        """The platform said: too many requests. Nobody asks again for `wait` seconds."""
        with self._lock:
            now = self._clock()
            self._paused_until = max(self._paused_until, now + wait)
            if now - self._refused_at > 1.0:  # one burst of refusals counts once
                least = min(_LEAST, self._stated or _LEAST)
                self._rate = max(least, self._rate * _SLOWER) if self._rate else _FIRST_GUESS
                self._refused_at = now

    @property
    def rate(self) -> float | None:
        """Requests a second allowed now; None = as fast as answers come."""
        return self._rate

    def _recover(self, now: float) -> None:
        if self._rate is None or self._rate == self._stated or now - self._refused_at < _RECOVERY_SECONDS:
            return
        faster = self._rate * 2
        if self._stated is None:
            self._rate = None if faster > _FIRST_GUESS * 4 else faster
        else:
            self._rate = min(self._stated, faster)
        self._refused_at = now
