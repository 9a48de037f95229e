"""A build database that holds a ledger and one staged stream, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

BATCH = {
    "batch_id": "zongzhi.event.1",
    "network": "zongzhi",
    "stream": "event",
    "kind": "window",
    "window_to": "2024-11-20 00:00:00+00",
    "watermark": "2024-11-20 00:00:00+00",
    "pulled_at": "2024-11-20 00:05:00+00",
    "reported_total": 100,
    "received": 100,
    "landed": 98,
    "duplicates": 2,
    "quarantined": 0,
    "drift": '{"new_fields": {}, "missing_fields": {}, "retyped_fields": {}, "unknown_codes": {}}',
}

LEDGER = """
create schema landing;
create schema staging;
create schema reference;
create table reference.networks as
    select * from (values ('zongzhi', false), ('nanshan', true)) as t (network, is_optional);
create table landing.manifest (
    batch_id varchar, network varchar, stream varchar, kind varchar, window_to timestamptz,
    watermark timestamptz, pulled_at timestamptz, reported_total bigint, received bigint, landed bigint,
    duplicates bigint, quarantined bigint, drift json
);
create table landing.pull_outcome as
    select 'zongzhi' as network, false as is_failed;
create view landing."zongzhi__event" as select 1 as anything;
create view landing."zongzhi__dispute" as select 1 as anything;
create table staging.stg_zongzhi__events as
select
    'E' || i as source_record_id,
    timestamptz '2024-11-19 00:00:00+00' as reported_at,
    timestamptz '2024-11-19 06:00:00+00' as closed_at,
    '0101' as category_code,
    '05' as status_code,
    false as is_test,
    false as is_deleted
from range(50) as records (i);
"""


@pytest.fixture
def build_db(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(LEDGER)
    return path


@pytest.fixture
def land(build_db: Path) -> Callable[..., None]:
    """Add a batch to the ledger; keyword arguments replace what a healthy one holds."""

    def _land(**values: object) -> None:
        row = BATCH | values
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        with duckdb.connect(str(build_db)) as connection:
            connection.execute(f"insert into landing.manifest ({names}) values ({marks})", list(row.values()))

    return _land


@pytest.fixture
def alter(build_db: Path) -> Callable[[str], None]:
    """Run a statement on the build database."""

    def _alter(statement: str) -> None:
        with duckdb.connect(str(build_db)) as connection:
            connection.execute(statement)

    return _alter
