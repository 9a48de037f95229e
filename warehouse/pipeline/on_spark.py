"""The build on Apache Spark, after DuckDB has linked the residents; published as Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import build_state
from warehouse.engines import spark_needed
from warehouse.locks import HUB, exclusive
from warehouse.pipeline.job import Job
from warehouse.progress import Reporter
from warehouse.settings import Settings

if TYPE_CHECKING:
    from warehouse.dbt_runner import LayerResult
    from warehouse.spark.publish import Published

STAGE = "spark"


def build_on_spark(
    settings: Settings, run_id: str, *, reporter: Reporter | None = None
) -> tuple[list[LayerResult], Published]:
    """Build all layers from the landing on Spark, after DuckDB has linked the residents of the same run.

    What Spark made for readers stands in the build database afterwards, so that gate and publication go on
    from there as after a build of DuckDB.

    Raises:
        ConfigurationError: Spark or Java is not installed.
        OutOfOrderError: the run has not linked its residents.
        BuildFailedError: a model failed.

    """
    job = Job.of(settings, run_id, reporter)
    with exclusive(job.home, HUB, f"build on Spark, run {run_id}"):
        build_state.require(job.home, run_id, "staging", "link")
        with job.stage(STAGE) as detail:
            with spark_needed():
                from warehouse.dbt_documents import described
                from warehouse.spark.build import build
                from warehouse.spark.handover import hand_over

            def advance(layer: str, done: int, total: int) -> None:
                job.reporter.advanced(STAGE, None, done, total, layer)

            layers, published = build(settings, advance)
            build_state.spoil(job.home, "marts")
            hand_over(settings, published, described(settings))
            build_state.mark(job.home, "marts")
            detail["models"] = sum(layer.models for layer in layers)
            detail["rows"] = sum(published.rows.values())
    return layers, published
