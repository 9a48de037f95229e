"""A table of DuckDB's build beside the Parquet files that Spark made of the same model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

DIGITS = 9
"""Digits of a floating point number that must agree: engines add numbers up in another order."""


@dataclass(frozen=True)
class Comparison:
    """How many rows only one engine has, and of the first column that differs some values of each."""

    rows: int
    only_duckdb: int
    only_spark: int
    lacking: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether both engines made the same rows of the same columns."""
        return not (self.only_duckdb or self.only_spark or self.lacking)

    def __str__(self) -> str:
        if self.is_equal:
            return f"equal, {self.rows:,} rows"
        told = (
            f"DIFFERS, {self.rows:,} rows, {self.only_duckdb} only in DuckDB, {self.only_spark} only in Spark"
        )
        lacking = f"; lacking columns {', '.join(self.lacking)}" if self.lacking else ""
        return "\n    ".join([told + lacking, *self.examples])


def compare(connection: duckdb.DuckDBPyConnection, table: str, made: Path, *, shown: int = 3) -> Comparison:
    """Compare all rows of a table with those of Parquet files, columns by their names."""
    theirs = f"read_parquet('{made}/*.parquet')"
    kinds = dict(connection.execute(f"select column_name, column_type from (describe {table})").fetchall())
    found = {row[0] for row in connection.execute(f"describe select * from {theirs}").fetchall()}
    common = [name for name in kinds if name in found]
    for name, rows in (("ours", table), ("theirs", theirs)):
        columns = ", ".join(_comparable(column, kinds[column]) for column in common)
        connection.execute(f"create or replace temp table {name} as select {columns} from {rows}")
    only_ours = _count(connection, "from ours except all from theirs")
    only_theirs = _count(connection, "from theirs except all from ours")
    differs = bool(only_ours or only_theirs)
    return Comparison(
        rows=_count(connection, "from ours"),
        only_duckdb=only_ours,
        only_spark=only_theirs,
        lacking=tuple(sorted(set(kinds) ^ found)),
        examples=tuple(_examples(connection, common, shown)) if differs else (),
    )


def _comparable(column: str, kind: str) -> str:
    name = f'"{column}"'
    if kind == "DOUBLE":
        return f"{_rounded(name)} as {name}"
    if kind.startswith("MAP"):
        return f"list_sort(map_entries({name})) as {name}"
    return f"cast({name} as {kind}) as {name}"


def _rounded(name: str) -> str:
    """Keep so many digits of a number, whatever its size."""
    return f"cast(printf('%.{DIGITS - 1}e', cast({name} as double)) as double)"


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    (count,) = connection.execute(f"select count(*) from ({rows})").fetchone() or (0,)
    return int(count)


def _examples(connection: duckdb.DuckDBPyConnection, columns: list[str], shown: int) -> list[str]:
    """Tell for each column that differs by itself the values that one engine has more often."""
    told = []
    for column in columns:
        sides = []
        for one, other in (("ours", "theirs"), ("theirs", "ours")):
            rows = (
                f'(select "{column}" as value from {one} except all select "{column}" as value from {other})'
            )
            count = _count(connection, rows)
            values = [row[0] for row in connection.execute(f"from {rows} limit {shown}").fetchall()]
            sides.append(f"{count} {values}")
        if sides != ["0 []", "0 []"]:
            told.append(f"{column}: DuckDB {sides[0]}, Spark {sides[1]}")
    pairs = connection.execute(f"(from ours except all from theirs) order by all limit {shown}").fetchall()
    other = connection.execute(f"(from theirs except all from ours) order by all limit {shown}").fetchall()
    return [*told, *(f"< {row}" for row in pairs), *(f"> {row}" for row in other)]
