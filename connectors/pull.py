"""Pulling a network: every stream asked for, side by side as far as its platform allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from connectors.engine.connection import Connection
from connectors.engine.errors import ConfigurationError, ConnectorError
from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.engine.moments import micros
from connectors.engine.platform import Platform
from connectors.engine.progress import Progress, Silent
from connectors.engine.report import PullReport, StreamReport
from connectors.engine.watch import StreamWatch
from connectors.engine.window import BEGINNING, Window, floor_to
from connectors.registry import contract as contract_of
from connectors.registry import opener

_SECOND = 1_000_000

Work = Callable[[Platform, Sequence[str], Landing], list[StreamReport]]


def pull_network(
    network: str,
    connection: Connection,
    landing_root: Path,
    *,
    streams: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> PullReport:
    """Pull what is new of the streams of a network (all by default) into the landing.

    A stream that fails does not stop the others; its report says why. Raises ConfigurationError for an
    unknown network or stream, and BusyError when another pull of this network is running.
    """

    def pull(platform: Platform, chosen: Sequence[str], landing: Landing) -> list[StreamReport]:
        return platform.pull(chosen, landing, progress or Silent())

    return run_network(network, connection, landing_root, pull, streams=streams, progress=progress)


def backfill_network(  # noqa: PLR0913 - the same as a pull, with both ends
    network: str,
    connection: Connection,
    landing_root: Path,
    start: datetime,
    end: datetime,
    *,
    streams: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> PullReport:
    """Read [start, end) again, whatever was landed of it; the next pull goes on where it would have anyway.

    Both ends are aware times; whole seconds count. Raises ConfigurationError when the range is empty, and
    what `pull_network` raises.
    """
    if start.tzinfo is None or end.tzinfo is None or start >= end:
        raise ConfigurationError("a backfill needs two times with their offsets, the first before the second")
    first, last = (floor_to(max(BEGINNING, micros(moment)), _SECOND) for moment in (start, end))
    window = Window(first, last)

    def backfill(platform: Platform, chosen: Sequence[str], landing: Landing) -> list[StreamReport]:
        return platform.backfill(chosen, landing, progress or Silent(), window)

    return run_network(network, connection, landing_root, backfill, streams=streams, progress=progress)


def run_network(
    network: str,
    connection: Connection,
    landing_root: Path,
    work: Work,
    *,
    streams: Iterable[str] | None,
    progress: Progress | None,
) -> PullReport:
    """Do some work on streams of a network, alone on it, and report."""
    began = time.monotonic()
    contract = contract_of(network)
    chosen = [contract.stream(stream).id for stream in dict.fromkeys(streams or contract.streams)]
    # pyarrow's own pool takes a quarter more memory here: it gives back and takes again what each page needs
    pa.set_memory_pool(pa.system_memory_pool())
    landing = Landing(landing_root)
    with network_lock(landing, network):
        platform = opener(network)(contract, connection)
        try:
            platform.hello()
            reports = work(platform, chosen, landing)
        except ConnectorError as error:
            reports = [_refused(network, stream, error, progress or Silent()) for stream in chosen]
        finally:
            platform.session.close()
    return PullReport(network, tuple(reports), time.monotonic() - began)


def _refused(network: str, stream: str, error: ConnectorError, progress: Progress) -> StreamReport:
    watch = StreamWatch(network, stream, progress)
    watch.error = error
    return watch.finish()
