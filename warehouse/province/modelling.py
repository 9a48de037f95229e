"""The province's own tables: SQL from `models/`, written with the macros of the dbt project.

Small cells are hidden and rates are rounded by the very macros that the counties' marts are made with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment

from warehouse.counties import Province
from warehouse.paths import dbt_project
from warehouse.province import described
from warehouse.province.macros import templates
from warehouse.province.sources import Source
from warehouse.publication import copying
from warehouse.publication.copying import Table

MODELS = (
    described.RESIDENTS,
    described.SCORECARD,
    described.FIGURES,
    described.EVENT_CLOSURE,
    described.DISPUTES,
    described.LINKAGE,
)
"""In the order in which one needs the other."""


def list_counties(
    connection: duckdb.DuckDBPyConnection, province: Province, sources: Sequence[Source]
) -> int:
    """Make `dim_county`: every county of the configuration, with what became of it."""
    copying.create(connection, described.DIM_COUNTY)
    connection.executemany(
        f"insert into {described.DIM_COUNTY.address(copying.HUB)} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                *(source.county.adcode, source.county.id, source.county.name_zh, source.county.name_en),
                *(province.adcode, source.state, source.version, source.published_at, source.as_of),
                *(source.divisions, source.divisions_elsewhere),
            ]
            for source in sources
        ],
    )
    return len(sources)


def build(
    connection: duckdb.DuckDBPyConnection, province: Province, united: Sequence[Source]
) -> dict[str, int]:
    """Make the province's tables from the united ones and the crosswalk, attached as `linkage`.

    Returns:
        rows by table.

    """
    project = dbt_project()
    given = {
        "province": province,
        "counties": [{"adcode": source.county.adcode, "catalog": source.catalog} for source in united],
        "figures_file": str(project / "seeds" / "published_figures.csv"),
    }
    models = templates(Path(__file__).parent / "models", project / "macros")
    residents = models.get_template("resident_now.sql").render(given)
    connection.execute(f"create or replace temp table resident_now as {residents}")
    return {table.title: _make(connection, table, models, given) for table in MODELS}


def _make(
    connection: duckdb.DuckDBPyConnection, table: Table, models: Environment, given: dict[str, Any]
) -> int:
    copying.create(connection, table)
    query = models.get_template(f"{table.name}.sql").render(given)
    connection.execute(f"insert into {table.address(copying.HUB)} by name {query}")
    return copying.count(connection, table, copying.HUB)
