"""A server, an empty database, and a small published version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.support import postgres
from tests.support.postgres import Server
from warehouse.mirror import MirrorConnection, Mirrored, mirror
from warehouse.paths import Home, dbt_project
from warehouse.publication import publish
from warehouse.settings import Settings

NOON = datetime(2024, 11, 20, 12, tzinfo=UTC)
BUILD = """
create schema marts; create schema ops;
create table marts.dim_network (network varchar not null, name_zh varchar, name_en varchar);
comment on table marts.dim_network is '平台，每个平台一行。Networks, one row each: it''s the grain.';
comment on column marts.dim_network.name_zh is '名称。Name.';
insert into marts.dim_network values ('shequ', '智慧社区', 'community'), ('zongzhi', '综治', 'governance');
create table marts.fct_event (
    event_key varchar not null, reported_at timestamptz, origin_network varchar, networks varchar[],
    is_closed boolean, hours_to_close double, report_count integer, total hugeint, share decimal(5, 2),
    day date, place struct(lng double, lat double)
);
insert into marts.fct_event
select 'E' || i, timestamptz '2024-11-20 00:00:00+00' + to_minutes(i), 'zongzhi',
    case when i % 3 = 0 then null else ['shequ', 'zong"zhi,', null] end,
    i % 2 = 0, nullif(i, 5) / 7, i, i * 10000000000000::hugeint, (i % 100) / 100, date '2024-11-20' + i::int,
    {'lng': 123.5, 'lat': 41.5}
from range(1000) as t(i);
create table ops.load_ledger (batch_id varchar not null, received bigint);
insert into ops.load_ledger values ('b1', 3);
"""

Copy = Callable[..., Mirrored]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres.running() as started:
        yield started


@pytest.fixture
def database(server: Server) -> Iterator[MirrorConnection]:
    """The Connection of a database that holds nothing."""
    yield server.connection
    with server.owner() as connection:
        found = connection.execute(
            "select nspname from pg_namespace where pg_get_userbyid(nspowner) = current_user"
        ).fetchall()
        for (schema,) in found:
            connection.execute(f'drop schema "{schema}" cascade')


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(Home.at(tmp_path / "home").prepare(), keep_versions=3)


@pytest.fixture
def built(settings: Settings) -> Settings:
    """A home with a finished build and one published version."""
    change(settings, BUILD)
    publish(settings, "run-0", [], now=NOON)
    return settings


@pytest.fixture
def copy(built: Settings, database: MirrorConnection) -> Copy:
    """Mirror what is published."""

    def copy_into(connection: MirrorConnection = database, patience: float = 60) -> Mirrored:
        file = built.home.hub_db
        return mirror(file, file.resolve().parent.name, connection, dbt_project(), patience=patience)

    return copy_into


def change(settings: Settings, sql: str) -> None:
    """Change the build."""
    with duckdb.connect(str(settings.home.build_db)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(sql)


def republish(settings: Settings, minute: int, sql: str) -> None:
    """Change the build and publish it again."""
    change(settings, sql)
    publish(settings, f"run-{minute}", [], now=NOON + timedelta(minutes=minute))
