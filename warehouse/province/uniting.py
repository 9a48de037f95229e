"""The marts of all counties in one file, each row with the code of its county.

Taken over as they are: the counties' dashboard tables, with whatever their counties have suppressed, and the
dimensions that they are read with. What stands for single residents, households, events or records stays in
the county.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from warehouse.database import identifier, literal
from warehouse.province.sources import Source
from warehouse.publication import copying
from warehouse.publication.copying import Column, Table

MARTS = "marts"
DIMENSIONS = ("dim_department", "dim_division", "dim_event_type", "dim_grid", "dim_network")
STAYS_IN_THE_COUNTY = ("mart_published_figure_records",)
COUNTY_CODE = Column(
    "county_code", "VARCHAR", True, "县代码（六位行政区划代码）。Code of the county, six digits (GB/T 2260)."
)


def attach(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> None:
    """Attach the published files read-only."""
    for source in sources:
        connection.execute(f"attach {literal(str(source.path))} as {source.catalog} (read_only)")


def unite(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> dict[str, int]:
    """Make every common table in the attached file `hub`, described, and fill it from all counties.

    A column that one county's version does not have yet is null there.

    Returns:
        rows by table.

    """
    found = [(source, _tables(connection, source)) for source in sources]
    names = sorted({name for _, tables in found for name in tables})
    counts: dict[str, int] = {}
    for name in names:
        held = [(source, tables[name]) for source, tables in found if name in tables]
        table = _common([described for _, described in held])
        copying.create(connection, table)
        for source, _ in held:
            _fill(connection, source, table)
        counts[name] = copying.count(connection, table, copying.HUB)
    return counts


def _tables(connection: duckdb.DuckDBPyConnection, source: Source) -> dict[str, Table]:
    every = {table.name: table for table in copying.tables(connection, source.catalog, [MARTS])}
    return {name: table for name, table in every.items() if _is_common(name)}


def _is_common(name: str) -> bool:
    return name in DIMENSIONS or (name.startswith("mart_") and name not in STAYS_IN_THE_COUNTY)


def _common(tables: Sequence[Table]) -> Table:
    """Describe the table that takes all rows: the first one's columns, then what others have besides."""
    columns: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            known = columns.setdefault(column.name, column)
            columns[column.name] = replace(known, is_required=known.is_required and column.is_required)
    held = [{column.name for column in table.columns} for table in tables]
    whole = [
        column if all(column.name in names for names in held) else replace(column, is_required=False)
        for column in columns.values()
    ]
    return replace(tables[0], columns=(COUNTY_CODE, *whole))


def _fill(connection: duckdb.DuckDBPyConnection, source: Source, table: Table) -> None:
    target, origin = table.address(copying.HUB), table.address(source.catalog)
    code = f"{literal(source.county.adcode)} as {identifier(COUNTY_CODE.name)}"
    connection.execute(f"insert into {target} by name select {code}, * from {origin}")
