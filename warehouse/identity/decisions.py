"""What clerks decided: pairs that are one person, or are not. Decisions outrank scores and last.

A county's pairs are of records, a province's of residents of two counties. Decisions lie in the restricted
folder in a file of their own, so that a rebuild of everything else keeps them. The file is only ever added
to; of two decisions on one pair the later line counts.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.errors import ConfigurationError
from warehouse.paths import PRIVATE_FILE, Home

SAME, DIFFERENT = "same", "different"

RECORD = ("network", "stream", "id")
"""What names one side of a county's pair."""
RESIDENT = ("county", "resident_key")
"""What names one side of a province's."""

Side = tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """One decided pair; its sides are named by `RECORD` or by `RESIDENT`."""

    left: Side
    right: Side
    decision: str
    decided_by: str
    decided_at: str

    def __post_init__(self) -> None:
        if self.decision not in (SAME, DIFFERENT):
            raise ConfigurationError(
                "a decision is neither 'same' nor 'different'",
                fix="correct the column `decision`, or leave it empty",
            )

    @property
    def pair(self) -> frozenset[Side]:
        """The two sides, in no order."""
        return frozenset({self.left, self.right})

    @property
    def cells(self) -> tuple[str, ...]:
        """Its line in the file, in the order of `columns`."""
        return (*self.left, *self.right, self.decision, self.decided_by, self.decided_at)


def pair_columns(side: Side) -> tuple[str, ...]:
    """Name the columns that name both sides of a pair."""
    return tuple(f"{which}_{name}" for which in ("left", "right") for name in side)


def columns(side: Side) -> tuple[str, ...]:
    """Name the columns of the file."""
    return (*pair_columns(side), "decision", "decided_by", "decided_at")


_DECIDED = """
create or replace temp table decided as
select
    l.rid as left_rid, r.rid as right_rid, d.decision = 'same' as is_same,
    d.decision, d.decided_by, d.decided_at::timestamptz as decided_at
from decision_rows as d
join person as l
    on d.left_network = l.network and d.left_stream = l.stream and d.left_id = l.source_record_id
join person as r
    on d.right_network = r.network and d.right_stream = r.stream and d.right_id = r.source_record_id
where l.rid <> r.rid;
"""


def now() -> str:
    """Give the instant of a decision, as text with its offset."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def file_of(home: Home) -> Path:
    """Name the file that holds the decisions of a home."""
    return home.restricted / "review_decisions.csv"


def read(file: Path, side: Side = RECORD) -> list[Decision]:
    """Read all decisions, the latest one of each pair, in the order of the file.

    Raises:
        ConfigurationError: a line is not a decision.
    """
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [[row.get(name) or "" for name in columns(side)] for row in csv.DictReader(lines)]
    latest: dict[frozenset[Side], Decision] = {}
    for row in rows:
        decision = Decision(tuple(row[: len(side)]), tuple(row[len(side) : -3]), *row[-3:])
        latest[decision.pair] = decision
    return list(latest.values())


def append(file: Path, decisions: Iterable[Decision], side: Side = RECORD) -> None:
    """Add decisions to the file: a copy is written beside it and renamed into place."""
    known = file.read_text(encoding="utf-8") if file.is_file() else ",".join(columns(side)) + "\r\n"
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8", newline="") as lines:
        fresh.chmod(PRIVATE_FILE)
        lines.write(known)
        csv.writer(lines).writerows(decision.cells for decision in decisions)
    fresh.replace(file)


@contextmanager
def decision_rows(
    con: duckdb.DuckDBPyConnection, decisions: list[Decision], side: Side = RECORD
) -> Iterator[None]:
    """Lend decisions to a connection as the relation `decision_rows`, whose columns are those of the file."""
    rows = [decision.cells for decision in decisions]
    table = {
        name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(columns(side))
    }
    con.register("decision_rows", pa.table(table))
    try:
        yield
    finally:
        con.unregister("decision_rows")


def load(con: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> None:
    """Make `decided` (left_rid, right_rid, is_same, …); decisions on records that are gone are left out."""
    with decision_rows(con, decisions):
        con.execute(_DECIDED)


_DISTRUST = """
delete from trusted
where rid in (
    select greatest(d.left_rid, d.right_rid)
    from decided as d
    join trusted as l on d.left_rid = l.rid
    join trusted as r on d.right_rid = r.rid
    where not d.is_same and l.id_number = r.id_number
);
"""


def part_shared_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """Take a shared number from the later of two records that were decided to be different people."""
    con.execute(_DISTRUST)
