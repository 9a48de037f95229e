"""Turning what happens to a stream into its report."""

from __future__ import annotations

import time

from connectors.engine.errors import ConnectorError
from connectors.engine.manifest import Manifest
from connectors.engine.progress import Progress
from connectors.engine.report import StreamReport


class StreamWatch:
    """Follows one stream from its start to its report. Used by one thread at a time."""

    def __init__(self, network: str, stream: str, progress: Progress) -> None:
        self.network, self.stream = network, stream
        self.progress = progress
        self.error: ConnectorError | None = None
        self._manifests: list[Manifest] = []
        self._began = time.monotonic()
        progress.stream_started(network, stream)

    def committed(self, manifest: Manifest) -> None:
        """A batch has been committed."""
        self._manifests.append(manifest)
        self.progress.rows(self.network, self.stream, manifest.received)

    def finish(self) -> StreamReport:
        """Report, and tell whoever watches."""
        error = self.error
        report = StreamReport(
            network=self.network,
            stream=self.stream,
            status="failed" if error else "ok",
            batches=len(self._manifests),
            received=sum(m.received for m in self._manifests),
            landed=sum(m.landed for m in self._manifests),
            duplicates=sum(m.duplicates for m in self._manifests),
            quarantined=sum(m.quarantined for m in self._manifests),
            seconds=time.monotonic() - self._began,
            error=str(error) if error else None,
            error_kind=type(error).__name__ if error else None,
            advice=error.advice if error else None,
        )
        self.progress.stream_finished(report)
        return report
