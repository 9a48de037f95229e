"""What Spark publishes as Parquet: the tables for readers, each version whole, the former one gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from pyspark.sql import SparkSession

from warehouse.dbt_documents import Described, DescribedColumn
from warehouse.paths import Home
from warehouse.settings import Settings
from warehouse.spark.handover import hand_over
from warehouse.spark.publish import CURRENT, parquet_home, publish
from warehouse.spark.session import session


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(Home.at(tmp_path_factory.mktemp("数据 home")).prepare(), threads=1, memory_limit="1GB")


@pytest.fixture(scope="module")
def spark(settings: Settings) -> Iterator[SparkSession]:
    with session(settings) as spark:
        for schema in ("marts", "ops", "staging"):
            spark.sql(f"create database {schema}")
        spark.sql("create table marts.dim_network as select 'shequ' as network, 1 as streams")
        spark.sql("create table ops.load_ledger as select timestamp '2024-11-20 08:00:00' as pulled_at")
        spark.sql("create table staging.people as select 'a name' as name_text")
        spark.sql("create temporary view `landing__xiangcun__村民` as select 'a name' as `姓名`")
        yield spark


def test_a_version_holds_the_tables_for_readers_and_no_other(spark: SparkSession, settings: Settings) -> None:
    published = publish(spark, settings.home, "run-1")
    current = parquet_home(settings.home) / CURRENT
    assert published.rows == {"marts.dim_network": 1, "ops.load_ledger": 1}
    assert sorted(str(path.relative_to(current)) for path in current.glob("*/*")) == [
        "marts/dim_network",
        "ops/load_ledger",
    ]


def test_readers_see_the_newer_version_and_the_former_is_gone(
    spark: SparkSession, settings: Settings
) -> None:
    publish(spark, settings.home, "run-1")
    publish(spark, settings.home, "run-2")
    root = parquet_home(settings.home)
    assert sorted(path.name for path in root.iterdir()) == [CURRENT, "run-2"]
    assert (root / CURRENT).readlink() == Path("run-2")


def test_the_build_database_takes_the_tables_over_with_types_comments_and_required_columns(
    spark: SparkSession, settings: Settings
) -> None:
    network = Described("平台 Networks", {"streams": DescribedColumn("数据流 Streams", is_required=True)})
    hand_over(settings, publish(spark, settings.home, "run-3"), {"marts.dim_network": network})
    with duckdb.connect(str(settings.home.build_db), read_only=True) as build:
        build.execute("set TimeZone = 'UTC'")
        assert build.execute("from marts.dim_network").fetchall() == [(1, "shequ")]
        (instant,) = build.execute("select pulled_at::varchar from ops.load_ledger").fetchall()
        assert instant == ("2024-11-20 08:00:00+00",)
        told = "select comment from duckdb_tables() where table_name = 'dim_network'"
        assert build.execute(told).fetchall() == [("平台 Networks",)]
        columns = "column_name, is_nullable, comment from duckdb_columns() where table_name = 'dim_network'"
        assert build.execute(f"select {columns} order by 1").fetchall() == [
            ("network", True, None),
            ("streams", False, "数据流 Streams"),
        ]


def test_memory_is_bounded_and_nothing_listens_beyond_this_machine(spark: SparkSession) -> None:
    context = spark.sparkContext
    assert context.getConf().get("spark.driver.memory") == "1024m"
    assert context.getConf().get("spark.driver.host") == "127.0.0.1"
    assert context.uiWebUrl is None
    assert spark.conf.get("spark.sql.session.timeZone") == "UTC"
