"""The landing as Spark sees it: the same Parquet files, one view a stream, and the tables about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import duckdb
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql import types as kinds

from connectors.registry import contract, networks
from warehouse.database import build_database
from warehouse.landing.batches import LandedFile, batches, landed_files
from warehouse.landing.columns import FROM_BATCH, FROM_FILE
from warehouse.settings import Settings

_KINDS: dict[str, kinds.DataType] = {
    "varchar": kinds.StringType(),
    "timestamptz": kinds.TimestampType(),
    "bigint": kinds.LongType(),
    "boolean": kinds.BooleanType(),
}
_LENT = """
    select schema_name, table_name
    from duckdb_tables()
    where
        schema_name = 'reference'
        or schema_name = 'landing' and table_name in ('manifest', 'quarantine', 'pull_outcome')
        or schema_name = 'identity' and table_name in ('crosswalk', 'linkage_quality')
"""
"""Small tables of DuckDB's build that Spark is lent: seeds, what is known of batches, residents' keys."""


def view_name(network: str, stream: str) -> str:
    """Name a stream's view as macro `landed_rows` does: in no schema, for there any letter may stand."""
    return f"landing__{network}__{stream}"


def register(spark: SparkSession, settings: Settings) -> None:
    """Show Spark every stream of the landing, and lend it the small tables of DuckDB's build."""
    with build_database(settings, read_only=True) as connection:
        for schema, table in connection.execute(_LENT).fetchall():
            spark.sql(f"create database if not exists {schema}")
            rows = _read(spark, connection, f"{schema}.{table}")
            rows.write.mode("overwrite").saveAsTable(f"{schema}.{table}")
        files = _read(spark, connection, "landing.batch_file").withColumnRenamed("path", "_path").cache()
    landed: dict[tuple[str, str], list[LandedFile]] = defaultdict(list)
    for file in landed_files(batches(settings.home)):
        landed[file.manifest.network, file.manifest.stream].append(file)
    for network in networks():
        for stream in contract(network).streams.values():
            fields = [field.name for field in stream.landed]
            rows = _stream(spark, fields, landed[network, stream.id], files)
            rows.createOrReplaceTempView(f"`{view_name(network, stream.id)}`")


def _read(spark: SparkSession, connection: duckdb.DuckDBPyConnection, table: str) -> DataFrame:
    return spark.createDataFrame(connection.execute(f"from {table}").to_arrow_table())


def _stream(
    spark: SparkSession, fields: Sequence[str], landed: Sequence[LandedFile], files: DataFrame
) -> DataFrame:
    """Lay a stream's files together; a field that a file of an older contract lacks is null."""
    columns = dict.fromkeys(fields, "varchar") | FROM_FILE
    schema = kinds.StructType([kinds.StructField(name, _KINDS[kind]) for name, kind in columns.items()])
    paths = [str(file.path) for file in landed if file.rows]
    own = [sql.col(f"f.`{name}`") for name in columns]
    batch = [sql.col(f"b.`{given}`").alias(name) for name, given in FROM_BATCH.items()]
    if not paths:
        return (
            spark.createDataFrame([], schema)
            .alias("f")
            .join(files.alias("b"), sql.lit(False))
            .select(*own, *batch)
        )
    rows = spark.read.schema(schema).parquet(*paths)
    plain = sql.regexp_replace("_metadata.file_path", r"\+", "%2B")  # an address's plus sign is not a blank
    where = sql.url_decode(sql.regexp_replace(plain, "^file:(//)?", "")).alias("_path")
    return (
        rows.select("*", where).alias("f").join(sql.broadcast(files.alias("b")), "_path").select(*own, *batch)
    )
