"""Pull networks: one after another stage of a run, or side by side, since each waits for its platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from connectors.engine.connection import Connection
from connectors.engine.errors import BusyError, ConnectorError
from connectors.engine.errors import ConfigurationError as ConnectorConfigurationError
from connectors.engine.report import PullReport
from connectors.pull import backfill_network, pull_network
from connectors.reconcile import reconcile_network
from connectors.registry import contract
from warehouse.errors import ConfigurationError, HubError, LockedError, sentence_list
from warehouse.exit_codes import ExitCode
from warehouse.pipeline.job import Job
from warehouse.pipeline.watch_pull import Watch
from warehouse.runs import Detail

STAGE = "pull"
RECONCILE = "reconcile"

Ask = Callable[[Watch], PullReport]


class PullIncompleteError(HubError):
    """A network, or some of its streams, could not be pulled; what was landed before stays."""

    exit_code = ExitCode.PULL_INCOMPLETE


@dataclass(frozen=True)
class Pulled:
    """What became of one network; `report` is None when nothing could be asked at all."""

    network: str
    report: PullReport | None
    error: HubError | None


def pull(job: Job, network: str, connection: Connection, streams: Sequence[str] | None = None) -> PullReport:
    """Land what is new on one platform.

    Raises:
        PullIncompleteError: the network or some of its streams failed.
        LockedError: it is being pulled already.

    """

    def ask(watch: Watch) -> PullReport:
        return pull_network(network, connection, job.home.landing, streams=streams, progress=watch)

    return _ask(job, STAGE, network, _number(network, streams), ask)


def reconcile(
    job: Job, network: str, connection: Connection, streams: Sequence[str] | None = None
) -> PullReport:
    """List everything a platform holds, and land silent edits and deletions; raises what `pull` raises."""

    def ask(watch: Watch) -> PullReport:
        return reconcile_network(network, connection, job.home.landing, streams=streams, progress=watch)

    return _ask(job, RECONCILE, network, _number(network, streams), ask)


def backfill(
    job: Job,
    network: str,
    connection: Connection,
    span: tuple[datetime, datetime],
    streams: Sequence[str] | None = None,
) -> PullReport:
    """Read the span [from, to) of a platform again (aware times); raises what `pull` raises."""

    def ask(watch: Watch) -> PullReport:
        return backfill_network(network, connection, job.home.landing, *span, streams=streams, progress=watch)

    return _ask(job, STAGE, network, _number(network, streams), ask)


def pull_all(
    job: Job, connections: Mapping[str, Connection], streams: Sequence[str] | None = None
) -> list[Pulled]:
    """Pull networks side by side; one that fails does not stop the others."""
    return side_by_side(connections, lambda network: pull(job, network, connections[network], streams))


def side_by_side(networks: Iterable[str], work: Callable[[str], PullReport]) -> list[Pulled]:
    """Do the work for several networks at once; one that fails does not stop the others."""
    networks = tuple(networks)

    def one(network: str) -> Pulled:
        try:
            return Pulled(network, work(network), None)
        except HubError as error:
            return Pulled(network, None, error)

    with ThreadPoolExecutor(max_workers=max(1, len(networks))) as pool:
        return list(pool.map(one, networks))


def _ask(job: Job, stage: str, network: str, streams: int, ask: Ask) -> PullReport:
    """Call the connector as a stage of the run, and translate what it raises."""
    with job.stage(stage, network) as detail:
        try:
            report = ask(Watch(job.reporter, stage, network, streams))
        except BusyError as error:
            raise LockedError(str(error), where=network, fix=error.advice) from error
        except ConnectorConfigurationError as error:
            raise ConfigurationError(str(error), where=network, fix=error.advice) from error
        except ConnectorError as error:
            raise PullIncompleteError(str(error), where=network, fix=error.advice) from error
        detail.update(_counts(report))
        _raise_failed_streams(report)
    return report


def _number(network: str, streams: Sequence[str] | None) -> int:
    return len(streams or contract(network).streams)


def _raise_failed_streams(report: PullReport) -> None:
    failed = report.failed
    if not failed:
        return
    streams_by_error: dict[str, list[str]] = {}
    for stream in failed:
        streams_by_error.setdefault(stream.error or "no reason given", []).append(stream.stream)
    reasons = (f"{sentence_list(names)}: {error}" for error, names in streams_by_error.items())
    raise PullIncompleteError(
        f"{report.network}: {len(failed)} of {len(report.streams)} streams failed: "
        + sentence_list(reasons, limit=3),
        where=report.network,
        fix=failed[0].advice or "run again when the platform answers; what is landed stays in use",
    )


def _counts(report: PullReport) -> Detail:
    names = ("batches", "received", "landed", "duplicates", "quarantined")
    return {name: sum(getattr(stream, name) for stream in report.streams) for name in names}
