"""The whole way in one go: pull, build, check, publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import expectations.results as quality_results
from expectations.results import QualityResult
from warehouse.errors import HubError, sentence_list
from warehouse.exit_codes import ExitCode
from warehouse.landing.batches import batches
from warehouse.locks import HUB, exclusive
from warehouse.pipeline import stages
from warehouse.pipeline.connections import connections
from warehouse.pipeline.figures import Figure, figures
from warehouse.pipeline.job import Job
from warehouse.pipeline.pulling import Pulled, PullIncompleteError, pull_all
from warehouse.progress import Reporter
from warehouse.publication import Publication
from warehouse.runs import RunRecord
from warehouse.settings import Settings


@dataclass(frozen=True)
class RunSummary:
    """What a finished run did. `stale` maps networks that were not pulled whole to the reason."""

    record: RunRecord
    publication: Publication
    figures: tuple[Figure, ...]
    quality: tuple[QualityResult, ...]
    stale: dict[str, str]

    @property
    def exit_code(self) -> ExitCode:
        """Say whether every network was pulled whole."""
        return ExitCode.PULL_INCOMPLETE if self.stale else ExitCode.OK


def run(
    settings: Settings,
    networks: Sequence[str] = (),
    run_id: str | None = None,
    *,
    fresh: bool = False,
    reporter: Reporter | None = None,
) -> RunSummary:
    """Go the whole way. A network that cannot be pulled is published as it was last.

    Args:
        settings: the settings.
        networks: which to pull; none means all, and then every one needs its Connection.
        run_id: None gives the run a name.
        fresh: begin with an empty build database.
        reporter: listens to the progress.

    Raises:
        ConfigurationError: Connections are missing.
        LockedError: another run is under way.
        PullIncompleteError: nothing is landed at all.
        BuildFailedError: a model or a dbt test failed.
        GateStoppedError: a quality rule stopped publication; the former version stays.

    """
    given = connections(networks)
    job = Job.of(settings, run_id, reporter)
    with exclusive(job.home, HUB, f"duowang run {job.run_id}"), job.log.whole():
        try:
            return _go(job, pull_all(job, given), fresh=fresh)
        except HubError as error:
            job.log.finish(error.exit_code, error.what)
            raise


def _go(job: Job, pulled: Sequence[Pulled], *, fresh: bool) -> RunSummary:
    stale = {network.network: network.error.what for network in pulled if network.error}
    if stale and not batches(job.home):
        first = next(network.error for network in pulled if network.error)
        raise PullIncompleteError(
            f"nothing is landed yet, and {first.what}", where=first.where, fix=first.fix
        )
    publication = _build_and_publish(job, fresh=fresh)
    reason = f"not pulled whole, shown as of their last good state: {sentence_list(stale)}" if stale else None
    code = ExitCode.PULL_INCOMPLETE if stale else ExitCode.OK
    return RunSummary(
        record=job.log.finish(code, reason),
        publication=publication,
        figures=tuple(figures(publication.path)),
        quality=tuple(quality_results.load(job.home.quality, job.run_id)),
        stale=stale,
    )


def _build_and_publish(job: Job, *, fresh: bool) -> Publication:
    stages.build_staging(job, fresh=fresh)
    stages.check_sources(job)
    stages.link(job)
    stages.build_marts(job)
    stages.check_marts(job)
    return stages.publish_build(job)
