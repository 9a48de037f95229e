"""How long one request is repeated: full-jitter back-off, bounded by attempts and by a deadline."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from connectors.engine.connection import Connection


@dataclass(frozen=True)
class Temper:
    """The bounds of patience: attempts, seconds in all, pauses and time-outs (first and longest)."""

    attempts: int = 60
    seconds: float = 180.0
    first_pause: float = 0.05
    longest_pause: float = 5.0
    first_timeout: float = 10.0
    longest_timeout: float = 60.0
    longest_wait: float = 300.0

    @classmethod
    def of(cls, connection: Connection) -> Temper:
        """Read `patience_seconds`, `timeout_seconds` and `attempts` of a Connection's extra."""
        plain = cls()
        return replace(
            plain,
            seconds=connection.number("patience_seconds", plain.seconds),
            first_timeout=connection.number("timeout_seconds", plain.first_timeout),
            attempts=int(connection.number("attempts", plain.attempts)),
        )


class Patience:
    """Counts the attempts of one request. Not shared between threads."""

    def __init__(
        self,
        temper: Temper,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.temper = temper
        self.attempts = 0
        self._clock, self._sleep, self._dice = clock, sleep, dice
        self.began = clock()
        self._forgiven = 0.0

    @property
    def timeout(self) -> float:
        """How long to wait for bytes now: longer with every second attempt."""
        return min(self.temper.longest_timeout, self.temper.first_timeout * 2.0 ** (self.attempts // 4))

    @property
    def spent(self) -> float:
        """Seconds since the first attempt, without the waits the platform asked for."""
        return self._clock() - self.began - self._forgiven

    @property
    def over(self) -> bool:
        """True when no further attempt is allowed."""
        return self.attempts >= self.temper.attempts or self.spent >= self.temper.seconds

    def forgive(self, seconds: float) -> None:
        """Leave out of the count a wait that the platform itself has asked for."""
        self._forgiven += seconds

    def renew(self) -> None:
        """Begin anew: the last attempt brought something."""
        self.attempts = 0
        self.began, self._forgiven = self._clock(), 0.0

    def failed(self) -> None:
        """Count an attempt."""
        self.attempts += 1

    def pause(self) -> None:
        """Sleep between nothing and twice as long as at most before."""
        ceiling = min(self.temper.longest_pause, self.temper.first_pause * 2.0 ** min(self.attempts, 16))
        self._sleep(self._dice() * ceiling)
