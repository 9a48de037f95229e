"""A PostgreSQL of the tests' own, started as `scripts/postgres.sh` starts it for a first look."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from warehouse.mirror import MirrorConnection

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres.sh"


@dataclass(frozen=True)
class Server:
    """A running server; `variables` are those of the file that the script prints."""

    folder: Path
    variables: dict[str, str]

    @property
    def connection(self) -> MirrorConnection:
        """The Connection of the mirror's owner."""
        found = MirrorConnection.from_env(self.variables)
        assert found is not None
        return found

    @property
    def reader_url(self) -> str:
        """The address of the login that reads."""
        return self.variables["DUOWANG_BI_URL"]

    def owner(self) -> psycopg.Connection:
        """Log in as the mirror's owner."""
        return psycopg.connect(self.connection.uri, autocommit=True)

    def reader(self) -> psycopg.Connection:
        """Log in as a BI tool does."""
        return psycopg.connect(self.reader_url, autocommit=True)

    def administer(self, sql: str) -> None:
        """Run statements as the server's administrator, through the socket."""
        command = ["psql", "--host", str(self.folder), "--port", str(self.connection.port)]
        command += ["--dbname", self.connection.database, "--quiet", "--set", "ON_ERROR_STOP=1"]
        as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*as_owner, *command], input=sql, text=True, check=True, capture_output=True, cwd="/")


@contextmanager
def running() -> Iterator[Server]:
    """Start a server on a free port, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="duowang-postgres-", dir="/tmp"))
    try:
        started = subprocess.run([SCRIPT, "start", "0", folder], capture_output=True, text=True, check=False)
        assert started.returncode == 0, started.stderr
        yield Server(folder, _variables(Path(started.stdout.strip())))
    finally:
        subprocess.run([SCRIPT, "remove", folder], check=False)


def _variables(file: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in file.read_text().splitlines())
    return {name: shlex.split(value)[0] for name, _, value in lines}


def as_json(connection: MirrorConnection, **changes: object) -> str:
    """Write a Connection as a county does."""
    given: dict[str, object] = {
        "conn_type": "postgres",
        "host": connection.host,
        "port": connection.port,
        "schema": connection.database,
        "login": connection.login,
        "password": connection.password,
    }
    return json.dumps(given | changes)
