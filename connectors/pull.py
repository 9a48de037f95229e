"""Pulling a network: every stream asked for, side by side as far as its platform allows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from connectors.engine.connection import Connection
from connectors.engine.errors import ConnectorError
from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.engine.platform import Platform
from connectors.engine.progress import Progress, Silent
from connectors.engine.report import PullReport, StreamReport
from connectors.engine.watch import StreamWatch
from connectors.registry import contract as contract_of
from connectors.registry import opener


def pull_network(
    network: str,
    connection: Connection,
    landing_root: Path,
    *,
    streams: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> PullReport:
    """Pull the streams of a network (all by default) into the landing.

    A stream that fails does not stop the others; its report says why. Raises ConfigurationError for an
    unknown network or stream, and BusyError when another pull of this network is running.
    """
    began = time.monotonic()
    contract = contract_of(network)
    chosen = [contract.stream(stream).id for stream in dict.fromkeys(streams or contract.streams)]
    landing = Landing(landing_root)
    with network_lock(landing, network):
        platform = opener(network)(contract, connection)
        try:
            reports = _pull(platform, chosen, landing, progress or Silent())
        finally:
            platform.session.close()
    return PullReport(network, tuple(reports), time.monotonic() - began)


def _pull(
    platform: Platform, streams: Sequence[str], landing: Landing, progress: Progress
) -> list[StreamReport]:
    try:
        platform.hello()
    except ConnectorError as error:
        return [_refused(platform, stream, error, progress) for stream in streams]
    return platform.pull(streams, landing, progress)


def _refused(platform: Platform, stream: str, error: ConnectorError, progress: Progress) -> StreamReport:
    watch = StreamWatch(platform.contract.network, stream, progress)
    watch.error = error
    return watch.finish()
