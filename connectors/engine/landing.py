"""Committing a batch: everything under a temporary name, forced to disk, then one rename."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.engine.batch import Batch, aside_of, ledger_line
from connectors.engine.errors import LandingError
from connectors.engine.manifest import LEDGER, MANIFEST, QUARANTINE, LandedPart, Manifest, read_manifest
from connectors.engine.shape import Unusable

_GROUP_ROWS: Final = 16_384
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


class Landing:
    """The landing folder: private, with its temporary folder on the same file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in (root, root / ".tmp"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def scratch(self, network: str, stream: str) -> Path:
        """Where a stream keeps what is not committed."""
        folder = self.root / ".tmp" / network / stream
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def stage(self, network: str, stream: str, batch_id: str) -> Path:
        """Make an empty folder for a batch to be written."""
        folder = self.scratch(network, stream) / f"commit-{batch_id}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        return folder

    def stamp(self, network: str, stream: str, batch_id: str) -> str:
        """What to add to file names, so that a replacement never overwrites a file in use: mostly nothing."""
        exists = (self.root / network / stream / batch_id).exists()
        return f".{datetime.now(UTC):%Y%m%d%H%M%S%f}" if exists else ""

    def commit(self, staged: Path, manifest: Manifest) -> Manifest:
        """Put a staged batch in its place, in the place of a former batch of the same id if there is one.

        The rename of the folder, or of the manifest inside a folder that exists, is the commit.
        """
        target = self.root / manifest.network / manifest.stream / manifest.batch_id
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(staged / MANIFEST, manifest.model_dump_json(indent=1).encode())
        sync(staged)
        try:
            if target.exists():
                self._replace(staged, target, manifest)
            else:
                staged.rename(target)
        except OSError as error:
            raise LandingError(f"{manifest.batch_id} cannot be committed: {error.strerror}") from None
        sync(target.parent)
        return manifest.at(target)

    def _replace(self, staged: Path, target: Path, manifest: Manifest) -> None:
        named = {MANIFEST, manifest.quarantine_file, manifest.ledger_file, *(f.name for f in manifest.files)}
        for path in staged.iterdir():
            if path.name != MANIFEST:
                path.rename(target / path.name)
        sync(target)
        (staged / MANIFEST).replace(target / MANIFEST)
        sync(target)
        for path in target.iterdir():
            if path.name not in named:
                path.unlink()
        staged.rmdir()

    def tidy(self, network: str, stream: str) -> None:
        """Remove what a killed run left: half-written batches, and files that no manifest names."""
        for folder in self.scratch(network, stream).glob("commit-*"):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (self.root / network / stream).glob("*/"):
            manifest = read_manifest(folder)
            if manifest is None:
                continue
            named = {MANIFEST, manifest.quarantine_file, manifest.ledger_file}
            named.update(part.name for part in manifest.files)
            for path in folder.iterdir():
                if path.name not in named:
                    path.unlink()


def write_parts(
    staged: Path, tables: Iterable[pa.RecordBatch], schema: pa.Schema, stamp: str
) -> tuple[LandedPart, ...]:
    """Write the rows as one Parquet file; no file when there are none."""
    path = staged / f"part-00000{stamp}.parquet"
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


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and force it to disk."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Force a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


def _repetitive(sample: pa.Table) -> Any:
    """The columns whose values repeat: a dictionary of the others would only be built to be thrown away."""
    most = sample.num_rows // 4
    return [name for name in sample.column_names if pc.count_distinct(sample[name]).as_py() <= most]


def _measure(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        os.fsync(file.fileno())
    return path.stat().st_size, digest.hexdigest()
