"""From a batch that is proven to a batch that is committed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.engine.batch import Batch
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.landing import Landing
from connectors.engine.manifest import Kind, Manifest
from connectors.engine.parts import write_batch


@dataclass(frozen=True)
class Committer:
    """Commits the batches of one stream."""

    contract: NetworkContract
    stream: StreamContract
    landing: Landing

    def commit(self, batch: Batch, label: str, kind: Kind, about: dict[str, Any]) -> Manifest:
        """Write a batch and commit it under `<network>.<stream>.<label>`.

        `about` holds the manifest's fields that say which window it is. Raises LandingError.
        """
        network, stream = self.contract.network, self.stream.id
        batch_id = f"{network}.{stream}.{label}"
        pulled_at = self.landing.in_order(network, stream, datetime.fromisoformat(batch.opening["pulled_at"]))
        staged, stamp = self.landing.stage(network, stream, batch_id)
        files, quarantine, ledger = write_batch(staged, batch, stamp)
        counts = batch.counts
        manifest = Manifest(
            batch_id=batch_id,
            network=network,
            stream=stream,
            kind=kind,
            pulled_at=pulled_at,
            finished_at=max(datetime.now(UTC), pulled_at),
            files=files,
            quarantine_file=quarantine,
            ledger_file=ledger,
            received=counts.received,
            landed=counts.landed,
            duplicates=counts.duplicates,
            quarantined=counts.quarantined,
            left_while_read=counts.left,
            pages=counts.pages,
            bytes=counts.bytes,
            schema_fingerprint=self.stream.fingerprint,
            contract_version=self.contract.version,
            drift=batch.drift.report(),
            **({"reported_total": counts.reported} | about),
        )
        return self.landing.commit(staged, manifest)
