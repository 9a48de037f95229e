"""Writing what is left of a batch beside it, before it takes the batch's place."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.engine.landing import Landing, sync
from connectors.engine.manifest import LandedPart, Manifest


def stage(landing: Landing, manifest: Manifest) -> Path:
    """Make an empty folder on the landing's file system; pulls clear away what a killed one left there."""
    folder = landing.root / ".tmp" / manifest.network / manifest.stream / f"commit-{manifest.batch_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def stamped(stem: str) -> str:
    """Name a file that never overwrites one that is in use."""
    return f"{stem}.{datetime.now(UTC):%Y%m%d%H%M%S%f}.parquet"


def write_private_parquet(path: Path, tables: Iterable[pa.RecordBatch], schema: pa.Schema) -> int:
    """Write a Parquet file that only its owner may read, and force it to disk.

    Returns:
        the number of rows.

    """
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_batch(table)
            rows += table.num_rows
    sync(path)
    return rows


def write_part(staged: Path, tables: Iterable[pa.RecordBatch], schema: pa.Schema) -> tuple[LandedPart, ...]:
    """Write the rows that are left as one file; no file when there are none."""
    path = staged / stamped("part-00000")
    rows = write_private_parquet(path, tables, schema)
    if not rows:
        path.unlink()
        return ()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return (LandedPart(name=path.name, rows=rows, bytes=path.stat().st_size, sha256=digest),)
