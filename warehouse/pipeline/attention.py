"""What needs somebody: what failed, since when, whom to call, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from expectations.owners import OPERATOR, PLATFORM, Owners, asked
from warehouse.errors import HubError
from warehouse.runs import RunRecord

if TYPE_CHECKING:
    from warehouse.pipeline.status import FailingRule, NetworkStatus

_TO_DO = "\nwhat to do: "
_AGAIN = "duowang run; it goes on from what is committed"
_ORDER = ("error", "stale", "warning")


@dataclass(frozen=True)
class Attention:
    """Something that failed; `since` (UTC) is the first of its unbroken failures, None when unknown."""

    severity: Literal["error", "stale", "warning"]
    since: datetime | None
    what: str
    whom: str
    action: str


@dataclass(frozen=True)
class Found:
    """Where to look for what needs somebody. Runs come newest first, without one that is still at work."""

    runs: Sequence[RunRecord]
    networks: Sequence[NetworkStatus]
    failing: Sequence[FailingRule]
    damage: HubError | None


def attention(found: Found, owners: Owners) -> list[Attention]:
    """List what needs somebody, the worst first and the oldest of it first."""
    listed = [
        *_damage(found.damage, owners),
        *_broken_runs(found.runs, owners),
        *_stale(found.networks, owners),
        *_rules(found.failing),
    ]
    return sorted(listed, key=lambda one: _ORDER.index(one.severity))


def is_broken(record: RunRecord) -> bool:
    """Tell whether a run that is not at work any more has failed beyond its pulls, or has no end."""
    if record.is_whole and record.exit_code is None:
        return True
    return any(stage.outcome != "ok" for stage in record.stages if stage.network is None)


def _damage(damage: HubError | None, owners: Owners) -> Iterator[Attention]:
    if damage is not None:
        what = f"{damage.what} ({damage.where})"
        yield Attention("error", None, what, asked(owners, OPERATOR), damage.fix)


def _broken_runs(runs: Sequence[RunRecord], owners: Owners) -> Iterator[Attention]:
    """Tell of the newest run if it broke, and since when no run has ended well."""
    if not runs or not is_broken(runs[0]):
        return
    since = runs[0].started_at
    for record in runs:
        if not is_broken(record):
            break
        since = record.started_at
    what, action = _ending(runs[0])
    yield Attention("error", since, f"run {runs[0].run_id} {what}", asked(owners, OPERATOR), action)


def _ending(record: RunRecord) -> tuple[str, str]:
    """Say how a broken run ended, and what to do."""
    stages = [stage for stage in record.stages if stage.network is None]
    failed = next((stage for stage in reversed(stages) if stage.outcome == "failed"), None)
    if failed is None:
        broken_off = [stage.stage for stage in record.stages if stage.outcome == "running"]
        return f"was interrupted{f' in {_words(broken_off[-1])}' if broken_off else ''}", _AGAIN
    what, action = _split(failed.error)
    return f"failed in {_words(failed.stage)}: {what}", action or _AGAIN


def _stale(networks: Iterable[NetworkStatus], owners: Owners) -> Iterator[Attention]:
    for network in networks:
        if network.state == "stale":
            what, action = _split(network.reason)
            text = f"{network.network} cannot be pulled; {_held(network)}: {what}"
            whom = asked(owners, PLATFORM, network.network)
            yield Attention("stale", network.stale_since, text, whom, action or _AGAIN)


def _held(network: NetworkStatus) -> str:
    if network.pulled_at is None:
        return "nothing of it was ever landed"
    return f"its data stay as of {network.pulled_at:%Y-%m-%d %H:%M} UTC"


def _rules(failing: Iterable[FailingRule]) -> Iterator[Attention]:
    for rule in sorted(failing, key=lambda rule: rule.since):
        result = rule.result
        observed = "not measurable" if result.observed is None else f"{result.observed:g}"
        what = (
            f"{result.network} {result.stream_or_table}, {result.expectation}: {observed}, "
            f"allowed {result.threshold}. {result.says}"
        )
        yield Attention(result.severity, rule.since, what, result.owner, result.action)


def _split(error: str | None) -> tuple[str, str]:
    """Part an error into what went wrong, in one line, and what to do."""
    what, _, action = (error or "").partition(_TO_DO)
    return what.partition("\n")[0], action


def _words(stage: str) -> str:
    return stage.replace("_", " ")
