"""What stands where: networks, the last run, failing rules, versions. Opens neither build nor registry."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import expectations.results as quality_results
from connectors.engine.manifest import Manifest
from connectors.registry import contract, networks
from expectations.owners import all_owners
from expectations.results import QualityResult
from warehouse.connection_names import connection_names
from warehouse.landing.batches import readable_batches
from warehouse.landing.outcomes import PullOutcome, outcomes
from warehouse.locks import HUB, holder
from warehouse.paths import Home
from warehouse.pipeline.attention import Attention, Found, attention
from warehouse.publication import current_version, versions
from warehouse.runs import RunRecord, life_of, recent

NetworkState = Literal["ok", "stale", "never pulled"]


@dataclass(frozen=True)
class NetworkStatus:
    """A network's landing: `pulled_at` of the last batch, `newest_at` of the newest record.

    A network whose last pull failed is stale: what is shown is its last good state, since `stale_since`.
    """

    network: str
    state: NetworkState
    batches: int
    landed: int
    quarantined: int
    pulled_at: datetime | None
    newest_at: datetime | None
    stale_since: datetime | None
    reason: str | None


@dataclass(frozen=True)
class FailingRule:
    """A rule that failed in the last check, and since when it has failed without a break."""

    result: QualityResult
    since: datetime


@dataclass(frozen=True)
class Status:
    """The state of a home; `attention` lists what needs somebody, `data_docs` is the page on quality."""

    home: str
    running: str | None
    current: str | None
    versions: tuple[str, ...]
    networks: tuple[NetworkStatus, ...]
    last_run: RunRecord | None
    last_outcome: str | None
    failing: tuple[FailingRule, ...]
    attention: tuple[Attention, ...]
    data_docs: str


def status(home: Home) -> Status:
    """Describe a home; works while a run is under way, and although batches or files of it are damaged."""
    records = recent(home) if home.runs.is_dir() else []
    running = holder(home, HUB)
    last = records[0] if records else None
    is_alive = last is not None and _is_alive(home, last)
    landed, damage = readable_batches(home)
    states = tuple(_networks(landed, records))
    failed = tuple(failing(quality_results.load(home.quality)))
    ended = records[1:] if is_alive else records
    needed = attention(Found(ended, states, failed, damage), all_owners(home.quality))
    return Status(
        home=str(home.root),
        running=running,
        current=current_version(home),
        versions=tuple(versions(home)),
        networks=states,
        last_run=last,
        last_outcome=outcome(last, is_alive=is_alive) if last else None,
        failing=failed,
        attention=tuple(needed),
        data_docs=str(home.quality / "data_docs" / "index.html"),
    )


def _is_alive(home: Home, record: RunRecord) -> bool:
    """Tell whether the process behind a run's open stage is still there."""
    return holder(home, life_of(record.run_id) if record.is_whole else HUB) is not None


def outcome(record: RunRecord, *, is_alive: bool) -> str:
    """Say how a run ended, or that its process is gone without an end."""
    has_open_stage = any(stage.outcome == "running" for stage in record.stages)
    if has_open_stage or (record.is_whole and record.exit_code is None):
        return "running" if is_alive else "interrupted: run it again, it goes on from what is committed"
    broken = [stage.stage for stage in record.stages if stage.outcome == "failed"]
    return f"failed in {broken[-1].replace('_', ' ')}" if broken else "ok"


def failing(history: Sequence[QualityResult]) -> list[FailingRule]:
    """Find the rules whose last result is a failure in the last run that was checked."""
    by_rule: dict[tuple[str, ...], list[QualityResult]] = {}
    for result in history:
        by_rule.setdefault(_rule(result), []).append(result)
    last = {result.suite: result.run_id for result in history}
    current = [results for results in by_rule.values() if results[-1].run_id == last[results[-1].suite]]
    return [FailingRule(results[-1], _since(results)) for results in current if not results[-1].success]


def _rule(result: QualityResult) -> tuple[str, ...]:
    return (result.suite, result.expectation, result.network, result.stream_or_table)


def _since(results: Sequence[QualityResult]) -> datetime:
    since = results[-1].checked_at
    for result in reversed(results):
        if result.success:
            break
        since = result.checked_at
    return since


def _networks(batches: Sequence[Manifest], records: Sequence[RunRecord]) -> Iterable[NetworkStatus]:
    manifests: dict[str, list[Manifest]] = {network: [] for network in connection_names(os.environ)}
    for manifest in batches:
        manifests.setdefault(manifest.network, []).append(manifest)
    last = {outcome.network: outcome for outcome in outcomes(records)}
    for network, landed in manifests.items():
        state = _network(network, landed, last.get(network))
        if state.state != "never pulled" or not _is_optional(network):
            yield state


def _is_optional(network: str) -> bool:
    return network in networks() and contract(network).optional


def _network(network: str, landed: Sequence[Manifest], last: PullOutcome | None) -> NetworkStatus:
    failed = last is not None and last.is_failed
    state: NetworkState = "stale" if failed else "ok" if landed else "never pulled"
    return NetworkStatus(
        network=network,
        state=state,
        batches=len(landed),
        landed=sum(batch.landed for batch in landed),
        quarantined=sum(batch.quarantined for batch in landed),
        pulled_at=max((batch.pulled_at for batch in landed), default=None),
        newest_at=max((batch.watermark for batch in landed if batch.watermark), default=None),
        stale_since=last.failed_since if last else None,
        reason=last.reason if last else None,
    )
