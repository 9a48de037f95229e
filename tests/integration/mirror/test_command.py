"""`duowang publish --to postgres`."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner, Result

from tests.support.postgres import Server, as_json
from warehouse.cli.main import main
from warehouse.exit_codes import ExitCode
from warehouse.mirror import MirrorConnection
from warehouse.mirror.connection import VARIABLE
from warehouse.pipeline.mirroring import renew
from warehouse.publication import rollback
from warehouse.settings import Settings

from .conftest import republish


def call(settings: Settings, connection: str | None) -> Result:
    env = {VARIABLE: connection or ""}
    arguments = ["publish", "--to", "postgres", "--json", "--home", str(settings.home.root)]
    return CliRunner().invoke(main, arguments, env=env, catch_exceptions=False)


def test_it_mirrors_what_readers_see_also_after_a_roll_back(
    built: Settings, database: MirrorConnection, server: Server
) -> None:
    first = built.home.current.readlink().name
    republish(built, 1, "delete from marts.fct_event")
    rollback(built.home)
    answer = call(built, as_json(database))
    assert answer.exit_code == ExitCode.OK, answer.stderr
    document = json.loads(answer.stdout)
    assert (document["version"], document["reader"]) == (first, "duowang_reader")
    assert document["row_counts"]["marts.fct_event"] == 1000
    with server.reader() as reader:
        assert reader.execute("select count(*) from marts.fct_event").fetchall() == [(1000,)]


def test_the_run_that_made_the_version_records_it(built: Settings, database: MirrorConnection) -> None:
    assert call(built, as_json(database)).exit_code == ExitCode.OK
    record = json.loads((built.home.runs / "run-0.json").read_text())
    assert [(stage["stage"], stage["outcome"]) for stage in record["stages"]] == [("mirror", "ok")]


def test_what_has_gone_from_the_published_version_goes_from_the_mirror(
    built: Settings, database: MirrorConnection, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an erasure, which writes the published file anew in its place."""
    monkeypatch.setenv(VARIABLE, as_json(database))
    assert renew(built) is not None
    with duckdb.connect(str(built.home.hub_db)) as connection:
        connection.execute("delete from marts.fct_event where event_key = 'E1'")
    assert renew(built) is not None
    with server.reader() as reader:
        left = reader.execute("select count(*) from marts.fct_event where event_key = 'E1'").fetchall()
    assert left == [(0,)]


def test_a_county_without_a_mirror_has_none_to_renew(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert renew(built) is None


def test_without_a_connection_or_a_version_it_says_what_is_missing(
    built: Settings, settings: Settings, tmp_path
) -> None:
    answer = call(built, None)
    assert answer.exit_code == ExitCode.USAGE
    assert json.loads(answer.stdout)["error"]["where"] == VARIABLE
    empty = ["publish", "--to", "postgres", "--json", "--home", str(tmp_path / "empty")]
    env = {VARIABLE: '{"conn_type":"postgres","host":"127.0.0.1","schema":"x","login":"x"}'}
    assert CliRunner().invoke(main, empty, env=env).exit_code == ExitCode.NOTHING_TO_PUBLISH


@pytest.mark.parametrize("changes", [{"password": "never shown"}, {"port": 1}])
def test_a_database_that_cannot_be_opened_is_named_and_no_password_is_shown(
    built: Settings, database: MirrorConnection, changes: dict[str, object]
) -> None:
    answer = call(built, as_json(database, **changes))
    assert answer.exit_code == ExitCode.MIRROR_FAILED
    where = json.loads(answer.stdout)["error"]["where"]
    assert where == f"127.0.0.1:{changes.get('port', database.port)}/duowang"
    logs = "".join(path.read_text() for path in built.home.root.rglob("*.json"))
    for secret in ("never shown", database.password):
        assert secret not in answer.stdout + answer.stderr + logs
