"""Hand Spark's marts to the build database, for the same gate and the same publication."""

from __future__ import annotations

from warehouse.database import build_database, identifier, literal
from warehouse.settings import Settings
from warehouse.spark.publish import Published


def hand_over(settings: Settings, published: Published) -> None:
    """Replace the tables for readers in the build database by those that Spark wrote."""
    with build_database(settings) as connection:
        for table in published.rows:
            schema, name = table.split(".")
            files = literal(str(published.folder / schema / name / "*.parquet"))
            connection.execute(f"create schema if not exists {identifier(schema)}")
            target = f"{identifier(schema)}.{identifier(name)}"
            connection.execute(f"create or replace table {target} as from read_parquet({files})")
