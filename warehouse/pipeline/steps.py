"""Single stages, each under the lock it needs: what an Airflow task or a command calls.

`run_id` ties the stages of one run together. Where it may be None, the stage goes on with whichever run has
built last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from connectors.engine.connection import Connection
from connectors.engine.report import PullReport
from expectations.results import QualityResult
from warehouse import build_state, publication, retention
from warehouse.locks import HUB, exclusive
from warehouse.pipeline import pulling, stages
from warehouse.pipeline.connections import connections
from warehouse.pipeline.job import Job
from warehouse.progress import Reporter
from warehouse.publication import Publication
from warehouse.retention import Maintained
from warehouse.settings import Settings

if TYPE_CHECKING:
    from warehouse.dbt_runner import LayerResult
    from warehouse.identity import LinkReport


def pull(
    settings: Settings,
    network: str,
    run_id: str | None = None,
    *,
    connection: Connection | None = None,
    streams: Sequence[str] | None = None,
    reporter: Reporter | None = None,
) -> PullReport:
    """Land what is new on a platform.

    Args:
        settings: the settings.
        network: a registered network.
        run_id: the run to record it under; None begins one.
        connection: address and credentials; None reads `AIRFLOW_CONN_<NETWORK>`.
        streams: None for all.
        reporter: listens to the progress.

    Raises:
        PullIncompleteError: streams failed; what the others landed stays.
        LockedError: the network is being pulled already.

    """
    connection = connection or connections([network])[network]
    return pulling.pull(Job.of(settings, run_id, reporter), network, connection, streams)


def reconcile(
    settings: Settings,
    network: str,
    run_id: str | None = None,
    *,
    connection: Connection | None = None,
    reporter: Reporter | None = None,
) -> PullReport:
    """List everything a platform holds, and land silent edits and deletions; raises what `pull` raises."""
    connection = connection or connections([network])[network]
    return pulling.reconcile(Job.of(settings, run_id, reporter), network, connection)


def build_staging(
    settings: Settings, run_id: str | None = None, *, fresh: bool = False, reporter: Reporter | None = None
) -> list[LayerResult]:
    """Register the landing and build seeds, staging and what identity needs."""
    with _alone(Job.of(settings, run_id, reporter), "build staging") as job:
        return stages.build_staging(job, fresh=fresh)


def check_sources(
    settings: Settings, run_id: str | None = None, *, reporter: Reporter | None = None
) -> list[QualityResult]:
    """Run the source suites; raises GateStoppedError when a rule of severity error fails."""
    with _alone(_last(settings, run_id, reporter), "check sources") as job:
        return stages.check_sources(job)


def link(
    settings: Settings,
    run_id: str | None = None,
    *,
    secret: bytes | None = None,
    reporter: Reporter | None = None,
) -> LinkReport:
    """Give every person record its resident; `secret` None reads Connection or file."""
    with _alone(_last(settings, run_id, reporter), "link") as job:
        return stages.link(job, secret)


def build_marts(
    settings: Settings, run_id: str | None = None, *, reporter: Reporter | None = None
) -> list[LayerResult]:
    """Build the rest of the conformed layer, dimensions, facts, marts and ops."""
    with _alone(_last(settings, run_id, reporter), "build marts") as job:
        return stages.build_marts(job)


def check_marts(
    settings: Settings, run_id: str | None = None, *, reporter: Reporter | None = None
) -> list[QualityResult]:
    """Run the publish suite; raises GateStoppedError when a rule of severity error fails."""
    with _alone(_last(settings, run_id, reporter), "check marts") as job:
        return stages.check_marts(job)


def publish(
    settings: Settings, run_id: str | None = None, *, reporter: Reporter | None = None
) -> Publication:
    """Publish the checked build as a new version."""
    with _alone(_last(settings, run_id, reporter), "publish") as job:
        return stages.publish_build(job)


def rollback(settings: Settings, version: str | None = None) -> str:
    """Let readers see the former version, or a named one, even while a run builds.

    Returns:
        the version that is read from now on.

    """
    return publication.rollback(settings.home.prepare(), version)


def maintain(
    settings: Settings,
    run_id: str | None = None,
    *,
    now: datetime | None = None,
    reporter: Reporter | None = None,
) -> Maintained:
    """Remove what is past its retention: landed rows, records that were set aside, old versions and records.

    Args:
        settings: the settings.
        run_id: the run to record it under; None begins one.
        now: the instant that retention is counted back from; None is the clock's.
        reporter: listens to the progress.

    Raises:
        LockedError: another process builds or publishes.

    """
    with _alone(Job.of(settings, run_id, reporter), "maintain") as job, job.stage("maintain") as detail:
        done = retention.maintain(settings, now)
        detail.update(
            rows_removed=sum(stream.rows_removed for stream in done.streams),
            rows_blanked=sum(stream.rows_blanked for stream in done.streams),
            payloads_removed=sum(stream.payloads_removed for stream in done.streams),
            versions=len(done.versions),
            runs=done.runs,
            results=done.results,
            busy=", ".join(done.busy) or None,
        )
    return done


@contextmanager
def _alone(job: Job, purpose: str) -> Iterator[Job]:
    """Hold the hub's lock while a stage works."""
    with exclusive(job.home, HUB, f"{purpose}, run {job.run_id}"):
        yield job


def _last(settings: Settings, run_id: str | None, reporter: Reporter | None) -> Job:
    """Go on with a named run, or with the one whose build stands."""
    return Job.of(settings, run_id or build_state.require(settings.home, None).run_id, reporter)
