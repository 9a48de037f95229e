"""Hand-made batches, as the connectors commit them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.engine.manifest import MANIFEST, LandedPart, Manifest
from warehouse.landing.columns import FROM_FILE
from warehouse.paths import Home

_TYPES = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}


def day(number: int, hour: int = 0) -> datetime:
    """A day of November 2024."""
    return datetime(2024, 11, number, hour, tzinfo=UTC)


TWENTIETH = day(20)


def land(
    home: Home,
    network: str,
    stream: str,
    rows: list[dict[str, Any]],
    *,
    kind: str = "window",
    window_to: datetime = TWENTIETH,
    pulled_at: datetime = TWENTIETH,
    quarantined: list[dict[str, Any]] | None = None,
) -> Manifest:
    """Commit a batch; rows need `_record_id` and whatever fields they have."""
    batch_id = f"{network}.{stream}.{window_to:%Y%m%dT%H%M}"
    folder = home.landing / network / stream / batch_id
    folder.mkdir(parents=True)
    aside = quarantined or []
    if aside:
        pq.write_table(pa.Table.from_pylist(aside), folder / "_quarantine.parquet")
    manifest = Manifest(
        batch_id=batch_id,
        network=network,
        stream=stream,
        kind=kind,
        window_from=datetime(1970, 1, 1, tzinfo=UTC),
        window_to=window_to,
        watermark=window_to,
        pulled_at=pulled_at,
        finished_at=pulled_at,
        reported_total=len(rows) + len(aside),
        received=len(rows) + len(aside),
        landed=len(rows),
        duplicates=0,
        quarantined=len(aside),
        schema_fingerprint="f",
        contract_version="1",
        files=(write_part(folder, rows),) if rows else (),
        quarantine_file="_quarantine.parquet" if aside else None,
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
    return manifest.at(folder)


def write_part(folder: Path, rows: list[dict[str, Any]]) -> LandedPart:
    """Write the rows with the columns that any of them has."""
    fields = dict.fromkeys(name for row in rows for name in row if name not in FROM_FILE)
    schema = [(name, pa.string()) for name in fields]
    schema += [(name, _TYPES[kind]) for name, kind in FROM_FILE.items()]
    path = folder / "part-00000.parquet"
    full = [{"_seq": number, "_is_tombstone": False} | row for number, row in enumerate(rows)]
    pq.write_table(pa.Table.from_pylist(full, pa.schema(schema)), path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return LandedPart(name=path.name, rows=len(rows), bytes=path.stat().st_size, sha256=digest)
