from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from expectations.results import QualityResult
from warehouse.errors import NothingToPublishError
from warehouse.pipeline.published import current
from warehouse.publication import current_version, publish, rollback, versions
from warehouse.publication.publish import Publication
from warehouse.settings import Settings

NOON = datetime(2024, 11, 20, 12, tzinfo=UTC)
RULE = QualityResult(
    run_id="run-1",
    suite="publish",
    expectation="rates within 0..1",
    network="hub",
    stream_or_table="fct_event",
    severity="error",
    success=True,
    observed=1.0,
    threshold="1",
    checked_at=NOON,
)


def publish_at(settings: Settings, minute: int) -> Publication:
    return publish(
        settings, f"run-{minute}", [RULE], git_revision="abc", now=NOON + timedelta(minutes=minute)
    )


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(sql).fetchall()


def change_build(settings: Settings, sql: str) -> None:
    with duckdb.connect(str(settings.home.build_db)) as connection:
        connection.execute(sql)


def test_the_published_file_holds_marts_and_ops_row_by_row_and_nothing_else(built: Settings) -> None:
    publish_at(built, 0)
    for table in ("marts.dim_network", "marts.fct_event", "marts.mart_overview", "ops.load_ledger"):
        sql = f"select * from {table} order by all"
        assert query(built.home.hub_db, sql) == query(built.home.build_db, sql)
    schemas = query(built.home.hub_db, "select distinct schema_name from duckdb_tables() order by 1")
    assert schemas == [("marts",), ("ops",)]
    assert query(built.home.hub_db, "select view_name from duckdb_views() where not internal") == []


def test_comments_and_constraints_travel_with_the_tables(built: Settings) -> None:
    publish_at(built, 0)
    hub = built.home.hub_db
    tables = "select table_name, comment from duckdb_tables() where schema_name = 'marts' order by 1"
    comments = query(hub, tables)
    assert comments == [
        ("dim_network", "平台，每个平台一行。Networks, one row each: it's the grain."),
        ("fct_event", None),
        ("mart_overview", "概览。Overview."),
    ]
    columns = query(
        hub,
        """
        select column_name, comment, is_nullable from duckdb_columns()
        where table_name = 'dim_network' order by 1
        """,
    )
    assert columns == [
        ("name_zh", None, False),
        ("network", "平台编号。Network id.", False),
        ("tags", "标签。Tags.", True),
    ]


def test_no_index_is_published_since_older_drivers_could_not_open_the_file(built: Settings) -> None:
    publish_at(built, 0)
    kinds = query(built.home.hub_db, "select distinct constraint_type from duckdb_constraints()")
    assert kinds == [("NOT NULL",)]


def test_every_column_of_the_tables_that_publication_adds_has_a_comment(built: Settings) -> None:
    publish_at(built, 0)
    missing = query(
        built.home.hub_db,
        """
        select column_name from duckdb_columns()
        where table_name in ('publication', 'quality_result') and comment is null
        """,
    )
    assert missing == []


def test_the_file_opens_in_drivers_since_1_0(built: Settings) -> None:
    publish_at(built, 0)
    storage = query(
        built.home.hub_db,
        "select tags['storage_version'] from duckdb_databases() where database_name = 'hub'",
    )
    assert storage == [("v1.0.0+",)]


def test_the_link_is_relative_and_the_home_can_be_moved(built: Settings, tmp_path: Path) -> None:
    version = publish_at(built, 0).version
    assert built.home.current.readlink() == Path(version)
    moved = built.home.root.rename(tmp_path / "elsewhere")
    assert query(moved / "published/current/hub.duckdb", "select count(*) from marts.fct_event") == [(5000,)]


def test_a_second_publication_is_a_new_version_and_carries_the_history(built: Settings) -> None:
    first, second = publish_at(built, 0), publish_at(built, 1)
    assert versions(built.home) == [first.version, second.version]
    assert current_version(built.home) == second.version
    history = query(
        built.home.hub_db, "select version, run_id, git_revision, row_counts from ops.publication order by 1"
    )
    assert [row[:3] for row in history] == [(first.version, "run-0", "abc"), (second.version, "run-1", "abc")]
    assert json.loads(str(history[0][3]))["marts.fct_event"] == 5000


def test_two_publications_in_one_second_get_different_names(built: Settings) -> None:
    assert publish_at(built, 0).version == "20241120T120000Z"
    assert publish_at(built, 0).version == "20241120T120000Z-2"
    assert current_version(built.home) == "20241120T120000Z-2"


def test_quality_results_are_published_as_they_were_measured(built: Settings) -> None:
    publish_at(built, 0)
    rows = query(
        built.home.hub_db,
        "select expectation, severity, success, observed, checked_at from ops.quality_result",
    )
    assert rows == [("rates within 0..1", "error", True, 1.0, NOON)]


