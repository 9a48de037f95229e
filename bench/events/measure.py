"""Pairwise precision and recall of joined reports, those joined by place and time apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

_PAIRS = """
with reports as (
    select
        found.event_key,
        truth.matter_id,
        found.network || '|' || found.source_record_id as report,
        found.matched_by = 'place_and_time' as by_place
    from marts.fct_event_report as found
    inner join read_parquet($truth) as truth
        using (network, stream, source_record_id)
),

claimed as (
    select
        one.matter_id = other.matter_id as is_right,
        one.by_place or other.by_place as by_place
    from reports as one
    inner join reports as other
        on one.event_key = other.event_key and one.report < other.report
),

same_matters as (select count(*) as n from reports group by matter_id)

select
    count(*) filter (where not by_place),
    count(*) filter (where not by_place and is_right),
    count(*) filter (where by_place),
    count(*) filter (where by_place and is_right),
    (select cast(sum(n * (n - 1) / 2) as bigint) from same_matters),
    (select cast(sum(n) as bigint) from same_matters)
from claimed
"""


@dataclass(frozen=True)
class Counts:
    """Pairs that were joined, and how many of them are right; `real` is what there was to join."""

    claimed: int
    right: int
    real: int

    @property
    def precision(self) -> float:
        """Share of the joined pairs that are right; 1 when none was joined."""
        return self.right / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """Share of the pairs to join that were joined; 1 when there was none."""
        return self.right / self.real if self.real else 1.0


@dataclass(frozen=True)
class Outcome:
    """All pairs; those joined by place and time are measured on what references left to join."""

    reports: int
    overall: Counts
    by_reference: Counts
    by_place: Counts


def measure(database: Path, truth: Path) -> Outcome:
    """Compare `marts.fct_event_report` of a DuckDB file with truth/events.parquet."""
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(_PAIRS, {"truth": str(truth)}).fetchone()
    if row is None:
        raise ValueError(f"{database} holds no reports of {truth}")
    cited, cited_right, placed, placed_right, real, reports = (int(number or 0) for number in row)
    return Outcome(
        reports,
        Counts(cited + placed, cited_right + placed_right, real),
        Counts(cited, cited_right, real),
        Counts(placed, placed_right, real - cited_right),
    )


def probabilities(database: Path, truth: Path) -> list[tuple[float, float, int, float]]:
    """Compare stated with observed probability: (from, mean stated, reports, share right) a band."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(_CALIBRATION, {"truth": str(truth)}).fetchall()


_CALIBRATION = """
with reports as (
    select found.*, truth.matter_id
    from marts.fct_event_report as found
    inner join read_parquet($truth) as truth
        using (network, stream, source_record_id)
),

origins as (select event_key, matter_id from reports where matched_by = 'origin')

select
    floor(reports.match_probability * 20) / 20,
    avg(reports.match_probability),
    count(*),
    avg(cast(reports.matter_id = origins.matter_id as integer))
from reports
inner join origins
    on reports.event_key = origins.event_key
where reports.matched_by = 'place_and_time'
group by 1
order by 1
"""
