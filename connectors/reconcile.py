"""Reconciling a network: what was edited without a new update time, and what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from connectors.engine.connection import Connection
from connectors.engine.landing import Landing
from connectors.engine.platform import Platform
from connectors.engine.progress import Progress, Silent
from connectors.engine.report import PullReport, StreamReport
from connectors.pull import run_network


def reconcile_network(
    network: str,
    connection: Connection,
    landing_root: Path,
    *,
    streams: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> PullReport:
    """List everything on a platform; commit as a batch of kind `reconcile` what differs from the landing.

    In a stream's report `landed` counts records that had changed unseen and those found gone; `duplicates`
    those that were as landed. Raises what `pull_network` raises.
    """

    def reconcile(platform: Platform, chosen: Sequence[str], landing: Landing) -> list[StreamReport]:
        return platform.reconcile(chosen, landing, progress or Silent())

    return run_network(network, connection, landing_root, reconcile, streams=streams, progress=progress)
