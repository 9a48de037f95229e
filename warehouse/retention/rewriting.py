"""Take rows out of a committed batch; the batch is replaced as a whole, as a repeated pull replaces it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.engine.landing import Landing, sync, write_parts
from connectors.engine.manifest import MANIFEST, Manifest

_STAYS = frozenset({"_record_id", "_seq"})
_PAYLOAD = "payload"

Rows = Mapping[int, bool]
"""Rows to take out, by `_seq`: True blanks a row (only its record id stays), False removes it."""


def rewrite(landing: Landing, manifest: Manifest, rows: Rows, *, may_vanish: bool = True) -> Manifest | None:
    """Take rows out of a batch.

    Args:
        landing: the landing, whose lock for the network the caller holds.
        manifest: the batch.
        rows: which rows.
        may_vanish: remove the batch altogether when no row is left and nothing hangs on its manifest.

    Returns:
        the batch as it is now, None when it was removed.

    """
    staged = landing.stage(manifest.network, manifest.stream, manifest.batch_id)
    stamp = landing.stamp(manifest.network, manifest.stream, manifest.batch_id)
    schema = pq.read_schema(manifest.folder / manifest.files[0].name)
    parts = write_parts(staged, _remaining(manifest, rows), schema, stamp)
    if not parts and may_vanish:
        shutil.rmtree(staged)
        remove(manifest)
        return None
    removed = sum(part.rows for part in manifest.files) - sum(part.rows for part in parts)
    update = {"files": parts, "expired": manifest.expired + removed}
    return landing.commit(staged, manifest.model_copy(update=update))


def remove(manifest: Manifest) -> None:
    """Remove a batch; it ceases to exist with its manifest."""
    (manifest.folder / MANIFEST).unlink()
    sync(manifest.folder)
    shutil.rmtree(manifest.folder)


def drop_quarantine(landing: Landing, manifest: Manifest) -> Manifest:
    """Remove the records that were set aside, and why."""
    staged = landing.stage(manifest.network, manifest.stream, manifest.batch_id)
    return landing.commit(staged, manifest.model_copy(update={"quarantine_file": None}))


def blank_quarantine(landing: Landing, manifest: Manifest, record_ids: Iterable[str] | None = None) -> int:
    """Remove the payloads of what was set aside; record ids, rules and reasons stay.

    Args:
        landing: the landing.
        manifest: a batch with a quarantine file.
        record_ids: the records meant; None means all.

    Returns:
        how many payloads there were.

    """
    former = manifest.folder / str(manifest.quarantine_file)
    table = pq.read_table(former)
    meant = None if record_ids is None else set(record_ids)
    payloads = table[_PAYLOAD].to_pylist()
    ids = table["source_record_id"].to_pylist()
    kept = [
        payload if meant is not None and record_id not in meant else ""
        for payload, record_id in zip(payloads, ids, strict=True)
    ]
    count = sum(1 for old, new in zip(payloads, kept, strict=True) if old and not new)
    if not count:
        return 0
    field = table.schema.field(_PAYLOAD)
    table = table.set_column(table.schema.get_field_index(_PAYLOAD), field, pa.array(kept, field.type))
    staged = landing.stage(manifest.network, manifest.stream, manifest.batch_id)
    stamp = landing.stamp(manifest.network, manifest.stream, manifest.batch_id)
    name = f"_quarantine{stamp}.parquet"
    os.close(os.open(staged / name, os.O_CREAT | os.O_WRONLY, 0o600))
    pq.write_table(table, staged / name, compression="zstd")
    sync(staged / name)
    landing.commit(staged, manifest.model_copy(update={"quarantine_file": name}))
    return count


def _remaining(manifest: Manifest, rows: Rows) -> Iterator[pa.RecordBatch]:
    removed = pa.array([seq for seq, is_blanked in rows.items() if not is_blanked], pa.int64())
    blanked = pa.array([seq for seq, is_blanked in rows.items() if is_blanked], pa.int64())
    for part in manifest.files:
        for batch in _read(manifest.folder / part.name):
            kept = batch.filter(pc.invert(pc.is_in(batch["_seq"], removed)))
            yield _blank(kept, pc.is_in(kept["_seq"], blanked))


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches()


def _blank(batch: pa.RecordBatch, mask: pa.BooleanArray) -> pa.RecordBatch:
    """Leave of the masked rows nothing but that a record of this id was seen."""
    columns = []
    for field in batch.schema:
        column = batch[field.name]
        if field.name == "_is_tombstone":
            column = pc.or_kleene(column, mask)
        elif field.name == "_content_hash":
            column = pc.if_else(mask, "", column)
        elif field.name not in _STAYS:
            column = pc.if_else(mask, pa.scalar(None, field.type), column)
        columns.append(column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
