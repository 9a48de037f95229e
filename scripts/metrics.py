"""Ask the published file for a metric that is defined once, in dbt_project/models/metrics.

    .venv/bin/python scripts/metrics.py closure_rate --by metric_time__month --by event__origin_network

MetricFlow writes the SQL from dbt's semantic manifest; DuckDB runs it on the published file, read-only.
`--sql` shows it instead, `--list` names the metrics and what they can be grouped by.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
import duckdb
from dbt.cli.main import dbtRunner
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from rich.console import Console
from rich.table import Table

from warehouse.database import spatial_extension

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
CATALOG = "build"
"""The name that dbt gives the database it builds, and by which the SQL calls its tables."""


class Writer:
    """Stands where MetricFlow expects a database: it only writes SQL for DuckDB and runs none."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


class Metrics:
    """The metrics of a semantic manifest."""

    def __init__(self, manifest: Path) -> None:
        """Read the manifest that `dbt parse` writes."""
        parsed = parse_manifest_from_dbt_generated_manifest(manifest.read_text(encoding="utf-8"))
        self._engine = MetricFlowEngine(SemanticManifestLookup(parsed), Writer())

    def sql(self, metrics: Sequence[str], by: Sequence[str], where: Sequence[str] = ()) -> str:
        """Write the query of metrics, grouped and ordered by dimensions; `where` is MetricFlow's form."""
        request = MetricFlowQueryRequest.create(
            metric_names=list(metrics),
            group_by_names=list(by),
            where_constraints=list(where) or None,
            order_by_names=list(by),
        )
        return str(self._engine.explain(request).sql_statement.sql)

    def rows(
        self, file: Path, metrics: Sequence[str], by: Sequence[str], where: Sequence[str] = ()
    ) -> tuple[list[str], list[tuple[object, ...]]]:
        """Run a query on a published file; returns its columns and its rows."""
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            place = str(file).replace("'", "''")
            connection.execute(f"attach '{place}' as {CATALOG} (read_only)")
            answer = connection.execute(self.sql(metrics, by, where))
            return [column[0] for column in answer.description], answer.fetchall()

    def names(self) -> dict[str, list[str]]:
        """Name every metric and the dimensions it can be grouped by."""
        return {
            metric.name: sorted(dimension.granularity_free_dunder_name for dimension in metric.dimensions)
            for metric in self._engine.list_metrics()
        }


def parse(target: Path) -> Path:
    """Let dbt write the semantic manifest into a folder; returns its path.

    Raises:
        ClickException: the dbt project does not parse.

    """
    os.environ["DUOWANG_BUILD_DB"] = str(target / f"{CATALOG}.duckdb")  # parsing opens no database
    os.environ.setdefault("DUOWANG_SPATIAL_EXTENSION", str(spatial_extension()))
    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    folders += ["--target-path", str(target), "--log-path", str(target)]
    outcome = dbtRunner().invoke(["parse", "--quiet", *folders])
    if not outcome.success:
        raise click.ClickException(f"the dbt project does not parse: {outcome.exception}")
    return target / "semantic_manifest.json"


@click.command()
@click.argument("metrics", nargs=-1)
@click.option("--by", multiple=True, help="Group by, e.g. metric_time__month or event__origin_network.")
@click.option("--where", multiple=True, help="Keep rows, e.g. \"{{ Dimension('event__grid_code') }} = '…'\".")
@click.option("--file", type=click.Path(exists=True, path_type=Path), help="Another published file.")
@click.option("--sql", "show_sql", is_flag=True, help="Show the SQL instead of running it.")
@click.option("--list", "list_all", is_flag=True, help="Name all metrics.")
def main(
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    where: tuple[str, ...],
    file: Path | None,
    show_sql: bool,
    list_all: bool,
) -> None:
    """Show METRICS of what is published."""
    from warehouse.paths import Home

    with tempfile.TemporaryDirectory() as folder:
        known = Metrics(parse(Path(folder)))
    if list_all or not metrics:
        _show(["metric", "group by"], [[name, ", ".join(by)] for name, by in known.names().items()])
    elif show_sql:
        click.echo(known.sql(metrics, by, where))
    else:
        _show(*known.rows(file or Home.from_env().hub_db, metrics, by, where))


def _show(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table(*heads)
    for row in rows:
        table.add_row(*(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row))
    Console().print(table)


if __name__ == "__main__":
    main()
