"""How dear the mirror is: `python -m bench.mirror FILE`, beside psycopg's COPY and INSERT of the same tables.

FILE is a published hub.duckdb. The peers only bring rows: no comments, keys, statistics, counting or swap.
Client CPU is that of this process; the whole time includes the server. Figures go to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb
import psycopg

from tests.support.postgres import Server, running
from warehouse.database import identifier, published
from warehouse.mirror import mirror
from warehouse.mirror.types import column_type, reading
from warehouse.paths import dbt_project
from warehouse.publication.copying import Table, tables

ROUNDS = 3
_ROWS = 10_000
Work = Callable[[Path, Server], int]


def ours(file: Path, server: Server) -> int:
    """Mirror the file, as a publication does."""
    return sum(mirror(file, "bench", server.connection, dbt_project()).row_counts.values())


def psycopg_copy(file: Path, server: Server) -> int:
    """Bring the rows by psycopg's COPY, row by row."""

    def fill(cursor: psycopg.Cursor, name: str, rows: list[tuple[object, ...]]) -> None:
        with cursor.copy(f"copy {name} from stdin") as copy:
            for row in rows:
                copy.write_row(row)

    return _peer(file, server, fill)


def psycopg_insert(file: Path, server: Server) -> int:
    """Bring the rows by psycopg's executemany."""

    def fill(cursor: psycopg.Cursor, name: str, rows: list[tuple[object, ...]]) -> None:
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"insert into {name} values ({marks})", rows)

    return _peer(file, server, fill)


def _peer(
    file: Path, server: Server, fill: Callable[[psycopg.Cursor, str, list[tuple[object, ...]]], None]
) -> int:
    total = 0
    with (
        published(file) as source,
        psycopg.connect(server.connection.uri) as target,
        target.cursor() as cursor,
    ):
        cursor.execute("drop schema if exists peer cascade")
        cursor.execute("create schema peer")
        for table in tables(source, "hub", ("marts", "ops")):
            name = f"peer.{identifier(table.schema + '_' + table.name)}"
            cursor.execute(f"create table {name} ({_columns(table)})")
            rows = source.execute(f"select {_selected(table)} from {table.address('hub')}")
            while batch := rows.fetchmany(_ROWS):
                fill(cursor, name, batch)
                total += len(batch)
    return total


def _columns(table: Table) -> str:
    return ", ".join(f"{identifier(column.name)} {column_type(column.type)}" for column in table.columns)


def _selected(table: Table) -> str:
    return ", ".join(reading(column.name, column.type) for column in table.columns)


def measure(work: Work, file: Path, server: Server) -> tuple[int, float, float]:
    """Run once; returns rows, CPU seconds of this process, and all seconds."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
    rows = work(file, server)
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return rows, used, perf_counter() - began


def main() -> None:
    """Print the table: the best of some rounds for each way, taken by turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file.resolve()
    ways: dict[str, Work] = {"mirror": ours, "psycopg COPY": psycopg_copy, "psycopg INSERT": psycopg_insert}
    found: dict[str, list[tuple[int, float, float]]] = {name: [] for name in ways}
    with running() as server:
        for _ in range(ROUNDS):
            for name, work in ways.items():
                found[name].append(measure(work, file, server))
    best = {
        name: (runs[0][0], *map(min, zip(*(run[1:] for run in runs), strict=True)))
        for name, runs in found.items()
    }
    print(f"duckdb {duckdb.__version__}; {best['mirror'][0]:,} rows; best of {ROUNDS}")
    print("| way | client CPU s | all s | client CPU beside the mirror's |\n|---|---|---|---|")
    for name, (_, used, whole) in best.items():
        print(f"| {name} | {used:.2f} | {whole:.1f} | {used / best['mirror'][1]:.1f} × |")


if __name__ == "__main__":
    main()
