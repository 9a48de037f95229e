"""Requests a second, counted over the last second."""

from __future__ import annotations

import threading
import time
from collections import deque


class RateLimit:
    """At most `per_second` admitted requests in any second; refused ones do not count."""

    def __init__(self, per_second: float) -> None:
        self._limit = max(1, int(per_second))
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    def admit(self) -> bool:
        """Return True when the request fits into the limit, and then it is counted."""
        now = time.monotonic()
        with self._lock:
            while self._times and self._times[0] <= now - 1.0:
                self._times.popleft()
            if len(self._times) >= self._limit:
                return False
            self._times.append(now)
            return True
