"""Trying quarantined rows again by today's contract: what passes now joins the batch it came with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.engine.batch import landed_rows
from connectors.engine.contract import NetworkContract
from connectors.engine.landing import Landing
from connectors.engine.literal import MalformedError, decode
from connectors.engine.manifest import Manifest, committed
from connectors.engine.parts import write_parts, write_quarantine
from connectors.engine.rows import Rows
from connectors.engine.shape import Shaped, Shaper, Unusable


@dataclass(frozen=True)
class Replayed:
    """What became of a stream's quarantined rows."""

    stream: str
    tried: int
    landed: int
    duplicates: int

    @property
    def remaining(self) -> int:
        """Rows that are still in quarantine."""
        return self.tried - self.landed - self.duplicates


def replay_stream(contract: NetworkContract, stream_id: str, landing: Landing) -> Replayed:
    """Replay every batch of a stream. Each is amended in one step; its accounts balance before and after."""
    landing.tidy(contract.network, stream_id)
    shaper = Shaper(contract, contract.stream(stream_id))
    tried = landed = duplicates = 0
    for manifest in committed(landing.root, contract.network, stream_id):
        if manifest.quarantine_file is None:
            continue
        rows = _quarantined(manifest)
        tried += len(rows)
        amended = _amend(manifest, rows, shaper, landing)
        landed += amended.landed - manifest.landed
        duplicates += amended.duplicates - manifest.duplicates
    return Replayed(stream_id, tried, landed, duplicates)


def _amend(manifest: Manifest, rows: Sequence[Unusable], shaper: Shaper, landing: Landing) -> Manifest:
    """Move the rows that pass now from a batch's quarantine to its records."""
    shaped = [_shape(row, shaper) for row in rows]
    rest = [row for row, done in zip(rows, shaped, strict=True) if done is None]
    seen = _contents(manifest)
    fresh: list[pa.RecordBatch] = []
    for done in shaped:
        if done is not None and done.hashes[0] not in seen:
            seen.add(done.hashes[0])
            fresh.append(landed_rows(done, shaper.schema, manifest.received + len(fresh)))
    if len(rest) == len(rows):
        return manifest
    staged, stamp = landing.stage(manifest.network, manifest.stream, manifest.batch_id)
    parts = write_parts(staged, fresh, shaper.schema, stamp, number=len(manifest.files))
    changes = {
        "files": (*manifest.files, *parts),
        "quarantine_file": write_quarantine(staged, rest, stamp),
        "landed": manifest.landed + len(fresh),
        "quarantined": len(rest),
        "duplicates": manifest.received - manifest.landed - len(fresh) - len(rest),
        "finished_at": datetime.now(UTC),
    }
    return landing.commit(staged, Manifest.model_validate(manifest.model_dump() | changes))


def _shape(row: Unusable, shaper: Shaper) -> Shaped | None:
    """Shape a quarantined row; None when it still cannot be used."""
    try:
        shaped = shaper.shape(Rows.of([decode(row.payload.encode())]))
    except MalformedError:
        return None
    return shaped if len(shaped.ids) == 1 else None


def _quarantined(manifest: Manifest) -> list[Unusable]:
    table = pq.read_table(manifest.folder / str(manifest.quarantine_file))
    return [
        Unusable(row["rule"], row["reason"], row["fix"], row["payload"], row["source_record_id"])
        for row in table.to_pylist()
    ]


def _contents(manifest: Manifest) -> set[str]:
    names = [manifest.folder / part.name for part in manifest.files]
    columns = [pq.read_table(name, columns=["_content_hash"])["_content_hash"] for name in names]
    return {str(content) for column in columns for content in column.to_pylist()}
