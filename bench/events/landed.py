"""A sandbox store as landed tables: every record as if one pull had just brought it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors.engine.contract import StreamContract
from connectors.registry import contract, networks

_META = (
    "id as _record_id, md5(body) as _content_hash, to_timestamp(updated_ms / 1000.0) as _updated_at,"
    " row_number() over () as _seq, false as _is_tombstone, cast(null as varchar) as _extra,"
    " $batch as _batch_id, $kind as _batch_kind, $pulled as _window_to, $pulled as _pulled_at,"
    " $pulled as _order_at, true as _is_latest_snapshot"
)
_MANIFEST = (
    "create or replace table landing.manifest (batch_id varchar, network varchar, stream varchar,"
    " kind varchar, window_from timestamptz, window_to timestamptz, watermark timestamptz,"
    " pulled_at timestamptz, finished_at timestamptz, reported_total bigint, received bigint,"
    " landed bigint, duplicates bigint, quarantined bigint, pages bigint, bytes bigint,"
    " schema_fingerprint varchar, contract_version varchar, quarantine_file varchar, drift json)"
)


def land(sandbox_home: Path, database: Path) -> int:
    """Fill schema `landing` of a build database from a store; returns the number of records.

    Raises FileNotFoundError when the home holds no store.
    """
    store = sandbox_home / "platforms.sqlite"
    if not store.exists():
        raise FileNotFoundError(f"no sandbox world in {sandbox_home}: make one with python -m sandbox up")
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as source:
        (day,) = source.execute("select value from meta where key = 'virtual_day'").fetchone()
        columns = zip(
            *source.execute("select network, stream, id, updated_ms, body from record"), strict=True
        )
        records = pa.table(dict(zip(("network", "stream", "id", "updated_ms", "body"), columns, strict=True)))
    pulled = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=16)
    with duckdb.connect(str(database)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema if not exists landing")
        connection.execute(_MANIFEST)
        connection.register("records", records)
        for network in networks():
            for stream in contract(network).streams.values():
                _land_stream(connection, network, stream, pulled)
        _empty_crosswalk(connection)
    return int(records.num_rows)


def _land_stream(
    connection: duckdb.DuckDBPyConnection, network: str, stream: StreamContract, pulled: datetime
) -> None:
    fields = [_column(field.name) for field in stream.landed]
    kind = "snapshot" if network == "xiangcun" else "window"
    name = f'landing."{network}__{stream.id}"'
    connection.execute(
        f"create or replace table {name} as select {', '.join(fields)}, {_META} from records"
        " where network = $network and stream = $stream",
        {
            "batch": f"{network}.{stream.id}.bench",
            "kind": kind,
            "pulled": pulled,
            "network": network,
            "stream": stream.id,
        },
    )
    if kind == "snapshot":
        connection.execute(f"update {name} set _updated_at = null")


def _column(name: str) -> str:
    return f'json_extract_string(body, \'$."{name}"\') as "{name}"'


def _empty_crosswalk(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave out the linkage of persons: no event is joined by it."""
    connection.execute("create schema if not exists identity")
    connection.execute(
        "create or replace table identity.crosswalk (network varchar, stream varchar,"
        " source_record_id varchar, resident_key varchar, matched_by varchar,"
        " match_probability double, first_seen_at timestamptz)"
    )
