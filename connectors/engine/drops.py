"""What a platform that drops archives of full snapshots gives, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from connectors.engine.contract import NetworkContract
from connectors.engine.moments import SHANGHAI, micros
from connectors.engine.window import Window


@dataclass(frozen=True)
class DroppedFile:
    """One file of a drop as the day's manifest promises it."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Drop:
    """One issue of a day. `files` are by stream."""

    day: date
    issued: int
    archive: str
    sha256: str
    files: Mapping[str, DroppedFile]

    @property
    def window(self) -> Window:
        """The local day."""
        return day_window(self.day)


def day_window(day: date) -> Window:
    """The window of a local day."""
    midnight = datetime.combine(day, time(), SHANGHAI)
    return Window(micros(midnight), micros(midnight + timedelta(days=1)))


class DropSource(Protocol):
    """The questions that a platform with drops can be asked. Each raises a named failure."""

    contract: NetworkContract

    def days(self) -> list[date]:
        """The days offered now, in order; at least one."""

    def drop(self, day: date) -> Drop:
        """The issue of a day that counts now."""

    def content(self, drop: Drop) -> bytes:
        """The whole archive of a drop, as it came."""


class BrokenFileError(Exception):
    """A file does not match its manifest. The message goes into the quarantine and holds no value.

    `evidence` tells whether the file is the same as it was when it was fetched before.
    """

    def __init__(self, rule: str, reason: str, evidence: str = "") -> None:
        super().__init__(reason)
        self.rule = rule
        self.evidence = evidence

    @property
    def signs(self) -> tuple[str, str]:
        """What stays the same when the file is broken in the same way again."""
        return (self.rule, self.evidence)