def test_only_the_newest_versions_are_kept(built: Settings) -> None:
    made = [publish_at(built, minute).version for minute in range(5)]
    assert versions(built.home) == made[-3:]
    assert len(query(built.home.hub_db, "select * from ops.publication")) == 5


def test_rollback_goes_to_the_former_version_and_later_passes_over_a_withdrawn_one(
    built: Settings,
) -> None:
    good = publish_at(built, 0).version
    publish_at(built, 1)
    assert rollback(built.home) == good
    assert current_version(built.home) == good
    publish_at(built, 2)
    assert rollback(built.home) == good


def test_rollback_to_a_named_version_goes_in_both_directions(built: Settings) -> None:
    first, second = publish_at(built, 0).version, publish_at(built, 1).version
    assert rollback(built.home, first) == first
    assert rollback(built.home, second) == second
    assert rollback(built.home) == first


def test_the_history_survives_a_rollback(built: Settings) -> None:
    publish_at(built, 0)
    publish_at(built, 1)
    rollback(built.home)
    publish_at(built, 2)
    assert [row[0] for row in query(built.home.hub_db, "select run_id from ops.publication order by 1")] == [
        "run-0",
        "run-1",
        "run-2",
    ]


def test_rollback_without_a_former_version_says_so_and_changes_nothing(built: Settings) -> None:
    only = publish_at(built, 0).version
    with pytest.raises(NothingToPublishError, match="no former version"):
        rollback(built.home)
    with pytest.raises(NothingToPublishError, match="20200101T000000Z"):
        rollback(built.home, "20200101T000000Z")
    assert current_version(built.home) == only


def test_a_build_without_marts_is_not_published(built: Settings) -> None:
    former = publish_at(built, 0).version
    change_build(built, "drop schema marts cascade")
    with pytest.raises(NothingToPublishError):
        publish_at(built, 1)
    assert current_version(built.home) == former
    assert versions(built.home) == [former]


def test_what_a_killed_publication_left_is_swept_away_by_the_next(built: Settings) -> None:
    draft = built.home.published / ".draft-20241120T110000Z"
    draft.mkdir()
    (draft / "hub.duckdb").write_bytes(b"half a file")
    version = publish_at(built, 0).version
    assert sorted(path.name for path in built.home.published.iterdir()) == [version, "current"]


def test_a_damaged_newest_version_costs_the_next_publication_nothing_but_its_history(built: Settings) -> None:
    first, second = publish_at(built, 0), publish_at(built, 1)
    second.path.write_bytes(b"not a database")
    third = publish_at(built, 2)
    recorded = query(third.path, "select version from ops.publication order by 1")
    assert recorded == [(first.version,), (third.version,)]


READER = """
import sys, duckdb
path, reads = sys.argv[1], 0
print("ready", flush=True)
while True:
    with duckdb.connect(path, read_only=True) as connection:
        rows = connection.execute(
            "select (select count(*) from marts.fct_event),"
            " (select max(row_counts->>'$.\\"marts.fct_event\\"')"
            " from ops.publication where version = (select max(version) from ops.publication))::bigint"
        ).fetchone()
    assert rows[0] == rows[1], rows
    reads += 1
    if sys.stdin in __import__("select").select([sys.stdin], [], [], 0)[0]:
        print(reads)
        break
"""


def test_readers_see_whole_versions_while_versions_are_swapped(built: Settings) -> None:
    publish_at(built, 0)
    command = [sys.executable, "-c", READER, str(built.home.hub_db)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    readers = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for minute in range(1, 7):
        change_build(built, f"delete from marts.fct_event where hours < {minute * 10}")
        publish_at(built, minute)
        rollback(built.home)
        rollback(built.home, versions(built.home)[-1])
    for reader in readers:
        output, errors = reader.communicate("stop\n", timeout=60)
        assert reader.returncode == 0, errors
        assert int(output) > 0


def test_an_open_reader_keeps_its_version_although_it_is_pruned(built: Settings) -> None:
    publish_at(built, 0)
    with duckdb.connect(str(built.home.hub_db), read_only=True) as reader:
        for minute in range(1, 5):
            publish_at(built, minute)
        assert reader.execute(
            "select count(*), max(reported_at) is not null from marts.fct_event"
        ).fetchall() == [(5000, True)]


def test_a_version_published_under_a_clock_set_back_is_still_the_newest(built: Settings) -> None:
    for minute in (60, 61, 0, 0):
        publish_at(built, minute)
    kept = versions(built.home)
    assert kept == ["20241120T130100Z", "20241120T130100Z-2", "20241120T130100Z-3"]
    assert current_version(built.home) == kept[-1]
    assert current(built.home).run_id == "run-0"
    assert rollback(built.home) == kept[-2]
