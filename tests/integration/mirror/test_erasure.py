"""Who is erased goes from the mirror as well, by the same command."""

from __future__ import annotations

import json

import duckdb
import pytest
from click.testing import CliRunner

from tests.integration.privacy.test_person import WHY
from tests.integration.privacy.test_person import home as a_person_in_three_platforms
from tests.support.postgres import Server, as_json
from warehouse.cli.main import main
from warehouse.exit_codes import ExitCode
from warehouse.mirror import MirrorConnection
from warehouse.mirror.connection import VARIABLE
from warehouse.paths import Home
from warehouse.pipeline.mirroring import renew
from warehouse.settings import Settings

home = a_person_in_three_platforms
PUBLICATION = """
create table ops.publication as
select '20241120T000000Z' as version, 'run-0' as run_id, timestamptz '2024-11-20 00:00:00+00' as published_at
"""
KEYS = "select resident_key from marts.dim_resident union select reporter_resident_key from marts.fct_event"


def test_an_erasure_reaches_the_mirror(
    home: Home,
    settings: Settings,
    database: MirrorConnection,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with duckdb.connect(str(home.hub_db)) as connection:
        connection.execute(PUBLICATION)
    monkeypatch.setenv(VARIABLE, as_json(database))
    assert renew(settings) is not None
    with server.reader() as reader:
        assert ("k1",) in reader.execute(KEYS).fetchall()
    arguments = ["person", "erase", "--by", "key", "--purpose", WHY, "--yes", "--json"]
    answer = CliRunner().invoke(main, [*arguments, "--home", str(home.root)], input="k1\n")
    assert answer.exit_code == ExitCode.OK, answer.stderr
    assert json.loads(answer.stdout)["mirror"] == "20241120T000000Z"
    with server.reader() as reader:
        assert ("k1",) not in reader.execute(KEYS).fetchall()
        assert ("k2",) in reader.execute(KEYS).fetchall()
