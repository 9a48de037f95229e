"""The stages between landing and publication. Each works on what the one before has finished.

They take no lock: `warehouse.pipeline.steps` and `warehouse.pipeline.running` hold the hub's lock. dbt, Great
Expectations and Splink are imported by the stage that needs them, so that a pull starts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import expectations.results as quality_results
from expectations.results import QualityResult
from warehouse import build_state, database, layers
from warehouse.build_state import Step
from warehouse.landing import register
from warehouse.pipeline import gate
from warehouse.pipeline.job import Job
from warehouse.privacy.erasing import keep_away
from warehouse.publication import Publication, publish
from warehouse.revision import git_revision
from warehouse.runs import Detail
from warehouse.secret import resident_secret

if TYPE_CHECKING:
    from warehouse.dbt_runner import LayerResult
    from warehouse.identity import LinkReport

Check = Callable[[Path, Path, str], list[QualityResult]]


def build_staging(job: Job, *, fresh: bool = False) -> list[LayerResult]:
    """Register the landing and build seeds, staging and what identity needs.

    Args:
        job: the run.
        fresh: begin with an empty build database; a damaged one is replaced in any case.

    """
    with job.stage("landing") as detail:
        build_state.begin(job.home, job.run_id)
        if fresh:
            database.discard(job.home.build_db)
        detail["damaged_build_replaced"] = int(database.discard_if_unreadable(job.settings))
        detail["erased_rows_kept_away"] = keep_away(job.home)
        detail.update(asdict(register(job.home, job.settings)))
    return _build(job, "staging", layers.BEFORE_LINK)


def check_sources(job: Job) -> list[QualityResult]:
    """Run the source suites; a failed error stops the run."""
    from expectations.gate import check_sources as check

    build_state.require(job.home, job.run_id, "staging")
    return _check(job, "check_sources", check)


def link(job: Job, secret: bytes | None = None) -> LinkReport:
    """Give every person record its resident."""
    from warehouse.identity import link as link_people

    build_state.require(job.home, job.run_id, "staging")
    with _step(job, "link") as detail:
        report = link_people(job.home, secret or resident_secret(job.home))
        numbers = {name: value for name, value in asdict(report).items() if isinstance(value, int | float)}
        detail.update(numbers)
    return report


def build_marts(job: Job) -> list[LayerResult]:
    """Build the rest of the conformed layer, dimensions, facts, marts and ops."""
    build_state.require(job.home, job.run_id, "staging", "link")
    return _build(job, "marts", layers.AFTER_LINK)


def check_marts(job: Job) -> list[QualityResult]:
    """Run the publish suite; a failed error stops the run."""
    from expectations.gate import check_marts as check

    build_state.require(job.home, job.run_id, "staging", "link", "marts")
    return _check(job, "check_marts", partial(check, former=job.home.hub_db))


def publish_build(job: Job) -> Publication:
    """Publish the checked build as a new version."""
    build_state.require(job.home, job.run_id, *build_state.ALL)
    with job.stage("publish") as detail:
        history = quality_results.load(job.home.quality)
        publication = publish(job.settings, job.run_id, history, git_revision=git_revision())
        detail["version"] = publication.version
        detail["rows"] = sum(publication.row_counts.values())
    return publication


@contextmanager
def _step(job: Job, step: Step) -> Iterator[Detail]:
    """Record a step of the build in the run's record and in the build's state."""
    with job.stage(step) as detail:
        build_state.spoil(job.home, step)
        yield detail
        build_state.mark(job.home, step)


def _build(job: Job, step: Step, names: Sequence[str]) -> list[LayerResult]:
    from warehouse.dbt_runner import build_layers

    def advance(layer: str, done: int, total: int) -> None:
        job.reporter.advanced(step, None, done, total, layer)

    with _step(job, step) as detail:
        results = build_layers(job.settings, names, advance)
        detail.update(
            models=sum(result.models for result in results),
            tests=sum(result.tests for result in results),
            warnings=sum(len(result.warnings) for result in results),
        )
        detail.update({f"{result.layer}_seconds": result.seconds for result in results})
    return results


def _check(job: Job, step: Step, check: Check) -> list[QualityResult]:
    with _step(job, step) as detail:
        results = check(job.home.build_db, job.home.quality, job.run_id)
        detail.update(gate.tally(results))
        gate.stop_if_broken(results)
    return results
