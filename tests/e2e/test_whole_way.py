"""The whole way against the four platforms: from an empty home, through days of increments, to a rebuild."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.compared import differences
from sandbox.homes import pass_days
from sandbox.server import Connections, running
from tests.e2e.guide import queries
from tests.e2e.interface import TABLES

pytestmark = pytest.mark.timeout(2400)  # three builds on whatever machine this is

DUOWANG = Path(sys.executable).parent / "duowang"
DAYS = 2


@dataclass(frozen=True)
class Way:
    """The published files after the first run, after days of increments, and after a rebuild."""

    home: Path
    first: Path
    later: Path
    rebuilt: Path


def hub(home: Path, *arguments: str, connections: Connections | None = None) -> dict[str, Any]:
    """Run the command as a county does, with Connections in the environment only."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_CONN_")}
    for network, connection in (connections or {}).items():
        env[f"AIRFLOW_CONN_{network.upper()}"] = json.dumps(connection)
    env["DUOWANG_HOME"] = str(home)
    done = subprocess.run(
        [DUOWANG, *arguments, "--json"], env=env, capture_output=True, text=True, cwd=home.parent, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def way(sandbox_home: Any, tmp_path_factory: pytest.TempPathFactory) -> Way:
    """Go it once for all tests of this module; the home has a space and Chinese letters in its name."""
    place = tmp_path_factory.mktemp("way")
    world = Path(shutil.copytree(sandbox_home(), place / "sandbox"))
    home, rebuilt = place / "数据 home", place / "rebuilt"
    with running(world, rate_scale=20) as connections:
        first = hub(home, "run", connections=connections)["publication"]["path"]
        pass_days(world, DAYS)
        later = hub(home, "run", connections=connections)["publication"]["path"]
    rebuilt.mkdir()
    for folder in ("landing", "secrets"):
        shutil.copytree(home / folder, rebuilt / folder)
    for command in ("build", "check", "publish"):
        hub(rebuilt, command)
    return Way(home, Path(first), Path(later), rebuilt / "published" / "current" / "hub.duckdb")


@pytest.fixture
def marts(way: Way) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a reader of the newest version opens."""
    with duckdb.connect(str(way.home / "published" / "current" / "hub.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_of_the_interface(marts: duckdb.DuckDBPyConnection, table: str) -> None:
    schema, name = table.split(".")
    found = marts.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchall()
    assert set(TABLES[table].split()) <= {column for (column,) in found}


def test_every_table_and_column_is_described_in_both_languages(marts: duckdb.DuckDBPyConnection) -> None:
    undescribed = marts.execute(
        r"""
        with described as (
            select schema_name || '.' || table_name as name, comment from duckdb_tables()
            union all
            select schema_name || '.' || table_name || '.' || column_name, comment
            from duckdb_columns() where not internal
        )
        select name from described
        where comment is null or not regexp_matches(comment, '\p{Han}')
            or not regexp_matches(comment, '[A-Za-z]{3}')
        """
    ).fetchall()
    assert undescribed == []


def test_every_published_figure_is_computed_exactly(way: Way) -> None:
    for version in (way.first, way.later, way.rebuilt):
        with duckdb.connect(str(version), read_only=True) as connection:
            figures = connection.execute(
                "select figure, difference from marts.mart_published_figures"
            ).fetchall()
        assert len(figures) == 31
        assert [figure for figure, difference in figures if difference != 0] == []


def test_days_of_increments_bring_new_records(way: Way) -> None:
    assert "fct_event" in differences(way.first, way.later)


def test_a_rebuild_from_landing_equals_the_increments(way: Way) -> None:
    assert differences(way.later, way.rebuilt) == {}


@pytest.mark.parametrize("query", queries(), ids=lambda query: str(query.split("from ")[1].split()[0]))
def test_every_query_of_the_analysts_guide_answers(marts: duckdb.DuckDBPyConnection, query: str) -> None:
    assert len(marts.execute(query).fetchall()) > 0


def test_the_analysts_guide_has_its_five_queries() -> None:
    assert len(queries()) == 5


def test_every_batch_accounts_for_what_it_received(marts: duckdb.DuckDBPyConnection) -> None:
    batches, unbalanced = marts.execute(
        """
        select count(*), count(*) filter (received <> landed + duplicates + quarantined)
        from ops.load_ledger
        """
    ).fetchone() or (0, None)
    assert batches > 0
    assert unbalanced == 0


def test_every_person_record_has_exactly_one_resident(way: Way) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{way.home}/restricted/identity.duckdb' as registry (read_only)")
        records, distinct = connection.execute(
            """
            select count(*), count(distinct (network, stream, source_record_id))
            from registry.identity.resident_record
            """
        ).fetchone() or (0, 0)
        networks = connection.execute(
            "select distinct network, stream from registry.identity.resident_record"
        ).fetchall()
    assert records == distinct > 0
    assert set(networks) == {
        ("zongzhi", "population"),
        ("shequ", "residents"),
        ("xiangcun", "村民"),
        ("chengguan", "cases"),
    }


def test_a_rollback_lets_readers_see_the_former_version(way: Way, tmp_path: Path) -> None:
    home = Path(shutil.copytree(way.home, tmp_path / "home", symlinks=True))
    before = (home / "published" / "current").resolve()
    current = hub(home, "rollback")["current"]
    assert (home / "published" / "current").resolve() == home / "published" / current
    assert before.name != current
