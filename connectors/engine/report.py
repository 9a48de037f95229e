"""What a pull has done, stream by stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "failed"]


@dataclass(frozen=True)
class StreamReport:
    """The outcome of one stream. `error` names the failure and holds no value of a record."""

    network: str
    stream: str
    status: Status
    batches: int = 0
    received: int = 0
    landed: int = 0
    duplicates: int = 0
    quarantined: int = 0
    seconds: float = 0.0
    error: str | None = None
    error_kind: str | None = None
    advice: str | None = None


@dataclass(frozen=True)
class PullReport:
    """The outcome of one pull of a network."""

    network: str
    streams: tuple[StreamReport, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """True when no stream failed."""
        return all(report.status == "ok" for report in self.streams)

    @property
    def failed(self) -> tuple[StreamReport, ...]:
        """The streams that failed."""
        return tuple(report for report in self.streams if report.status == "failed")
