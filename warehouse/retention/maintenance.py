"""The weekly clearing: what has outlived its retention is removed, in every place that the hub writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from warehouse import build_state, database
from warehouse.paths import Home
from warehouse.publication.versions import clear_drafts, prune
from warehouse.retention.landing import ThinnedStream, thin_landing
from warehouse.retention.leftovers import remove_leftovers, remove_old_results, remove_old_runs
from warehouse.settings import Settings

RECORD_DAYS = 400
"""How long records of runs and results of quality checks are kept: a year, to compare with the last one."""


@dataclass(frozen=True)
class Maintained:
    """What was removed. `busy` are networks that were being pulled: they are thinned the next time."""

    streams: tuple[ThinnedStream, ...]
    busy: tuple[str, ...]
    versions: tuple[str, ...]
    runs: int
    results: int
    leftovers: int
    is_build_discarded: bool


def maintain(settings: Settings, now: datetime | None = None) -> Maintained:
    """Remove what is past its retention; the caller holds the hub's lock.

    When rows leave the landing, the build database goes as well: it holds copies, and the next run makes it
    anew.

    Raises:
        LandingCorruptError: a manifest cannot be read.

    """
    home, now = settings.home, now or datetime.now(UTC)
    before = now - timedelta(days=RECORD_DAYS)
    streams, busy = thin_landing(home, now)
    is_changed = any(stream.is_changed for stream in streams)
    if is_changed:
        forget_build(home)
    clear_drafts(home)
    return Maintained(
        streams=tuple(streams),
        busy=tuple(busy),
        versions=tuple(prune(home, settings.keep_versions)),
        runs=remove_old_runs(home, before),
        results=remove_old_results(home, before),
        leftovers=remove_leftovers(home),
        is_build_discarded=is_changed,
    )


def forget_build(home: Home) -> None:
    """Remove the build database; everything in it can be built from the landing."""
    build_state.forget(home)
    database.discard(home.build_db)
