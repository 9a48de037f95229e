"""What a network's own code gives to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract
from connectors.engine.landing import Landing
from connectors.engine.progress import Progress
from connectors.engine.report import StreamReport
from connectors.engine.session import Session
from connectors.engine.window import Window


class Platform(Protocol):
    """An open conversation with one platform."""

    contract: NetworkContract
    session: Session

    def hello(self) -> None:
        """Log in, or ask something small, so that credentials are checked and the platform's clock is known.

        Raises a named failure.
        """

    def pull(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """Pull streams into the landing. A named failure ends its stream only and stands in its report."""

    def backfill(
        self, streams: Sequence[str], landing: Landing, progress: Progress, window: Window
    ) -> list[StreamReport]:
        """Read a range of time again, whatever was landed of it."""

    def reconcile(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """Compare everything the platform lists with what is landed; land what changed unseen or is gone."""


class OpenPlatform(Protocol):
    """The function `open_platform` of a network's module."""

    def __call__(self, contract: NetworkContract, connection: Connection) -> Platform:
        """Open a session; nothing is asked yet."""
