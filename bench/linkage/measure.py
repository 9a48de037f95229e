"""Pairwise and per-person figures of a linkage against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

_PAIRS = """
with matched as (
    select t.person, f.resident_key, t.network
    from {truth} as t
    join {found} as f using (network, stream, source_record_id)
),
cells as (select person, resident_key, count(*) as n from matched group by all),
found as (select resident_key, sum(n) as n, count(*) as people from cells group by all),
truth as (select person, sum(n) as n, count(*) as parts from cells group by all)
select
    (select sum(n * (n - 1) / 2) from cells)::double as hits,
    (select sum(n * (n - 1) / 2) from found)::double as claimed,
    (select sum(n * (n - 1) / 2) from truth)::double as real,
    (select count(*) from found where people > 1) as over_merged,
    (select count(*) from truth as t join cells as c using (person) join found as f using (resident_key)
        where t.parts = 1 and f.people = 1) as exact_persons,
    (select count(*) from truth) as persons,
    (select count(*) from matched) as records;
"""


@dataclass(frozen=True)
class Figures:
    """What a linkage got right."""

    precision: float
    recall: float
    f1: float
    over_merged: int
    exact_persons: float
    records: int


def figures(con: duckdb.DuckDBPyConnection, truth: str, found: str) -> Figures:
    """Compare `truth.person` with `found.resident_key`, joined by (network, stream, source_record_id)."""
    row = con.execute(_PAIRS.format(truth=truth, found=found)).fetchone()
    if row is None:
        raise ValueError("nothing to measure")
    hits, claimed, real, over_merged, exact, persons, records = row
    precision, recall = hits / max(claimed, 1), hits / max(real, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    return Figures(precision, recall, f1, int(over_merged), exact / persons, int(records))
