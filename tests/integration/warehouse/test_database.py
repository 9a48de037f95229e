from __future__ import annotations

import stat
import subprocess
import sys

import duckdb
import pytest

from warehouse.database import build_database, discard_if_unreadable
from warehouse.errors import DamagedBuildError, LockedError
from warehouse.exit_codes import ExitCode
from warehouse.settings import Settings

OPENER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def test_connections_are_set_alike(settings: Settings) -> None:
    with build_database(settings) as connection:
        sql = "select current_setting('TimeZone'), current_setting('threads')"
        assert connection.execute(sql).fetchall() == [("UTC", settings.threads)]
    assert stat.S_IMODE(settings.home.build_db.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_a_damaged_file_is_told_apart_and_replaced(settings: Settings, content: bytes) -> None:
    settings.home.build_db.write_bytes(content)
    with pytest.raises(DamagedBuildError, match="--fresh"), build_database(settings):
        pytest.fail("a damaged file was opened")
    assert discard_if_unreadable(settings)
    assert not settings.home.build_db.exists()
    with build_database(settings) as connection:
        connection.execute("create table fine (x int)")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_replaced(built: Settings, share: float) -> None:
    path = built.home.build_db
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert discard_if_unreadable(built)
    assert not path.exists()


def test_a_damaged_file_goes_together_with_its_log(settings: Settings) -> None:
    settings.home.build_db.write_bytes(b"no database" * 1000)
    log = settings.home.build_db.with_name("build.duckdb.wal")
    log.write_bytes(b"half a log")
    assert discard_if_unreadable(settings)
    assert not log.exists()


def test_a_sound_file_stays(built: Settings) -> None:
    assert not discard_if_unreadable(built)
    with build_database(built, read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_event").fetchall() == [(5000,)]


def test_a_file_that_someone_has_open_is_not_taken_for_damaged(built: Settings) -> None:
    command = [sys.executable, "-c", OPENER, str(built.home.build_db)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    with pytest.raises(LockedError, match="open in another process") as caught:
        discard_if_unreadable(built)
    assert caught.value.exit_code is ExitCode.LOCKED
    process.communicate("end\n", timeout=30)
    assert built.home.build_db.exists()


def test_a_build_that_was_killed_while_writing_opens_with_what_was_committed(built: Settings) -> None:
    code = (
        "import os, sys, duckdb\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "connection.execute('create table kept as select 1 as one')\n"
        "connection.execute('begin; create table lost as select range from range(100000)')\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(built.home.build_db)], check=False)
    assert not discard_if_unreadable(built)
    with duckdb.connect(str(built.home.build_db), read_only=True) as connection:
        sql = "select table_name from duckdb_tables() where schema_name = 'main'"
        names = connection.execute(sql).fetchall()
    assert names == [("kept",)]
