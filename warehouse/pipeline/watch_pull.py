"""Show a pull to whoever watches the run: streams that are done, of how many, and rows so far."""

from __future__ import annotations

import threading

from connectors.engine.report import StreamReport
from warehouse.progress import Reporter


class Watch:
    """Passes a connector's progress on; the connector calls it from several threads."""

    def __init__(self, reporter: Reporter, stage: str, network: str, streams: int) -> None:
        """Watch one network whose pull has so many streams."""
        self._reporter, self._stage, self._network, self._streams = reporter, stage, network, streams
        self._guard = threading.Lock()
        self._done = self._received = 0

    def stream_started(self, network: str, stream: str) -> None:
        """Name the stream."""
        self._tell(stream)

    def rows(self, network: str, stream: str, received: int) -> None:
        """Count rows."""
        with self._guard:
            self._received += received
        self._tell(stream)

    def stream_finished(self, report: StreamReport) -> None:
        """Count the stream."""
        with self._guard:
            self._done += 1
        self._tell(report.stream)

    def _tell(self, stream: str) -> None:
        note = f"{stream}, {self._received:,} rows"
        self._reporter.advanced(self._stage, self._network, self._done, self._streams, note)
