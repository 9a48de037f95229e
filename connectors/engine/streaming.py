"""Pulling one stream of a window network: ranges into batches, batches into the landing, the tail at last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.engine.batch import Batch
from connectors.engine.committing import Committer
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.errors import IncompleteError
from connectors.engine.landing import LIVE, Landing
from connectors.engine.manifest import Manifest, committed
from connectors.engine.moments import micros, moment
from connectors.engine.planning import Range, begun, next_range, unfinished
from connectors.engine.reader import Reader
from connectors.engine.shape import Shaper
from connectors.engine.spool import Spool, first_head
from connectors.engine.window import FOREVER, Window, compact, floor_to

BATCH_ROWS = 40_000
_FRESH = timedelta(hours=1)
_SECOND = 1_000_000


@dataclass(frozen=True)
class StreamPull:
    """All that pulling one stream needs. `now` is the platform's clock."""

    contract: NetworkContract
    stream: StreamContract
    reader: Reader
    shaper: Shaper
    landing: Landing
    now: Callable[[], datetime]
    on_commit: Callable[[Manifest], None]

    def run(self) -> None:
        """Read everything that is new, commit it batch by batch in ascending order, then the tail."""
        self.landing.tidy(self.contract.network, self.stream.id)
        end = self._end()
        before = self.manifests()
        new = next_range(before, end, self.stream.look_back, new_pull_id())
        left = unfinished(before) or begun(first_head(self._spool_path), new)
        if left is not None:
            self._read(left)
            new = next_range(self.manifests(), end, self.stream.look_back, new_pull_id())
        if new is not None and (left is None or moment(end) - moment(left.pull.end) > _FRESH):
            self._read(new)
            left = new
        self._tail(left.pull.end if left else end, is_first=not before)
        self._spool_path.unlink(missing_ok=True)  # of a run killed right after its last commit

    def backfill(self, window: Window) -> None:
        """Read a range of time again. Batches of the same window are replaced; the watermark stays."""
        self.landing.tidy(self.contract.network, self.stream.id)
        end = min(window.end, self._end())
        if window.start < end:
            again = Window(window.start, end)
            self._read(Range(again, new_pull_id(), again, is_backfill=True))

    def manifests(self) -> list[Manifest]:
        """The stream's committed batches."""
        return committed(self.landing.root, self.contract.network, self.stream.id)

    @property
    def committer(self) -> Committer:
        """What commits the stream's batches."""
        return Committer(self.contract, self.stream, self.landing)

    @property
    def _spool_path(self) -> Path:
        return self.landing.scratch(self.contract.network, self.stream.id) / "pages.spool"

    def _end(self) -> int:
        margin = timedelta(seconds=self.contract.margin_seconds)
        return floor_to(micros(self.now() - margin), _SECOND)

    def _read(self, wanted: Range) -> None:
        start = wanted.window.start
        while start < wanted.window.end:
            start = self._batch(wanted, start)

    def _batch(self, wanted: Range, start: int) -> int:
        """Read and commit one batch; returns where it ended."""
        batch = self._open(wanted, start)
        try:
            at = start
            # a resumed batch may be full already: what was begun of it is ended first
            while at < wanted.window.end and (batch.counts.received < BATCH_ROWS or batch.planned(at)):
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
        opening: dict[str, Any] = {
            "fingerprint": f"{self.stream.fingerprint}.{self.contract.version}",
            "start": start,
            "end": wanted.window.end,
            "pull_id": wanted.pull_id,
            "pull": [wanted.pull.start, wanted.pull.end],
        }
        spool = Spool(self._spool_path)
        batch = Batch.resume(spool, self.shaper.schema, opening)
        if batch is not None:
            return batch
        spool.discard()
        return Batch.start(Spool(self._spool_path), self.shaper.schema, opening)

    def _commit(self, batch: Batch, window: Window, wanted: Range) -> None:
        has_mark = batch.newest is not None and not wanted.is_backfill
        about = {
            "window_from": moment(window.start),
            "window_to": moment(window.end),
            "watermark": moment(min(batch.newest or 0, window.end)) if has_mark else None,
            "pull_id": wanted.pull_id,
            "pull_from": moment(wanted.pull.start),
            "pull_to": moment(wanted.pull.end),
            "is_backfill": wanted.is_backfill,
        }
        label = f"{compact(window.start)}.{compact(window.end)}"
        self.on_commit(self.committer.commit(batch, label, "window", about))

    def _tail(self, start: int, *, is_first: bool) -> None:
        """Read what is dated at or after the windows' end: it is live, so it never moves the watermark.

        The first time, records without an update time are looked for as well: no window holds them.
        """
        batch = self.fresh_batch(f"tail{LIVE}")
        try:
            self.read_all(Window(start, FOREVER), batch)
            if is_first:
                self.reader.undated(batch)
            if batch.counts.received:
                about = {
                    "window_from": moment(start),
                    "window_to": max(self.now(), moment(start)),
                    "open_end": True,
                }
                label = f"{compact(start)}.open"
                self.on_commit(self.committer.commit(batch, label, "window", about))
        finally:
            batch.discard()

    def read_all(self, window: Window, batch: Batch) -> None:
        """Read a window into one batch. Raises a named failure."""
        at = window.start
        while at < window.end:
            at = self.reader.read(Window(at, window.end), batch).end

    def fresh_batch(self, spool_name: str) -> Batch:
        """Begin a batch that no killed run can have left."""
        path = self.landing.scratch(self.contract.network, self.stream.id) / spool_name
        path.unlink(missing_ok=True)
        return Batch.start(Spool(path), self.shaper.schema, {})


def new_pull_id() -> str:
    """Name a pull by the time it begins."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
