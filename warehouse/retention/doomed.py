"""Which landed rows have outlived their retention.

The present state needs the newest row of each record that still exists, and the instant at which each
record was first seen: keys of residents and events are founded on it. Everything else in a batch past its
retention goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from connectors.engine.contract import DeletionMark, NetworkContract, StreamContract
from connectors.engine.manifest import Manifest
from warehouse.database import identifier, literal
from warehouse.landing.batches import LandedFile, landed_files, newest_snapshots, order_at
from warehouse.landing.views import read_parquet

_DOOMED = """
with landed as (
    select
        f._path, f._seq, f._record_id, f._is_tombstone, b.window_to, b.is_past,
        f._is_tombstone or not b.is_newest_snapshot or coalesce({mark}, false) as is_gone,
        (b.order_at, coalesce(f._updated_at, timestamptz '0001-01-01 00:00:00+00'), f._seq) as seen
    from {rows} as f
    join known_batch as b on b.path = f._path
),
records as (
    select
        _record_id,
        arg_min((_path, _seq), (window_to, seen)) as first_row,
        arg_max((_path, _seq), seen) as top_row,
        arg_max((_path, _seq), seen) filter (not _is_tombstone) as newest_row,
        arg_max(is_gone and is_past, seen) as is_long_gone
    from landed
    group by _record_id
)
select
    landed._path, landed._seq,
    not records.is_long_gone and (landed._path, landed._seq) = records.first_row as is_blanked
from landed
join records on landed._record_id = records._record_id
where
    landed.is_past
    and (
        records.is_long_gone
        or (
            (landed._path, landed._seq) is distinct from records.newest_row
            and (landed._path, landed._seq) <> records.top_row
            and not (landed._is_tombstone and (landed._path, landed._seq) = records.first_row)
        )
    )
order by all
"""


@dataclass(frozen=True)
class DoomedRow:
    """A row of a file, by its `_seq`. One that is blanked keeps its record id, for when it was first seen."""

    path: Path
    seq: int
    is_blanked: bool


def doomed_rows(
    stream: StreamContract, contract: NetworkContract, manifests: Sequence[Manifest], now: datetime
) -> list[DoomedRow]:
    """Find the rows of a stream that go.

    Args:
        stream: the stream; its `retention_days` count from the pull, for a snapshot from its day.
        contract: the network's contract.
        manifests: all committed batches of the stream.
        now: the instant that retention is counted back from.

    """
    cutoff = now - timedelta(days=stream.retention_days)
    files = [file for file in landed_files(manifests) if file.rows]
    if not any(order_at(file.manifest) < cutoff for file in files):
        return []
    newest = newest_snapshots(manifests)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            "create table known_batch (path varchar, window_to timestamptz, order_at timestamptz, "
            "is_past boolean, is_newest_snapshot boolean)"
        )
        connection.executemany(
            "insert into known_batch values (?, ?, ?, ?, ?)",
            [
                [
                    str(file.path),
                    file.manifest.window_to,
                    order_at(file.manifest),
                    order_at(file.manifest) < cutoff,
                    file.manifest.kind != "snapshot" or file.manifest.batch_id in newest,
                ]
                for file in files
            ],
        )
        query = _DOOMED.format(rows=_rows(stream, contract, files), mark=_mark(stream, contract))
        found = connection.execute(query).fetchall()
    return [DoomedRow(Path(path), seq, is_blanked) for path, seq, is_blanked in found]


def _rows(stream: StreamContract, contract: NetworkContract, files: Sequence[LandedFile]) -> str:
    """Read files of which an older one may lack the mark."""
    landed = read_parquet([file.path for file in files])
    mark = _field(stream, contract)
    if mark is None:
        return landed
    empty = f"select null::varchar as {identifier(mark.field)} where false"
    return f"({empty} union all by name select * from {landed})"


def _mark(stream: StreamContract, contract: NetworkContract) -> str:
    """Write the condition by which the platform says that a record is deleted."""
    mark = _field(stream, contract)
    if mark is None:
        return "false"
    values = ", ".join(literal(value) for value in mark.values)
    return f"f.{identifier(mark.field)} in ({values})"


def _field(stream: StreamContract, contract: NetworkContract) -> DeletionMark | None:
    landed = {field.name for field in stream.landed}
    return contract.deleted if contract.deleted and contract.deleted.field in landed else None
