"""The two quality gates: the sources after staging, the marts before publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from expectations.documents import publish_documents, validation_context
from expectations.loosened import loosen, read_loosened
from expectations.measures import Measure, measure
from expectations.owners import addressed, asked
from expectations.results import QualityResult, file_name, load, save
from expectations.rules import Rulebook, rulebook
from expectations.validation import Run, Validation, suite_name, validate
from expectations.verdict import Verdict, verdict

_COMPARED_FILES = 60

__all__ = ["Verdict", "check_marts", "check_sources", "verdict"]


def check_sources(build_db: Path, quality_dir: Path, run_id: str) -> list[QualityResult]:
    """Check what was landed and staged, a suite for each network.

    Returns:
        one result for each rule and subject, also kept under `quality_dir/results`; Data Docs under
        `quality_dir/data_docs`.

    """
    return _check("sources", build_db, quality_dir, run_id)


def check_marts(
    build_db: Path, quality_dir: Path, run_id: str, former: Path | None = None
) -> list[QualityResult]:
    """Check the marts of the build database before they are published; returns as `check_sources`.

    `former` is the published file that readers see: figures are compared with it.
    """
    return _check("marts", build_db, quality_dir, run_id, former)


def _check(
    gate: str, build_db: Path, quality_dir: Path, run_id: str, former: Path | None = None
) -> list[QualityResult]:
    book = addressed(rulebook(gate), quality_dir)
    run = Run(gate, file_name(run_id), _not_before_newest(quality_dir, datetime.now(UTC)))
    found = measure(build_db, book.rules, former)
    measures = loosen(found, read_loosened(quality_dir), run.checked_at.date())
    context = validation_context(quality_dir)
    validation = validate(context, run, measures, book)
    results = _results(run_id, run, measures, validation, book)
    save(results, quality_dir, run_id, gate)
    publish_documents(context, validation)
    return results


def _not_before_newest(quality_dir: Path, now: datetime) -> datetime:
    """Return now, or just after the newest result if a clock that was set back says less.

    What fails now, and since when, is told by the order of the checks.
    """
    tick = timedelta(microseconds=1)
    return max([now, *(result.checked_at + tick for result in load(quality_dir, newest=_COMPARED_FILES))])


def _results(
    run_id: str, run: Run, measures: Sequence[Measure], validation: Validation, book: Rulebook
) -> list[QualityResult]:
    return [
        QualityResult(
            run_id=run_id,
            suite=suite_name(run.gate, item.network),
            expectation=item.rule.name,
            network=item.network,
            stream_or_table=item.subject,
            severity=item.rule.severity,
            success=validation.success[item.label],
            observed=item.observed,
            threshold=item.threshold,
            checked_at=run.checked_at,
            owner=asked(book.owners, item.rule.owner, item.network),
            says=item.rule.says.both(),
            action=item.rule.action.both(),
        )
        for item in measures
    ]
