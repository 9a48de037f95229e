"""Pull networks: one after another stage of a run, or side by side, since each waits for its platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from connectors.engine.connection import Connection
from connectors.engine.errors import BusyError, ConnectorError
from connectors.engine.errors import ConfigurationError as ConnectorConfigurationError
from connectors.engine.report import PullReport
from connectors.pull import pull_network
from connectors.registry import contract
from warehouse.errors import ConfigurationError, HubError, LockedError, sentence_list
from warehouse.exit_codes import ExitCode
from warehouse.pipeline.job import Job
from warehouse.pipeline.watch_pull import Watch
from warehouse.runs import Detail

STAGE = "pull"


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
    with job.stage(STAGE, network) as detail:
        report = _ask(job, network, connection, streams)
        detail.update(_counts(report))
        _raise_failed_streams(report)
    return report


def pull_all(
    job: Job, connections: Mapping[str, Connection], streams: Sequence[str] | None = None
) -> list[Pulled]:
    """Pull networks side by side; one that fails does not stop the others."""

    def one(network: str) -> Pulled:
        try:
            return Pulled(network, pull(job, network, connections[network], streams), None)
        except HubError as error:
            return Pulled(network, None, error)

    with ThreadPoolExecutor(max_workers=max(1, len(connections))) as pool:
        return list(pool.map(one, connections))


def _ask(job: Job, network: str, connection: Connection, streams: Sequence[str] | None) -> PullReport:
    """Call the connector and translate what it raises."""
    watch = Watch(job.reporter, STAGE, network, len(streams or contract(network).streams))
    try:
        return pull_network(network, connection, job.home.landing, streams=streams, progress=watch)
    except BusyError as error:
        raise LockedError(str(error), where=network, fix=error.advice) from error
    except ConnectorConfigurationError as error:
        raise ConfigurationError(str(error), where=network, fix=error.advice) from error
    except ConnectorError as error:
        raise PullIncompleteError(str(error), where=network, fix=error.advice) from error


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
