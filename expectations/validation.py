"""Validate measures with Great Expectations: a suite a network, one checkpoint a gate.

Great Expectations sees one frame of one row with a column for each measure. No record of a platform
ever enters it, so none can reach its results or the Data Docs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import great_expectations as gx
import pandas as pd
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.expectations.core.expect_column_max_to_be_between import (
    ExpectColumnMaxToBeBetween,
)
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.measures import Measure
from expectations.owners import asked
from expectations.results import Severity
from expectations.rules import Rulebook

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.abstract_data_context import AbstractDataContext
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

_SEVERITY: dict[Severity, FailureSeverity] = {
    "error": FailureSeverity.CRITICAL,
    "warning": FailureSeverity.WARNING,
}
_SEVERITY_WORDS: dict[Severity, str] = {
    "error": "【错误：停止发布 Error: stops publication】",
    "warning": "【警告：照常发布 Warning: publishes all the same】",
}


@dataclass(frozen=True)
class Run:
    """Which gate is checked, in which run, when (UTC)."""

    gate: str
    run_name: str
    checked_at: datetime


@dataclass(frozen=True)
class Validation:
    """Which measures hold, by label, and under which keys Great Expectations keeps the results."""

    success: dict[str, bool]
    keys: tuple[ValidationResultIdentifier, ...]


def suite_name(gate: str, network: str) -> str:
    """Name the suite that judges a network at a gate."""
    return f"source_{network}" if gate == "sources" else "publish"


def explain(measure: Measure, book: Rulebook) -> str:
    """Say in one paragraph what is checked, the bounds, whom to ask and what to do."""
    rule = measure.rule
    return (
        f"{_SEVERITY_WORDS[rule.severity]}{rule.says.both()} "
        f"【范围 Range】{measure.threshold} "
        f"【询问 Ask】{asked(book.owners, rule.owner, measure.network)} "
        f"【处理 What to do】{rule.action.both()}"
    )


def validate(
    context: AbstractDataContext, run: Run, measures: Sequence[Measure], book: Rulebook
) -> Validation:
    """Run the gate's checkpoint over all suites.

    Raises:
        ValueError: two measures bear one label.

    """
    frame = pd.DataFrame([{m.label: float("nan") if m.observed is None else m.observed for m in measures}])
    if len(frame.columns) != len(measures):
        raise ValueError(f"two measures of gate {run.gate} bear one label")
    batch = (
        context.data_sources.add_pandas("measures")
        .add_dataframe_asset(run.gate)
        .add_batch_definition_whole_dataframe("one row")
    )
    definitions = [
        context.validation_definitions.add(gx.ValidationDefinition(name=suite.name, data=batch, suite=suite))
        for suite in _suites(context, run.gate, measures, book)
    ]
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name=run.gate, validation_definitions=definitions, result_format="BASIC")
    )
    outcome = checkpoint.run(
        batch_parameters={"dataframe": frame},
        run_id=RunIdentifier(run_name=run.run_name, run_time=run.checked_at),
    )
    success = {
        result.expectation_config.kwargs["column"]: bool(result.success)
        for suite_result in outcome.run_results.values()
        for result in suite_result.results
        if result.expectation_config is not None
    }
    return Validation(success, tuple(outcome.run_results))


def _suites(
    context: AbstractDataContext, gate: str, measures: Sequence[Measure], book: Rulebook
) -> list[gx.ExpectationSuite]:
    def name(measure: Measure) -> str:
        return suite_name(gate, measure.network)

    return [
        context.suites.add(
            gx.ExpectationSuite(name=suite, expectations=[_expectation(measure, book) for measure in members])
        )
        for suite, members in groupby(sorted(measures, key=name), key=name)
    ]


def _expectation(measure: Measure, book: Rulebook) -> Expectation:
    rule = measure.rule
    return ExpectColumnMaxToBeBetween(
        column=measure.label,
        min_value=measure.at_least,
        max_value=measure.at_most,
        severity=_SEVERITY[rule.severity],
        description=explain(measure, book),
        meta={
            "rule": rule.name,
            "network": measure.network,
            "stream_or_table": measure.subject,
            "severity": rule.severity,
            "owner": asked(book.owners, rule.owner, measure.network),
            "action": rule.action.both(),
        },
    )
