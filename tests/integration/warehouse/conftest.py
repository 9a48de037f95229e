"""A home with a small hand-made build, as dbt would leave it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.paths import Home
from warehouse.settings import Settings

BUILD = """
create schema marts; create schema ops; create schema landing;
create table landing.secret (name varchar);
create table marts.dim_network (network varchar primary key, name_zh varchar not null, tags varchar[]);
comment on table marts.dim_network is '平台，每个平台一行。Networks, one row each: it''s the grain.';
comment on column marts.dim_network.network is '平台编号。Network id.';
comment on column marts.dim_network.tags is '标签。Tags.';
insert into marts.dim_network values ('shequ', '智慧社区', ['a', 'b']), ('zongzhi', '综治', null);
create table marts.fct_event (event_key varchar, reported_at timestamptz, hours double, share decimal(5, 2));
insert into marts.fct_event
select md5(i::varchar), timestamptz '2024-11-20 00:00:00+00' + to_minutes(i), i / 7, 12.34
from range(5000) t(i);
create view marts.mart_overview as select network, 1 as residents from marts.dim_network;
comment on view marts.mart_overview is '概览。Overview.';
create table ops.load_ledger (batch_id varchar not null, received bigint);
insert into ops.load_ledger values ('b1', 3);
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose path has a space and Chinese letters, as paths do."""
    return Settings(Home.at(tmp_path / "数据 home").prepare(), keep_versions=3)


@pytest.fixture
def built(settings: Settings) -> Settings:
    """The same home with a finished build."""
    with duckdb.connect(str(settings.home.build_db)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(BUILD)
    return settings
