"""A person in what was set aside at landing: payloads that nobody could read as a record."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pyarrow.parquet as pq

from connectors.engine.landing import Landing
from connectors.engine.manifest import Manifest
from warehouse.landing.batches import batches
from warehouse.paths import Home
from warehouse.privacy.landed import RecordId, Traits, normal
from warehouse.retention.rewriting import blank_quarantine

Meant = Callable[[str | None, str], bool]


def count_payloads(home: Home, records: Collection[RecordId], person: Traits) -> int:
    """Count the payloads that are of a person's record or hold one of their numbers."""
    count = 0
    for manifest in batches(home):
        if manifest.quarantine_file:
            rows = pq.read_table(manifest.folder / manifest.quarantine_file).to_pylist()
            meant = _meant(manifest, records, person)
            count += sum(meant(row["source_record_id"], row["payload"] or "") for row in rows)
    return count


def blank_payloads(
    landing: Landing, manifest: Manifest, records: Collection[RecordId], person: Traits
) -> int:
    """Remove those payloads of one batch; the rule and the reason stay."""
    if not manifest.quarantine_file:
        return 0
    return blank_quarantine(landing, manifest, _meant(manifest, records, person))


def _meant(manifest: Manifest, records: Collection[RecordId], person: Traits) -> Meant:
    own = {
        record for network, name, record in records if (network, name) == (manifest.network, manifest.stream)
    }

    def is_meant(record: str | None, payload: str) -> bool:
        text = normal(payload)
        return bool(payload) and (record in own or any(number in text for number in person.numbers))

    return is_meant
