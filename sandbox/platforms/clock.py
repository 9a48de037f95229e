"""The clock a platform shows: the real one, perhaps some minutes off."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """Epoch time in seconds, `offset` seconds ahead (or behind, when negative) of the real time."""

    offset: float = 0.0

    def now(self) -> float:
        """Epoch seconds as this platform believes them to be."""
        return time.time() + self.offset

    def millis(self) -> int:
        """Epoch milliseconds as this platform believes them to be."""
        return int(self.now() * 1000)
