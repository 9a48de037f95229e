"""Half-open windows of time, in whole ticks of a platform's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.engine.moments import SHANGHAI, micros, moment

# local midnight of 1970-01-01 and of 9999-12-30: before and after anything a platform may hold
BEGINNING: Final = micros(datetime(1970, 1, 1, tzinfo=SHANGHAI))
FOREVER: Final = micros(datetime(9999, 12, 30, tzinfo=SHANGHAI))


@dataclass(frozen=True, order=True)
class Window:
    """The times from `start` up to, not including, `end`: microseconds since 1970 UTC."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError("a window cannot end before it starts")

    @property
    def is_empty(self) -> bool:
        """True when no time lies inside."""
        return self.start == self.end

    @property
    def is_open(self) -> bool:
        """True when it has no end."""
        return self.end >= FOREVER

    def holds(self, value: int) -> bool:
        """Whether a time lies inside."""
        return self.start <= value < self.end

    def halves(self, tick: int) -> tuple[Window, Window] | None:
        """Cut at the middle tick; None when it is a single tick."""
        middle = self.start + (self.end - self.start) // (2 * tick) * tick
        if middle <= self.start or middle >= self.end:
            return None
        return Window(self.start, middle), Window(middle, self.end)

    def __str__(self) -> str:
        """Show both ends for messages."""
        return f"[{_shown(self.start)}, {_shown(self.end)})"


@dataclass(frozen=True)
class Place:
    """Where something happened, for messages: put into words only when a message is made."""

    what: str
    window: Window
    more: str = ""

    def __str__(self) -> str:
        """Say where."""
        return f"{self.what} {self.window} {self.more}".rstrip()


def floor_to(value: int, tick: int) -> int:
    """The last whole tick at or before a time."""
    return value // tick * tick


def compact(value: int) -> str:
    """Write a time for a batch id: `20241118T160000Z`, with the fraction only where there is one."""
    read = moment(value)
    fraction = f"{read.microsecond:06d}".rstrip("0")
    return f"{read:%Y%m%dT%H%M%S}{fraction}Z"


def _shown(value: int) -> str:
    return "…" if value >= FOREVER else moment(value).isoformat().replace("+00:00", "Z")
