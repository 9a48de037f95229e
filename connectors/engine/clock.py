"""The platform's clock as its answers show it, kept apart from ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache


@lru_cache(maxsize=64)  # the answers of one second show the same time
def http_date(text: str | None) -> datetime | None:
    """Read an HTTP date. Returns None for anything else."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, given in seconds or as an HTTP date. None when there is none.

    A date is measured against the answer's own Date where it has one, for clocks differ.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.replace(".", "", 1).isdigit():
        return float(text)
    until = http_date(text)
    if until is None:
        return None
    return max(0.0, (until - (http_date(headers.get("date")) or now)).total_seconds())


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PlatformClock:
    """Keeps the most backward reading of the platform's clock, so that a window never ends in its future."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._offset: timedelta | None = None

    def observe(self, moment: datetime | None) -> None:
        """Take note of a time the platform has shown."""
        if moment is None:
            return
        offset = moment - self._now()
        with self._lock:
            self._offset = offset if self._offset is None else min(offset, self._offset)

    def now(self) -> datetime:
        """The platform's time, UTC; our own while it has shown none."""
        return self._now() + (self._offset or timedelta())

    @property
    def known(self) -> bool:
        """True once the platform has shown its time."""
        return self._offset is not None
