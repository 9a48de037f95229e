"""Old records of runs and checks, and what killed processes have left behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from expectations.results import RESULTS_FOLDER
from warehouse.paths import Home
from warehouse.runs import read


def remove_old_runs(home: Home, before: datetime) -> int:
    """Remove the records of runs that began before an instant, but never the newest record."""
    records = {path: record for path in home.runs.glob("*.json") if (record := read(path))}
    newest = max((record.started_at for record in records.values()), default=before)
    return _remove(path for path, record in records.items() if record.started_at < min(before, newest))


def remove_old_results(home: Home, before: datetime) -> int:
    """Remove the results of quality checks that were written before an instant, but never the newest file."""
    files = sorted((home.quality / RESULTS_FOLDER).glob("*.parquet"), key=_modified)
    return _remove(path for path in files[:-1] if _modified(path) < before.timestamp())


def remove_leftovers(home: Home) -> int:
    """Remove what killed processes left in the private folders; the caller holds the hub's lock."""
    drafts = [*home.restricted.glob(f".{home.identity_db.name}.*"), *home.restricted.glob(".link-*")]
    spilled = (home.build / "spill").glob("*")
    return _remove([*drafts, *spilled])


def _remove(paths: Iterable[Path]) -> int:
    count = 0
    for path in list(paths):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count


def _modified(path: Path) -> float:
    return path.stat().st_mtime
