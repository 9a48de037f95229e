"""Whoever watches a pull is told about it here."""

from __future__ import annotations

from typing import Protocol

from connectors.engine.report import StreamReport


class Progress(Protocol):
    """Called from several threads."""

    def stream_started(self, network: str, stream: str) -> None:
        """A stream begins."""

    def rows(self, network: str, stream: str, received: int) -> None:
        """So many more rows were received."""

    def stream_finished(self, report: StreamReport) -> None:
        """A stream has ended, well or not."""


class Silent:
    """Nobody watches."""

    def stream_started(self, network: str, stream: str) -> None:
        """Ignore it."""

    def rows(self, network: str, stream: str, received: int) -> None:
        """Ignore it."""

    def stream_finished(self, report: StreamReport) -> None:
        """Ignore it."""
