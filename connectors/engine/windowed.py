"""The base of networks that are read by windows: everything but the questions that only they know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.errors import ConnectorError, unwritable
from connectors.engine.landing import Landing
from connectors.engine.manifest import Manifest
from connectors.engine.progress import Progress
from connectors.engine.reader import Reader
from connectors.engine.reconciling import reconcile
from connectors.engine.report import StreamReport
from connectors.engine.rows import RowDecoder
from connectors.engine.session import Session
from connectors.engine.shape import Shaper
from connectors.engine.streaming import StreamPull
from connectors.engine.watch import StreamWatch
from connectors.engine.window import Window


class WindowedPlatform:
    """A platform whose streams are lists with an update time. Subclasses give `reader` and `hello`."""

    def __init__(self, contract: NetworkContract, session: Session) -> None:
        self.contract = contract
        self.session = session
        self._decoders = {stream.id: RowDecoder(stream) for stream in contract.streams.values()}

    def decoder(self, stream: str) -> RowDecoder:
        """Return what decodes the rows of a stream."""
        return self._decoders[stream]

    def hello(self) -> None:
        """See `Platform.hello`."""
        raise NotImplementedError

    def reader(self, stream: StreamContract, shaper: Shaper) -> Reader:
        """Return what reads one stream."""
        raise NotImplementedError

    def pull(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """See `Platform.pull`."""
        return self._each(streams, landing, progress, StreamPull.run)

    def backfill(
        self, streams: Sequence[str], landing: Landing, progress: Progress, window: Window
    ) -> list[StreamReport]:
        """See `Platform.backfill`."""
        return self._each(streams, landing, progress, lambda pull: pull.backfill(window))

    def reconcile(self, streams: Sequence[str], landing: Landing, progress: Progress) -> list[StreamReport]:
        """See `Platform.reconcile`."""
        return self._each(streams, landing, progress, reconcile)

    def _each(
        self,
        streams: Sequence[str],
        landing: Landing,
        progress: Progress,
        work: Callable[[StreamPull], None],
    ) -> list[StreamReport]:
        """Work on streams side by side; a named failure ends its stream only."""

        def one(stream: str) -> StreamReport:
            watch = StreamWatch(self.contract.network, stream, progress)
            try:
                work(self._stream_pull(stream, landing, watch.committed))
            except ConnectorError as error:
                watch.error = error
            except OSError as error:
                watch.error = unwritable(error, f"{self.contract.network} {stream}")
            return watch.finish()

        with ThreadPoolExecutor(self.contract.pace.streams, thread_name_prefix="stream") as pool:
            return list(pool.map(one, streams))

    def _stream_pull(
        self, stream_id: str, landing: Landing, committed: Callable[[Manifest], None]
    ) -> StreamPull:
        stream = self.contract.stream(stream_id)
        shaper = Shaper(self.contract, stream)
        reader = self.reader(stream, shaper)
        return StreamPull(self.contract, stream, reader, shaper, landing, self.session.clock.now, committed)
