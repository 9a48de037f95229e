"""How records are placed, against where a sandbox world has put them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sandbox.world.directory import hex_id

_TRUTHS = {
    "matters": (
        "select r.network, r.stream, r.id, m.grid_code from world_event_record as r"
        " inner join world_matter as m on m.matter_id = r.matter_id"
    ),
    "numbered": (
        "select 'zongzhi', '', printf('HH%07d', number), grid from world_household"
        " union all select 'xiangcun', '', printf('NH%07d', number), grid from world_household"
    ),
}
_PLACED = """
with homes as (
    select network, source_record_id as household_ref, grid_code as true_code from numbered
    union all
    select 'shequ', household_ref, grid_code from urban_homes
),

people as (
    select records.*, homes.true_code
    from conformed.int_person_records as records
    inner join homes using (network, household_ref)
    where not records.is_deleted and not records.is_test
),

records as (
    select 'reports' as kind, reports.placed_by, reports.grid_code, matters.grid_code as true_code,
        coalesce(not reports.agrees_with_point, false) as is_flagged
    from conformed.int_event_reports as reports
    inner join matters using (network, stream, source_record_id)
    where not reports.is_test
    union all
    select 'persons', placed_by, grid_code, true_code, false from people
    union all
    select 'households', households.placed_by, households.grid_code, homes.true_code, false
    from conformed.int_households as households
    inner join homes using (network, household_ref)
    union all
    select 'visits', placed.placed_by, placed.grid_code, homes.true_code, false
    from staging.stg_zongzhi__visits as visits
    inner join marts.fct_visit as placed
        on placed.visit_key = md5('zongzhi' || '|' || 'visit' || '|' || visits.source_record_id)
    inner join homes on homes.network = 'zongzhi' and homes.household_ref = visits.household_ref
)

select
    kind, placed_by, count(*), count(*) filter (where grid_code = true_code),
    count(*) filter (where grid_code != true_code),
    count(*) filter (where grid_code != true_code and is_flagged),
    count(*) filter (where grid_code is null)
from records
group by all
order by 1, 3 desc
"""
TITLES = ("records", "placed by", "count", "right", "wrong", "of them flagged", "unknown", "right of placed")


@dataclass(frozen=True)
class Placed:
    """How many records of a kind one way of placing put where they are.

    `flagged` ones are wrong, and counted as such by the rule that code and point agree.
    """

    kind: str
    placed_by: str
    count: int
    right: int
    wrong: int
    flagged: int
    unknown: int

    def cells(self) -> tuple[str, ...]:
        """Lay it out as a row of TITLES."""
        placed = self.right + self.wrong
        numbers = (self.count, self.right, self.wrong, self.flagged, self.unknown)
        share = f"{self.right / placed:.4f}" if placed else "·"
        return (self.kind, self.placed_by, *(f"{number:,}" for number in numbers), share)


def placements(database: Path, sandbox_home: Path) -> list[Placed]:
    """Compare a build database with the store of the world that it was built from."""
    with closing(sqlite3.connect(sandbox_home / "platforms.sqlite")) as store, duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as build (read_only)")
        connection.execute("use build")
        for name, sql in _TRUTHS.items():
            columns = list(zip(*store.execute(sql).fetchall(), strict=True))
            names = ("network", "stream", "source_record_id", "grid_code")
            connection.register(name, pa.table(dict(zip(names, columns, strict=True))))
        connection.register("urban_homes", _urban_homes(store))
        rows = [Placed(*row) for row in connection.execute(_PLACED).fetchall()]
    return [*rows, *(_total(kind, rows) for kind in dict.fromkeys(row.kind for row in rows))]


def _urban_homes(store: sqlite3.Connection) -> pa.Table:
    """Where shequ's households are: their ids are digests of the world's numbers."""
    ((seed,),) = store.execute("select value from meta where key = 'seed'").fetchall()
    homes = store.execute("select number, grid from world_household where setting = 'urban'").fetchall()
    ids = [hex_id(seed, "household", number) for number, _ in homes]
    return pa.table({"household_ref": ids, "grid_code": [grid for _, grid in homes]})


def _total(kind: str, rows: list[Placed]) -> Placed:
    of_kind = [row for row in rows if row.kind == kind]
    counted = (
        sum(getattr(row, name) for row in of_kind)
        for name in ("count", "right", "wrong", "flagged", "unknown")
    )
    return Placed(kind, "all", *counted)
