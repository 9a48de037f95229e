"""Readers while versions are swapped, and whatever gets in the way of a swap."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import psycopg
import pytest

from tests.integration.mirror.conftest import Copy, republish
from tests.support.postgres import Server, as_json
from warehouse.mirror import MirrorConnection, MirrorError
from warehouse.mirror.connection import VARIABLE
from warehouse.settings import Settings

ROWS = "(select count(*) from marts.fct_event)"
TOLD = "(select row_counts from ops.publication order by published_at desc limit 1)"
ONE_QUERY = (f"select {ROWS}, {TOLD}",)
A_TRANSACTION = (f"select {ROWS}", f"select {TOLD}")


@dataclass
class Reader(threading.Thread):
    """Reads the number of events and what the publication says of it, until it is told to stop."""

    url: str
    queries: tuple[str, ...]
    enough: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[int, int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                while not self.enough.is_set():
                    self.seen.append(self.look(connection))
        except psycopg.Error as error:
            self.errors.append(str(error))

    def look(self, connection: psycopg.Connection) -> tuple[int, int]:
        with connection.transaction():
            cells = [cell for query in self.queries for cell in connection.execute(query).fetchone() or ()]
        return int(cells[0]), int(json.loads(cells[1])["marts.fct_event"])


def test_readers_see_neither_an_error_nor_half_a_version_during_five_swaps(
    built: Settings, copy: Copy, server: Server
) -> None:
    copy()
    readers = [Reader(server.reader_url, queries) for queries in (ONE_QUERY, A_TRANSACTION, A_TRANSACTION)]
    for reader in readers:
        reader.start()
    for minute in range(1, 6):
        republish(built, minute, f"delete from marts.fct_event where report_count < {minute * 10}")
        copy()
    for reader in readers:
        reader.enough.set()
        reader.join(timeout=60)
    assert [error for reader in readers for error in reader.errors] == []
    assert [pair for reader in readers for pair in reader.seen if pair[0] != pair[1]] == []
    for reader in readers:
        assert {pair[0] for pair in reader.seen} >= {1000, 990, 980, 970, 960}


def test_a_reader_that_never_lets_go_keeps_the_former_version_and_hinders_nobody(
    built: Settings, copy: Copy, server: Server
) -> None:
    before = copy().version
    republish(built, 1, "delete from marts.fct_event")
    with psycopg.connect(server.reader_url) as holder:
        holder.execute("select count(*) from marts.dim_network")
        with pytest.raises(MirrorError, match="readers have held tables"):
            copy(patience=2)
        with server.reader() as other:
            assert other.execute("select version from ops.publication").fetchall() == [(before,)]
            assert other.execute("select count(*) from marts.dim_network").fetchall() == [(2,)]
    assert copy().row_counts["marts.fct_event"] == 0


MIRROR = """
import sys
from pathlib import Path
from warehouse.mirror import MirrorConnection, mirror
from warehouse.paths import dbt_project
print("begun", flush=True)
mirror(Path(sys.argv[1]), "killed", MirrorConnection.from_env(), dbt_project())
"""


def test_a_mirror_that_is_killed_leaves_nothing_behind(
    built: Settings, copy: Copy, server: Server, database: MirrorConnection
) -> None:
    before = copy().version
    with psycopg.connect(server.reader_url) as holder:
        holder.execute("select count(*) from marts.dim_network")
        process = subprocess.Popen(
            [sys.executable, "-c", MIRROR, str(built.home.hub_db)],
            env=os.environ | {VARIABLE: as_json(database)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        wait_until_it_asks_for_the_locks(server)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
        process.stdout.close()
    with server.reader() as reader:
        assert reader.execute("select version from ops.publication").fetchall() == [(before,)]
    wait_until_its_session_has_ended(server)
    republish(built, 1, "delete from marts.fct_event where report_count >= 10")
    assert copy().row_counts["marts.fct_event"] == 10
    with server.owner() as owner:
        drafts = "select nspname from pg_namespace where nspname like 'duowang%'"
        assert owner.execute(drafts).fetchall() == []


def wait_until_it_asks_for_the_locks(server: Server) -> None:
    poll(server, "select exists(select 1 from pg_locks where mode = 'AccessExclusiveLock' and not granted)")


def wait_until_its_session_has_ended(server: Server) -> None:
    poll(
        server,
        "select not exists(select 1 from pg_stat_activity where application_name = 'duowang' "
        "and pid <> pg_backend_pid())",
    )


def poll(server: Server, query: str) -> None:
    """Ask until it is so; the test's own time limit ends it."""
    with server.owner() as connection:
        while connection.execute(query).fetchall() != [(True,)]:
            pass


def test_two_mirrors_do_not_fill_one_database_at_a_time(copy: Copy, server: Server) -> None:
    with psycopg.connect(server.connection.uri) as other:
        other.execute("select pg_advisory_xact_lock(hashtext('duowang mirror'))")
        with pytest.raises(MirrorError, match="by another process"):
            copy()
