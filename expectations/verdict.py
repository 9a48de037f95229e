"""From results to one verdict: does the gate open, and why not, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.results import QualityResult

_NAMED_IN_SENTENCE = 3


@dataclass(frozen=True)
class Verdict:
    """Whether publication may go on.

    `passed` is false when a rule of severity error failed. `sentence` holds no personal value.
    """

    passed: bool
    failed_errors: tuple[QualityResult, ...]
    failed_warnings: tuple[QualityResult, ...]
    sentence: str


def verdict(results: Sequence[QualityResult]) -> Verdict:
    """Judge the results of a gate, or of several."""
    failed = [result for result in results if not result.success]
    errors = tuple(result for result in failed if result.severity == "error")
    warnings = tuple(result for result in failed if result.severity == "warning")
    return Verdict(not errors, errors, warnings, _sentence(len(results), errors, warnings))


def _sentence(checked: int, errors: Sequence[QualityResult], warnings: Sequence[QualityResult]) -> str:
    if errors:
        rest = f"; {_count(len(warnings), 'warning')} besides" if warnings else ""
        return f"Publication stopped by {_count(len(errors), 'failed rule')}: {_name(errors)}{rest}."
    if warnings:
        return f"Publication may go on with {_count(len(warnings), 'warning')}: {_name(warnings)}."
    return f"All {_count(checked, 'quality check')} passed."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _name(results: Sequence[QualityResult]) -> str:
    named = "; ".join(_one(result) for result in results[:_NAMED_IN_SENTENCE])
    rest = len(results) - _NAMED_IN_SENTENCE
    return f"{named}; and {rest} more" if rest > 0 else named


def _one(result: QualityResult) -> str:
    observed = "not measurable" if result.observed is None else f"{result.observed:g}"
    return (
        f"{result.expectation} of {result.network} {result.stream_or_table} is {observed}, "
        f"must be {result.threshold}"
    )
