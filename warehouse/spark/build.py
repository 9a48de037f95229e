"""Build all layers on Spark, in the order in which DuckDB builds them."""

from __future__ import annotations

from warehouse import build_state
from warehouse.dbt_runner import Advance, LayerResult, build_layers
from warehouse.layers import LAYERS
from warehouse.settings import Settings
from warehouse.spark import functions, landing
from warehouse.spark.publish import Published, publish
from warehouse.spark.session import session


def build(settings: Settings, advance: Advance | None = None) -> tuple[list[LayerResult], Published]:
    """Build the marts from the landing on Spark, and publish them as Parquet.

    The residents are those of DuckDB's build: linkage runs there, and its crosswalk is what Spark reads.

    Raises:
        OutOfOrderError: DuckDB has not linked the residents of this landing yet.
        BuildFailedError: a model failed.

    """
    state = build_state.require(settings.home, None, "staging", "link")
    with session(settings) as spark:
        functions.register(spark)
        landing.register(spark, settings)
        layers = build_layers(settings, LAYERS, advance, engine="spark")
        return layers, publish(spark, settings.home, state.run_id)
