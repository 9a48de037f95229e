"""What is landed of a stream: the present state of each record, as far as the landing knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.engine.manifest import Manifest

_OLDEST_FIRST: Any = [("_updated_at", "ascending", "at_start"), ("_seq", "ascending", "at_start")]
_COLUMNS = ["_record_id", "_content_hash", "_is_tombstone", "_updated_at", "_seq"]


def landed_contents(manifests: Iterable[Manifest]) -> dict[str, str]:
    """The content hash of the latest version of each record that is not known to be gone.

    The latest version is that of the latest pull, then of the latest update time, then the last received.
    """
    known: dict[str, str] = {}
    for manifest in sorted(manifests, key=lambda m: (m.pulled_at, m.batch_id)):
        for part in manifest.files:
            _add(known, pq.read_table(manifest.folder / part.name, columns=_COLUMNS))
    return known


def _add(known: dict[str, str], rows: pa.Table) -> None:
    order = pc.sort_indices(rows, sort_keys=_OLDEST_FIRST)
    columns = (rows[name].take(order).to_pylist() for name in _COLUMNS[:3])
    for record_id, content, is_gone in zip(*columns, strict=True):
        if is_gone:
            known.pop(str(record_id), None)
        else:
            known[str(record_id)] = str(content)
