"""What the mirror holds: rows, types, comments, keys, and who may read it."""

from __future__ import annotations

import duckdb
import psycopg
import pytest

from tests.integration.mirror.conftest import Copy, republish
from tests.support.postgres import Server
from warehouse.mirror import MirrorConnection, MirrorError
from warehouse.settings import Settings

TABLES = ("marts.dim_network", "marts.fct_event", "ops.load_ledger", "ops.publication", "ops.quality_result")


def here(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.home.hub_db), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql).fetchall()


def there(server: Server, sql: str) -> list[tuple[object, ...]]:
    with server.reader() as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql).fetchall()


def test_every_row_and_value_arrives(built: Settings, copy: Copy, server: Server) -> None:
    done = copy()
    assert sorted(done.row_counts) == sorted(TABLES)
    assert done.row_counts["marts.fct_event"] == 1000
    columns = {
        "marts.fct_event": "event_key, reported_at, origin_network, networks, is_closed, hours_to_close, "
        "report_count, total, share, day"
    }
    for table in TABLES:
        sql = f"select {columns.get(table, '*')} from {table} order by 1"
        assert there(server, sql) == here(built, sql), table


def test_types_are_kept_and_what_has_none_is_json_text(copy: Copy, server: Server) -> None:
    copy()
    types = dict(
        there(
            server,
            "select attname::text, format_type(atttypid, atttypmod)::text from pg_attribute "
            "where attrelid = 'marts.fct_event'::regclass and attnum > 0",
        )
    )
    assert types == {
        "event_key": "text",
        "reported_at": "timestamp with time zone",
        "origin_network": "text",
        "networks": "text[]",
        "is_closed": "boolean",
        "hours_to_close": "double precision",
        "report_count": "integer",
        "total": "numeric(38,0)",
        "share": "numeric(5,2)",
        "day": "date",
        "place": "text",
    }
    assert there(server, "select distinct place::json ->> 'lng' from marts.fct_event") == [("123.5",)]


def test_comments_are_where_clients_look_for_them(copy: Copy, server: Server) -> None:
    copy()
    found = there(
        server,
        "select obj_description('marts.dim_network'::regclass), "
        "col_description('marts.dim_network'::regclass, 2)",
    )
    assert found == [("平台，每个平台一行。Networks, one row each: it's the grain.", "名称。Name.")]


def test_keys_that_dbt_proves_become_keys_and_references_become_indexes(copy: Copy, server: Server) -> None:
    copy()
    indexes = there(
        server,
        "select tablename::text, indexdef like '%UNIQUE%', substring(indexdef from '\\((.*)\\)') "
        "from pg_indexes where schemaname = 'marts' order by 1, 3",
    )
    assert ("dim_network", True, "network") in indexes
    assert ("fct_event", True, "event_key") in indexes
    assert ("fct_event", False, "origin_network") in indexes


def test_a_key_that_does_not_hold_fails_and_the_former_version_stays(
    built: Settings, copy: Copy, server: Server
) -> None:
    before = copy().version
    republish(built, 1, "insert into marts.fct_event select * from marts.fct_event limit 1")
    with pytest.raises(MirrorError, match="unique"):
        copy()
    assert there(server, "select version from ops.publication") == [(before,)]
    assert there(server, "select count(*) from pg_namespace where nspname like 'duowang%'") == [(0,)]


def test_rows_that_the_database_swallows_are_missed_and_the_former_version_stays(
    built: Settings, copy: Copy, server: Server
) -> None:
    before = copy().version
    republish(built, 1, "insert into ops.load_ledger values ('b2', 4), ('b3', 5)")
    server.administer(SWALLOW)
    try:
        with pytest.raises(MirrorError, match=r"another number of rows in ops\.load_ledger"):
            copy()
    finally:
        server.administer("drop event trigger swallowing; drop function swallow_next, swallow;")
    assert there(server, "select version from ops.publication") == [(before,)]
    assert there(server, "select count(*) from ops.load_ledger") == [(1,)]


SWALLOW = """
create function swallow() returns trigger language plpgsql as $$
begin if new.batch_id = 'b3' then return null; end if; return new; end $$;
create function swallow_next() returns event_trigger language plpgsql as $$
declare made record;
begin
  for made in select object_identity from pg_event_trigger_ddl_commands() loop
    if made.object_identity like '%.load_ledger' then
      execute format(
        'create trigger losing before insert on %s for each row execute function public.swallow()',
        made.object_identity);
    end if;
  end loop;
end $$;
create event trigger swallowing on ddl_command_end when tag in ('CREATE TABLE')
execute function swallow_next();
"""


def test_readers_read_and_change_nothing(copy: Copy, server: Server) -> None:
    assert copy().reader == "duowang_reader"
    for sql in (
        "delete from marts.fct_event",
        "create table marts.mine (a int)",
        "drop table ops.load_ledger",
    ):
        with server.reader() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql)


def test_a_reader_role_is_made_where_the_owner_may_and_otherwise_nobody_else_reads(
    copy: Copy, server: Server, database: MirrorConnection
) -> None:
    given = {
        "host": database.host,
        "port": database.port,
        "schema": database.database,
        "login": database.login,
        "password": database.password,
        "extra": {"reader_role": "look only"},
    }
    connection = MirrorConnection.of(given)
    assert copy(connection).reader is None
    server.administer("alter role hub createrole")
    try:
        assert copy(connection).reader == "look only"
    finally:
        server.administer(
            'alter role hub nocreaterole; drop owned by "look only" cascade; drop role "look only"'
        )


def test_a_schema_of_somebody_else_is_left_alone(copy: Copy, server: Server) -> None:
    with server.owner() as connection:
        connection.execute("create schema marts; create table marts.budget (amount int)")
    with pytest.raises(MirrorError, match="was not made by the hub"):
        copy()
    with server.owner() as connection:
        assert connection.execute("select count(*) from marts.budget").fetchall() == [(0,)]


def test_views_over_the_mirror_follow_and_keep_their_rights(
    built: Settings, copy: Copy, server: Server
) -> None:
    copy()
    with server.owner() as connection:
        connection.execute("create schema own")
        connection.execute("create view own.ledger as select sum(received) as all_of_it from ops.load_ledger")
        connection.execute(
            "grant usage on schema own to duowang_reader; grant select on own.ledger to duowang_reader"
        )
    republish(built, 1, "insert into ops.load_ledger values ('b2', 4)")
    copy()
    assert there(server, "select * from own.ledger") == [(7,)]


def test_a_materialised_view_stops_the_mirror_by_name(built: Settings, copy: Copy, server: Server) -> None:
    copy()
    with server.owner() as connection:
        connection.execute(
            "create schema own; create materialized view own.frozen as select * from ops.load_ledger"
        )
    with pytest.raises(MirrorError, match=r"own\.frozen"):
        copy()
    assert there(server, "select count(*) from ops.load_ledger") == [(1,)]
