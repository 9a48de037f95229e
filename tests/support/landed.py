"""What lies in a landing, for comparing with what a platform holds."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq

from connectors.engine.manifest import committed
from connectors.registry import contract


def held(home: Path, network: str) -> dict[str, set[str]]:
    """The ids that a sandbox's platform holds, by stream."""
    ids: dict[str, set[str]] = {stream: set() for stream in contract(network).streams}
    with closing(sqlite3.connect(home / "platforms.sqlite")) as db:
        for stream, record_id in db.execute("select stream, id from record where network = ?", (network,)):
            ids[stream].add(record_id)
    return ids


def landed(landing: Path, network: str) -> dict[str, set[str]]:
    """The ids landed, by stream."""
    return {
        stream: {record_id for record_id, _ in contents(landing, network, stream)}
        for stream in contract(network).streams
    }


def contents(landing: Path, network: str, stream: str) -> Counter[tuple[str, str]]:
    """How often each (record id, content hash) is landed."""
    found: Counter[tuple[str, str]] = Counter()
    for manifest in committed(landing, network, stream):
        for part in manifest.files:
            table = pq.read_table(manifest.folder / part.name, columns=["_record_id", "_content_hash"])
            found.update(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return found


def accounts_balance(landing: Path) -> bool:
    """Whether every manifest's received = landed + duplicates + quarantined, as its files say."""
    for manifest in committed(landing):
        rows = sum(pq.read_metadata(manifest.folder / part.name).num_rows for part in manifest.files)
        aside = manifest.folder / str(manifest.quarantine_file)
        quarantined = pq.read_metadata(aside).num_rows if manifest.quarantine_file else 0
        if (rows, quarantined) != (manifest.landed, manifest.quarantined):
            return False
        if manifest.received != rows + quarantined + manifest.duplicates:
            return False
    return True
