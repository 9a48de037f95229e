"""One published version in a file and in PostgreSQL, and the clients that read it there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.integration.mirror.conftest import BUILD, NOON
from tests.support import postgres
from tests.support.postgres import Server
from warehouse.mirror import mirror
from warehouse.paths import Home, dbt_project
from warehouse.publication import publish
from warehouse.settings import Settings

NODE = Path(__file__).parent / "node"
Rows = list[list[str]]
Client = Callable[[str], Rows]


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file, reached through the link."""
    settings = Settings(Home.at(tmp_path_factory.mktemp("clients") / "数据 home").prepare())
    with duckdb.connect(str(settings.home.build_db)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(BUILD)
    publish(settings, "run-0", [], now=NOON)
    return settings.home.hub_db


@pytest.fixture(scope="session")
def server(file: Path) -> Iterator[Server]:
    """The mirror of that file."""
    with postgres.running() as started:
        mirror(file, "20241120T120000Z", started.connection, dbt_project())
        yield started


@pytest.fixture(scope="session")
def python(file: Path) -> Client:
    """DuckDB's package for Python: what the others are compared with."""

    def ask(sql: str) -> Rows:
        with duckdb.connect(str(file), read_only=True) as connection:
            return [[str(cell) for cell in row] for row in connection.execute(sql).fetchall()]

    return ask


@pytest.fixture(scope="session")
def command_line(file: Path) -> Client:
    """DuckDB's own command."""
    program = str(Path(sys.executable).with_name("duckdb"))

    def ask(sql: str) -> Rows:
        answer = run(program, "-readonly", "-json", str(file), sql)
        return [[str(cell) for cell in row.values()] for row in json.loads(answer)]

    return ask


@pytest.fixture(scope="session")
def node(file: Path) -> Client:
    """DuckDB's package for Node."""
    assert (NODE / "node_modules").is_dir(), "make clients installs it"

    def ask(sql: str) -> Rows:
        answer = run("node", "query.mjs", str(file), sql, cwd=NODE)
        return [[str(cell) for cell in row] for row in json.loads(answer)]

    return ask


@pytest.fixture(scope="session")
def psql(server: Server) -> Client:
    """PostgreSQL's own command, logged in as a BI tool."""

    def ask(sql: str) -> Rows:
        answer = run("psql", server.reader_url, "--csv", "--tuples-only", "--field-separator=|", "-c", sql)
        return [line.split(",") for line in answer.splitlines()]

    return ask


@pytest.fixture(scope="session")
def odbc(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """UnixODBC's `isql` with PostgreSQL's ODBC driver."""
    login, password = server.reader_url.split("//")[1].split("@")[0].split(":")
    source = (
        f"Driver=PostgreSQL Unicode;Servername=127.0.0.1;Port={server.connection.port};"
        f"Database={server.connection.database};UID={login};PWD={password};ReadOnly=1"
    )
    assert shutil.which("isql"), "scripts/system_packages.sh installs it"

    def ask(sql: str) -> Rows:
        query = " ".join(sql.split())
        answer = run("isql", "-k", source, "-b", "-d|", "-x0x7c", stdin=f"{query}\n")
        return [line.split("|") for line in answer.splitlines() if line]

    return ask


def run(*command: str, stdin: str | None = None, cwd: Path | None = None) -> str:
    """Run a client and return what it printed."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
