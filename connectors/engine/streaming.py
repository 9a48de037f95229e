"""Pulling one stream of a window network: ranges into batches, batches into the landing, the tail at last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.engine.batch import Batch
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.errors import IncompleteError
from connectors.engine.landing import Landing, write_batch
from connectors.engine.manifest import Manifest, committed
from connectors.engine.moments import micros, moment
from connectors.engine.planning import Range, next_range, unfinished
from connectors.engine.reader import Reader
from connectors.engine.shape import Shaper
from connectors.engine.spool import Spool
from connectors.engine.window import FOREVER, Window, compact, floor_to

BATCH_ROWS = 40_000
_FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class StreamPull:
    """All that pulling one stream needs. `now` is the platform's clock."""

    contract: NetworkContract
    stream: StreamContract
    reader: Reader
    shaper: Shaper
    landing: Landing
    now: Callable[[], datetime]
    committed: Callable[[Manifest], None]

    def run(self) -> None:
        """Read everything that is new, commit it batch by batch in ascending order, then the tail."""
        self.landing.tidy(self.contract.network, self.stream.id)
        end = self._end()
        left = unfinished(self._manifests())
        if left is not None:
            self._read(left)
        if left is None or moment(end) - moment(left.pull.end) > _FRESH:
            pull_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
            new = next_range(self._manifests(), end, self.stream.look_back, pull_id)
            if new is not None:
                self._read(new)
                left = new
        self._tail(left.pull.end if left else end)

    def read_range(self, window: Window, pull_id: str) -> None:
        """Read one given range again, replacing batches of the same window."""
        self._read(Range(window, pull_id, window))

    def _manifests(self) -> list[Manifest]:
        return committed(self.landing.root, self.contract.network, self.stream.id)

    def _end(self) -> int:
        margin = timedelta(seconds=self.contract.margin_seconds)
        return floor_to(micros(self.now() - margin), 1_000_000)

    def _read(self, wanted: Range) -> None:
        start = wanted.window.start
        while start < wanted.window.end:
            start = self._batch(wanted, start)

    def _batch(self, wanted: Range, start: int) -> int:
        """Read and commit one batch; returns where it ended."""
        batch = self._open(wanted, start)
        try:
            at = start
            while at < wanted.window.end and batch.counts.received < BATCH_ROWS:
                at = self.reader.read(Window(at, wanted.window.end), batch).end
        except IncompleteError:
            batch.discard()
            raise
        except BaseException:
            batch.close()
            raise
        self._commit(batch, Window(start, at), wanted)
        batch.discard()
        return at

    def _open(self, wanted: Range, start: int) -> Batch:
        """Go on with the batch that a killed run left, if it is this one."""
        path = self.landing.scratch(self.contract.network, self.stream.id) / "pages.spool"
        fingerprint = f"{self.stream.fingerprint}.{self.contract.version}"
        opening: dict[str, Any] = {"fingerprint": fingerprint, "start": start, "end": wanted.window.end}
        spool = Spool(path)
        batch = Batch.resume(spool, self.shaper.schema, fingerprint)
        if batch is not None and all(batch.opening.get(key) == value for key, value in opening.items()):
            return batch
        spool.discard()
        opening["pulled_at"] = datetime.now(UTC).isoformat()
        return Batch.start(Spool(path), self.shaper.schema, opening)

    def _tail(self, start: int) -> None:
        """Read what is dated at or after the windows' end: it is live, so it never moves the watermark."""
        window = Window(start, FOREVER)
        path = self.landing.scratch(self.contract.network, self.stream.id) / "tail.spool"
        path.unlink(missing_ok=True)
        opening = {"fingerprint": self.stream.fingerprint, "pulled_at": datetime.now(UTC).isoformat()}
        batch = Batch.start(Spool(path), self.shaper.schema, opening)
        try:
            at = start
            while at < FOREVER:
                at = self.reader.read(Window(at, FOREVER), batch).end
            if batch.counts.received:
                self._commit(batch, window, None)
        finally:
            batch.discard()

    def _commit(self, batch: Batch, window: Window, wanted: Range | None) -> None:
        network, stream = self.contract.network, self.stream.id
        ends = "open" if wanted is None else compact(window.end)
        batch_id = f"{network}.{stream}.{compact(window.start)}.{ends}"
        staged = self.landing.stage(network, stream, batch_id)
        stamp = self.landing.stamp(network, stream, batch_id)
        files, quarantine, ledger = write_batch(staged, batch, stamp)
        manifest = Manifest(
            batch_id=batch_id,
            network=network,
            stream=stream,
            kind="window",
            files=files,
            quarantine_file=quarantine,
            ledger_file=ledger,
            schema_fingerprint=self.stream.fingerprint,
            contract_version=self.contract.version,
            drift=batch.drift.report(),
            **_counts(batch),
            **self._times(batch, window, wanted),
        )
        self.committed(self.landing.commit(staged, manifest))

    def _times(self, batch: Batch, window: Window, wanted: Range | None) -> dict[str, Any]:
        finished = datetime.now(UTC)
        times: dict[str, Any] = {
            "window_from": moment(window.start),
            "pulled_at": datetime.fromisoformat(batch.opening["pulled_at"]),
            "finished_at": finished,
        }
        if wanted is None:
            return times | {"window_to": max(self.now(), moment(window.start)), "open_end": True}
        mark = None if batch.newest is None else moment(min(batch.newest, window.end))
        return times | {
            "window_to": moment(window.end),
            "watermark": mark,
            "pull_id": wanted.pull_id,
            "pull_from": moment(wanted.pull.start),
            "pull_to": moment(wanted.pull.end),
        }


def _counts(batch: Batch) -> dict[str, Any]:
    counts = batch.counts
    return {
        "reported_total": counts.reported,
        "left_while_read": counts.left,
        "received": counts.received,
        "landed": counts.landed,
        "duplicates": counts.duplicates,
        "quarantined": counts.quarantined,
        "pages": counts.pages,
        "bytes": counts.bytes,
    }
