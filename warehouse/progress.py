"""How far a run is: what the stages tell whoever watches."""

from __future__ import annotations

from typing import Protocol


class Reporter(Protocol):
    """Listens to a run; called from several threads while networks are pulled side by side."""

    def began(self, stage: str, network: str | None) -> None:
        """Take note that a stage has begun; `network` is set for pulls."""

    def advanced(self, stage: str, network: str | None, done: int, total: int | None, note: str) -> None:
        """Take note of the steps done, of how many (None: unknown), and at what the stage works."""

    def ended(self, stage: str, network: str | None, seconds: float, error: str | None) -> None:
        """Take note that a stage has ended, with the error that ended it, if any."""


class Silent:
    """Listens to nothing."""

    def began(self, stage: str, network: str | None) -> None:
        """Ignore it."""

    def advanced(self, stage: str, network: str | None, done: int, total: int | None, note: str) -> None:
        """Ignore it."""

    def ended(self, stage: str, network: str | None, seconds: float, error: str | None) -> None:
        """Ignore it."""
