"""Retention in the landing: batches past their term keep only what the present state needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from connectors.engine.contract import NetworkContract
from connectors.engine.errors import BusyError
from connectors.engine.landing import Landing
from connectors.engine.locking import network_lock
from connectors.engine.manifest import Manifest
from connectors.registry import contract, networks
from warehouse.landing.batches import batches, order_at
from warehouse.paths import Home
from warehouse.retention.doomed import DoomedRow, doomed_rows
from warehouse.retention.rewriting import blank_quarantine, drop_quarantine, rewrite

PAYLOAD_DAYS = 90
"""How long a record that was set aside is kept for looking into the reason; the reason stays longer."""
SCRAP_DAYS = 30
"""How long the half-read pages of a killed pull are kept for going on from them."""


@dataclass(frozen=True)
class ThinnedStream:
    """What was taken out of a stream's batches."""

    network: str
    stream: str
    rows_removed: int
    rows_blanked: int
    batches_changed: int
    batches_removed: int
    payloads_removed: int

    @property
    def is_changed(self) -> bool:
        """Whether anything was taken out of the rows that the build reads."""
        return bool(self.rows_removed or self.rows_blanked)


@dataclass
class _Tally:
    changed: int = 0
    removed: int = 0
    payloads: int = 0
    rows: list[DoomedRow] = field(default_factory=list)


def thin_landing(home: Home, now: datetime) -> tuple[list[ThinnedStream], list[str]]:
    """Apply the retention of every stream's contract.

    Returns:
        what was done for each stream, and the networks left alone because they are being pulled.

    """
    by_stream: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for manifest in batches(home):
        by_stream[manifest.network, manifest.stream].append(manifest)
    landing, done, busy = Landing(home.landing), [], []
    for network in networks():
        try:
            with network_lock(landing, network):
                known = contract(network)
                for stream in known.streams:
                    done.append(_thin(landing, known, stream, by_stream[network, stream], now))
                _clear_scrap(home.landing / ".tmp" / network, now - timedelta(days=SCRAP_DAYS))
        except BusyError:
            busy.append(network)
    return done, busy


def _thin(
    landing: Landing, known: NetworkContract, stream: str, manifests: Sequence[Manifest], now: datetime
) -> ThinnedStream:
    tally = _Tally(rows=doomed_rows(known.stream(stream), known, manifests, now))
    by_batch: dict[Path, dict[int, bool]] = defaultdict(dict)
    for row in tally.rows:
        by_batch[row.path.parent][row.seq] = row.is_blanked
    for manifest in manifests:
        current: Manifest | None = manifest
        if rows := by_batch.get(manifest.folder):
            current = rewrite(landing, manifest, rows, may_vanish=_may_vanish(manifest, manifests))
            tally.changed += current is not None
            tally.removed += current is None
        if current is not None and current.quarantine_file:
            tally.payloads += _clear_quarantine(landing, current, known.stream(stream).retention_days, now)
    blanked = sum(row.is_blanked for row in tally.rows)
    return ThinnedStream(
        known.network,
        stream,
        len(tally.rows) - blanked,
        blanked,
        tally.changed,
        tally.removed,
        tally.payloads,
    )


def _may_vanish(manifest: Manifest, manifests: Sequence[Manifest]) -> bool:
    """Tell whether the next pull can do without a batch's manifest.

    A snapshot's says that the day was taken; the newest pull's say how far it came; one holds the watermark.
    """
    newest = max(manifests, key=lambda one: one.pulled_at)
    marks = [one.watermark for one in manifests if one.watermark is not None]
    return not (
        manifest.kind == "snapshot"
        or manifest.batch_id == newest.batch_id
        or (manifest.pull_id and manifest.pull_id == newest.pull_id)
        or (marks and manifest.watermark == max(marks))
    )


def _clear_quarantine(landing: Landing, manifest: Manifest, retention_days: int, now: datetime) -> int:
    if order_at(manifest) < now - timedelta(days=retention_days):
        count = blank_quarantine(landing, manifest)
        drop_quarantine(landing, manifest)
        return count
    if manifest.pulled_at < now - timedelta(days=PAYLOAD_DAYS):
        return blank_quarantine(landing, manifest)
    return 0


def _clear_scrap(folder: Path, before: datetime) -> None:
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            with suppress(FileNotFoundError):
                path.unlink()
