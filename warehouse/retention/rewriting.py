"""Take rows out of a committed batch; the batch is replaced as a whole, as a repeated pull replaces it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.engine.landing import Landing, sync
from connectors.engine.manifest import MANIFEST, Manifest
from warehouse.retention.parts import stage, stamped, write_part, write_private_parquet

_STAYS = frozenset({"_record_id", "_seq"})
_PAYLOAD = "payload"

Rows = Mapping[int, bool]
"""Rows to take out, by `_seq`: True blanks a row (only its record id stays), False removes it."""


@dataclass(frozen=True)
class Redaction:
    """Rows, by `_seq`, of which some fields are to be emptied; the rest of the record stays."""

    rows: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()


NOTHING = Redaction()


def rewrite(
    landing: Landing,
    manifest: Manifest,
    rows: Rows,
    *,
    redaction: Redaction = NOTHING,
    may_vanish: bool = True,
) -> Manifest | None:
    """Take rows out of a batch.

    Args:
        landing: the landing, whose lock for the network the caller holds.
        manifest: the batch.
        rows: which rows.
        redaction: what to empty in rows that stay.
        may_vanish: remove the batch altogether when no row is left and nothing hangs on its manifest.

    Returns:
        the batch as it is now, None when it was removed.

    """
    staged = stage(landing, manifest)
    schema = pq.read_schema(manifest.folder / manifest.files[0].name)
    parts = write_part(staged, _remaining(manifest, rows, redaction), schema)
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
    return landing.commit(stage(landing, manifest), manifest.model_copy(update={"quarantine_file": None}))


def blank_quarantine(
    landing: Landing, manifest: Manifest, is_meant: Callable[[str | None, str], bool] = lambda *_: True
) -> int:
    """Remove the payloads of what was set aside; record ids, rules and reasons stay.

    Args:
        landing: the landing.
        manifest: a batch with a quarantine file.
        is_meant: told the record id and the payload, says whether it goes; all go by default.

    Returns:
        how many payloads there were.

    """
    former = manifest.folder / str(manifest.quarantine_file)
    table = pq.read_table(former)
    payloads = [payload or "" for payload in table[_PAYLOAD].to_pylist()]
    ids = table["source_record_id"].to_pylist()
    kept = [
        "" if is_meant(record_id, payload) else payload
        for record_id, payload in zip(ids, payloads, strict=True)
    ]
    count = sum(1 for old, new in zip(payloads, kept, strict=True) if old and not new)
    if not count:
        return 0
    field = table.schema.field(_PAYLOAD)
    table = table.set_column(table.schema.get_field_index(_PAYLOAD), field, pa.array(kept, field.type))
    staged, name = stage(landing, manifest), stamped("_quarantine")
    write_private_parquet(staged / name, table.to_batches(), table.schema)
    landing.commit(staged, manifest.model_copy(update={"quarantine_file": name}))
    return count


def _remaining(manifest: Manifest, rows: Rows, redaction: Redaction) -> Iterator[pa.RecordBatch]:
    removed = pa.array([seq for seq, is_blanked in rows.items() if not is_blanked], pa.int64())
    blanked = pa.array([seq for seq, is_blanked in rows.items() if is_blanked], pa.int64())
    redacted = pa.array(sorted(redaction.rows), pa.int64())
    for part in manifest.files:
        for batch in _read(manifest.folder / part.name):
            kept = batch.filter(pc.invert(pc.is_in(batch["_seq"], removed)))
            emptied = _redact(kept, pc.is_in(kept["_seq"], redacted), redaction.fields)
            yield _blank(emptied, pc.is_in(emptied["_seq"], blanked))


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


def _redact(batch: pa.RecordBatch, mask: pa.BooleanArray, fields: frozenset[str]) -> pa.RecordBatch:
    """Empty some fields of the masked rows; each gets a new content hash, as the old one was of them."""
    columns = []
    for field in batch.schema:
        column = batch[field.name]
        if field.name == "_content_hash":
            own = pa.array([f"redacted-{seq}" for seq in batch["_seq"].to_pylist()], pa.string())
            column = pc.if_else(mask, own, column)
        elif field.name in fields or field.name == "_extra":
            column = pc.if_else(mask, pa.scalar(None, field.type), column)
        columns.append(column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
