"""A generated county as committed batches: what one first pull of every stream would have landed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from connectors.engine.batch import landed_rows
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.landing import Landing
from connectors.engine.literal import decode
from connectors.engine.manifest import Manifest
from connectors.engine.parts import write_parts
from connectors.engine.rows import Rows
from connectors.engine.shape import Shaper
from connectors.registry import contract, networks

PAGE = 5_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Landed:
    """What was landed: records, and bytes of Parquet."""

    records: int
    bytes: int


def land(store: Path, root: Path) -> Landed:
    """Land every stream of a sandbox store as one batch each. `root` is the landing folder."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as records:
        day = datetime.fromisoformat(_meta(records, "virtual_day")).replace(tzinfo=UTC)
        pulled = day + timedelta(hours=16)
        manifests = [
            _land_stream(records, root, contract(network), stream, pulled)
            for network in networks()
            for stream in contract(network).streams.values()
        ]
    parts = [part for manifest in manifests for part in manifest.files]
    return Landed(sum(part.rows for part in parts), sum(part.bytes for part in parts))


def commit(
    root: Path,
    network: NetworkContract,
    stream: StreamContract,
    pulled: datetime,
    rows: Iterator[pa.RecordBatch],
) -> Manifest:
    """Commit rows as one batch of a stream, pulled at a given instant (UTC)."""
    is_snapshot = network.network == "xiangcun"
    label = f"{pulled:%Y%m%d}" if is_snapshot else f"bench.{pulled:%Y%m%dT%H%M%SZ}"
    batch_id = f"{network.network}.{stream.id}.{label}"
    landing = Landing(root)
    staged, stamp = landing.stage(network.network, stream.id, batch_id)
    files = write_parts(staged, rows, Shaper(network, stream).schema, stamp)
    landed = sum(part.rows for part in files)
    manifest = Manifest(
        batch_id=batch_id,
        network=network.network,
        stream=stream.id,
        kind="snapshot" if is_snapshot else "window",
        window_from=_EPOCH,
        window_to=pulled,
        pull_from=_EPOCH,
        pull_to=pulled,
        watermark=None if is_snapshot else pulled,
        pulled_at=pulled,
        finished_at=pulled,
        reported_total=landed,
        received=landed,
        landed=landed,
        duplicates=0,
        quarantined=0,
        pages=-(-landed // PAGE),
        schema_fingerprint=stream.fingerprint,
        contract_version=network.version,
        files=files,
    )
    return landing.commit(staged, manifest)


def _meta(records: sqlite3.Connection, key: str) -> str:
    (value,) = records.execute("select value from meta where key = ?", [key]).fetchone()
    return str(value)


def _land_stream(
    records: sqlite3.Connection,
    root: Path,
    network: NetworkContract,
    stream: StreamContract,
    pulled: datetime,
) -> Manifest:
    bodies = records.execute(
        "select body from record where network = ? and stream = ? order by updated_ms, id",
        [network.network, stream.id],
    )
    return commit(root, network, stream, pulled, _pages(bodies, Shaper(network, stream)))


def _pages(bodies: sqlite3.Cursor, shaper: Shaper) -> Iterator[pa.RecordBatch]:
    first = 0
    while rows := bodies.fetchmany(PAGE):
        shaped = shaper.shape(Rows.of([decode(body.encode()) for (body,) in rows]))
        yield landed_rows(shaped, shaper.schema, first)
        first += len(shaped.ids)
