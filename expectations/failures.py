"""What fails now and since when, over the runs that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from expectations.results import QualityResult, file_name
from expectations.verdict import verdict


@dataclass(frozen=True)
class Failure:
    """A rule that failed when it was last checked; `since` is the first of its unbroken failures, UTC."""

    result: QualityResult
    since: datetime


@dataclass(frozen=True)
class RunSummary:
    """One suite of one run: when it was checked (UTC), how its rules came out, and that in a sentence."""

    run_id: str
    suite: str
    checked_at: datetime
    passed: int
    failed_errors: int
    failed_warnings: int
    sentence: str = ""

    @property
    def run_name(self) -> str:
        """The run as paths name it."""
        return file_name(self.run_id)


def failures(results: Iterable[QualityResult]) -> list[Failure]:
    """List what failed in the newest check of each suite, errors first."""
    ordered = sorted(results, key=lambda result: (result.suite, result.checked_at))
    newest = {result.suite: result.checked_at for result in ordered}
    since: dict[tuple[str, ...], datetime] = {}
    failed: list[Failure] = []
    for result in ordered:
        key = (result.suite, result.expectation, result.network, result.stream_or_table)
        if result.success:
            since.pop(key, None)
            continue
        since.setdefault(key, result.checked_at)
        if result.checked_at == newest[result.suite]:
            failed.append(Failure(result, since[key]))
    return sorted(failed, key=lambda failure: (failure.result.severity != "error", failure.result.suite))


def run_summaries(results: Iterable[QualityResult]) -> list[RunSummary]:
    """Count the results of each suite of each run, newest first."""

    def check(result: QualityResult) -> tuple[datetime, str, str]:
        return (result.checked_at, result.run_id, result.suite)

    ordered = sorted(results, key=check, reverse=True)
    return [_summary(list(members)) for _, members in groupby(ordered, key=check)]


def _summary(members: Sequence[QualityResult]) -> RunSummary:
    first = members[0]
    failed = [member.severity for member in members if not member.success]
    return RunSummary(
        first.run_id,
        first.suite,
        first.checked_at,
        passed=len(members) - len(failed),
        failed_errors=failed.count("error"),
        failed_warnings=failed.count("warning"),
        sentence=verdict(members).sentence,
    )
