"""The gate: a failed rule of severity error stops the way to publication."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.results import QualityResult
from expectations.verdict import verdict
from warehouse.errors import GateStoppedError
from warehouse.runs import Detail


def tally(results: Sequence[QualityResult]) -> Detail:
    """Count rules and failures for the run's record."""
    found = verdict(results)
    return {
        "rules": len(results),
        "errors": len(found.failed_errors),
        "warnings": len(found.failed_warnings),
    }


def stop_if_broken(results: Sequence[QualityResult]) -> None:
    """Let a run go on only if every rule of severity error holds.

    Raises:
        GateStoppedError: with one sentence that says why.

    """
    found = verdict(results)
    if found.passed:
        return
    first = found.failed_errors[0]
    raise GateStoppedError(
        found.sentence.rstrip("."),
        where=f"{first.network} {first.stream_or_table}; the former version stays in place",
        fix=" — ".join(text for text in (first.says, first.action, first.owner) if text),
    )
