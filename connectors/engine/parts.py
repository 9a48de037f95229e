"""The files of a batch: rows as Parquet, rows set apart, and the page ledger. All are private."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.engine.batch import Batch, aside_of, ledger_line
from connectors.engine.landing import sync, write_private
from connectors.engine.manifest import LEDGER, QUARANTINE, LandedPart
from connectors.engine.shape import Unusable

_GROUP_ROWS: Final = 8_192
_SAMPLE_ROWS: Final = 1_024
_ORDERED: Final[Any] = ["_updated_at", "_seq"]
_QUARANTINE_SCHEMA: Final = pa.schema(
    [
        ("source_record_id", pa.string()),
        ("rule", pa.string()),
        ("reason", pa.string()),
        ("fix", pa.string()),
        ("payload", pa.string()),
    ]
)


def write_parts(
    staged: Path, tables: Iterable[pa.RecordBatch], schema: pa.Schema, stamp: str, number: int = 0
) -> tuple[LandedPart, ...]:
    """Write the rows as one Parquet file; no file when there are none."""
    path = staged / f"part-{number:05d}{stamp}.parquet"
    writer: pq.ParquetWriter | None = None
    rows = 0
    for group in _groups(tables, schema):
        if writer is None:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            writer = pq.ParquetWriter(
                path,
                schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=_repetitive(group),
                write_statistics=_ORDERED,
            )
        writer.write_table(group, row_group_size=_GROUP_ROWS)
        rows += group.num_rows
    if writer is None:
        return ()
    writer.close()
    size, digest = _measure(path)
    return (LandedPart(name=path.name, rows=rows, bytes=size, sha256=digest),)


def write_quarantine(staged: Path, rows: Sequence[Unusable], stamp: str) -> str | None:
    """Write the rows set apart; returns the file's name, None when there are none."""
    if not rows:
        return None
    name = QUARANTINE.replace(".parquet", f"{stamp}.parquet")
    table = pa.table(
        {
            "source_record_id": [row.record_id for row in rows],
            "rule": [row.rule for row in rows],
            "reason": [row.reason for row in rows],
            "fix": [row.fix for row in rows],
            "payload": [row.payload for row in rows],
        },
        schema=_QUARANTINE_SCHEMA,
    )
    os.close(os.open(staged / name, os.O_CREAT | os.O_WRONLY, 0o600))
    pq.write_table(table, staged / name, compression="zstd")
    sync(staged / name)
    return name


def write_batch(staged: Path, batch: Batch, stamp: str) -> tuple[tuple[LandedPart, ...], str | None, str]:
    """Write a batch's rows, quarantine and page ledger; returns their names."""
    aside: list[Unusable] = []
    lines: list[str] = []

    def rows() -> Iterator[pa.RecordBatch]:
        for frame in batch.frames():
            aside.extend(aside_of(frame))
            lines.append(ledger_line(frame))
            yield pa.ipc.read_record_batch(frame.body, batch.schema)

    parts = write_parts(staged, rows(), batch.schema, stamp)
    ledger = LEDGER.replace(".jsonl", f"{stamp}.jsonl")
    write_private(staged / ledger, ("\n".join(lines) + "\n").encode())
    return parts, write_quarantine(staged, aside, stamp), ledger


def _groups(tables: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for table in tables:
        if not table.num_rows:
            continue
        waiting.append(table)
        rows += table.num_rows
        if rows >= _GROUP_ROWS:
            yield pa.Table.from_batches(waiting, schema)
            waiting, rows = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting, schema)


def _repetitive(group: pa.Table) -> Any:
    """The columns whose values repeat: a dictionary of the others would only be built to be thrown away."""
    sample = group.slice(0, _SAMPLE_ROWS).combine_chunks()
    most = sample.num_rows // 4
    return [name for name in sample.column_names if pc.count_distinct(sample[name]).as_py() <= most]


def _measure(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        os.fsync(file.fileno())
    return path.stat().st_size, digest.hexdigest()
