"""How the last pull of each network ended, for whoever reads the freshness of its data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from connectors.registry import networks
from warehouse.paths import Home
from warehouse.runs import RunRecord, StageRecord, recent

_COLUMNS: dict[str, pa.DataType] = {
    "network": pa.string(),
    "is_failed": pa.bool_(),
    "failed_since": pa.timestamp("us", tz="UTC"),
    "reason": pa.string(),
}


@dataclass(frozen=True)
class PullOutcome:
    """The last pull of a network; `failed_since` (UTC) is the first of its unbroken failures."""

    network: str
    is_failed: bool
    failed_since: datetime | None
    reason: str | None


def outcomes(records: Sequence[RunRecord]) -> list[PullOutcome]:
    """Tell the outcome of every registered network's last pull from run records, newest first."""
    return [_outcome(network, list(_pulls(records, network))) for network in networks()]


def write_outcomes(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write `landing.pull_outcome`, one row a network."""
    rows = pa.Table.from_pylist([asdict(outcome) for outcome in outcomes(recent(home))], pa.schema(_COLUMNS))
    connection.register("new_outcomes", rows)
    connection.execute("create or replace table landing.pull_outcome as select * from new_outcomes")
    connection.unregister("new_outcomes")


def _pulls(records: Iterable[RunRecord], network: str) -> Iterator[StageRecord]:
    for record in records:
        for stage in record.stages:
            if stage.stage == "pull" and stage.network == network and stage.outcome != "running":
                yield stage


def _outcome(network: str, pulls: Sequence[StageRecord]) -> PullOutcome:
    failed: list[StageRecord] = []
    for pull in pulls:
        if pull.outcome == "ok":
            break
        failed.append(pull)
    if not failed:
        return PullOutcome(network, False, None, None)
    return PullOutcome(network, True, failed[-1].started_at, failed[0].error)
