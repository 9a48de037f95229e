"""The landing's tables: manifests, files of batches, and what was set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from connectors.engine.manifest import Manifest
from warehouse.landing.batches import SNAPSHOT, LandedFile, newest_snapshots, order_at
from warehouse.landing.views import read_parquet

_TEXT, _COUNT, _INSTANT = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")

MANIFEST: dict[str, pa.DataType] = {
    "batch_id": _TEXT,
    "network": _TEXT,
    "stream": _TEXT,
    "kind": _TEXT,
    "version": _COUNT,
    "window_from": _INSTANT,
    "window_to": _INSTANT,
    "watermark": _INSTANT,
    "pulled_at": _INSTANT,
    "finished_at": _INSTANT,
    "reported_total": _COUNT,
    "received": _COUNT,
    "landed": _COUNT,
    "duplicates": _COUNT,
    "quarantined": _COUNT,
    "pages": _COUNT,
    "bytes": _COUNT,
    "schema_fingerprint": _TEXT,
    "contract_version": _TEXT,
}

BATCH_FILE: dict[str, pa.DataType] = {
    "path": _TEXT,
    "batch_id": _TEXT,
    "network": _TEXT,
    "stream": _TEXT,
    "kind": _TEXT,
    "window_to": _INSTANT,
    "pulled_at": _INSTANT,
    "order_at": _INSTANT,
    "is_latest_snapshot": pa.bool_(),
}


def write_manifests(connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest]) -> None:
    """Write `landing.manifest`: one row a batch, its drift as JSON."""
    rows = [{name: _cell(manifest, name) for name in MANIFEST} for manifest in manifests]
    drift = [manifest.drift.model_dump_json() for manifest in manifests]
    table = pa.Table.from_pylist(rows, pa.schema(MANIFEST)).append_column("drift", pa.array(drift, _TEXT))
    _replace(connection, "manifest", table)


def write_batch_files(
    connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest], files: Sequence[LandedFile]
) -> None:
    """Write `landing.batch_file`: what a row's file tells about its batch."""
    newest = newest_snapshots(manifests)
    rows = [_batch_row(file, newest) for file in files]
    _replace(connection, "batch_file", pa.Table.from_pylist(rows, pa.schema(BATCH_FILE)))


def write_quarantine(connection: duckdb.DuckDBPyConnection, manifests: Sequence[Manifest]) -> None:
    """Write `landing.quarantine`: what was set aside and why, without the records themselves."""
    aside = {
        manifest.folder / manifest.quarantine_file: manifest
        for manifest in manifests
        if manifest.quarantine_file
    }
    connection.execute(
        """
        create or replace table landing.quarantine (
            network varchar, stream varchar, source_record_id varchar,
            rule varchar, reason varchar, fix varchar, batch_id varchar
        )
        """
    )
    if not aside:
        return
    owners = pa.table(
        {
            "path": [str(path) for path in aside],
            "batch_id": [manifest.batch_id for manifest in aside.values()],
            "network": [manifest.network for manifest in aside.values()],
            "stream": [manifest.stream for manifest in aside.values()],
        }
    )
    connection.register("set_aside", owners)
    connection.execute(
        f"""
        insert into landing.quarantine
        select b.network, b.stream, q.source_record_id, q.rule, q.reason, q.fix, b.batch_id
        from {read_parquet(list(aside))} as q
        join set_aside as b on b.path = q._path
        """
    )
    connection.unregister("set_aside")


def _batch_row(file: LandedFile, newest: frozenset[str]) -> dict[str, Any]:
    manifest = file.manifest
    return {
        "path": str(file.path),
        "batch_id": manifest.batch_id,
        "network": manifest.network,
        "stream": manifest.stream,
        "kind": str(manifest.kind),
        "window_to": manifest.window_to,
        "pulled_at": manifest.pulled_at,
        "order_at": order_at(manifest),
        "is_latest_snapshot": manifest.kind != SNAPSHOT or manifest.batch_id in newest,
    }


def _cell(manifest: Manifest, name: str) -> object:
    value = getattr(manifest, name)
    is_plain = value is None or isinstance(value, int | datetime)
    return value if is_plain else str(value)


def _replace(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("new_rows", rows)
    connection.execute(f"create or replace table landing.{name} as select * from new_rows")
    connection.unregister("new_rows")
