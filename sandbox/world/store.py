"""The SQLite store that the simulated platforms serve: one row a record, its body as on the wire."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from sandbox.world.divisions import in_county

FILE = "platforms.sqlite"
Body = dict[str, Any]

_SCHEMA = """
create table record (
    network text not null,
    stream text not null,
    id text not null,
    updated_ms integer not null,
    community_code text,
    body text not null,
    primary key (network, stream, id)
);
create table meta (key text primary key, value text not null);
create table world_person_record (
    network text not null, stream text not null, id text not null, person_id text not null,
    primary key (network, stream, id)
) without rowid;
create table world_event_record (
    network text not null, stream text not null, id text not null,
    matter_id text not null, lane text not null,
    primary key (network, stream, id)
) without rowid;
create table world_matter (
    matter_id text primary key, family text not null, grid_code text not null, day integer not null,
    on_zongzhi integer not null, elsewhere integer not null
) without rowid;
create table world_household (
    number integer primary key, setting text not null, division text not null, grid text not null,
    site integer not null, door text not null, address text not null
);
create table world_person (
    number integer primary key, household integer, name text not null, sex integer not null,
    birth text not null, citizen_id text not null, phone text not null, former_phone text not null,
    relation text not null, residence text not null, former_name text not null, has_twin integer not null
);
"""
_INDEXES = """
create index record_by_update on record (network, stream, updated_ms, id);
create index matter_by_day on world_matter (day);
create index event_by_lane on world_event_record (lane, id);
create index person_by_id on world_person (citizen_id);
create index person_by_household on world_person (household);
create index record_of_person on world_person_record (person_id);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a platform. `updated_ms` is the platform's update time in epoch milliseconds."""

    network: str
    stream: str
    id: str
    updated_ms: int
    body: Body
    community_code: str | None = None

    def packed(self) -> tuple[str, str, str, int, str | None, str]:
        """Return the columns of table `record`."""
        body = in_county(orjson.dumps(self.body).decode())
        return self.network, self.stream, in_county(self.id), self.updated_ms, self.community_code, body


def open_store(home: Path) -> sqlite3.Connection:
    """Open the store of a sandbox home; FileNotFoundError when there is none."""
    path = home / FILE
    if not path.exists():
        raise FileNotFoundError(f"no sandbox world in {home}: make one first")
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    connection.execute("pragma synchronous = normal")
    return connection


@contextmanager
def new_store(home: Path) -> Iterator[sqlite3.Connection]:
    """Make an empty store under a temporary name; it takes its place when the block ends well."""
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        for setting in ("journal_mode = off", "synchronous = off", "cache_size = -200000"):
            connection.execute(f"pragma {setting}")
        connection.executescript(_SCHEMA)
        connection.execute("begin")
        yield connection
        connection.execute("commit")
        connection.executescript(_INDEXES)
        connection.execute("pragma journal_mode = wal")
    for leftover in home.glob(f"{FILE}-*"):
        leftover.unlink()
    draft.replace(home / FILE)


def put(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert records, or replace those of the same id."""
    connection.executemany(
        "insert or replace into record values (?, ?, ?, ?, ?, ?)", (row.packed() for row in rows)
    )


def remove(connection: sqlite3.Connection, network: str, stream: str, ids: Iterable[str]) -> None:
    """Take records away without a trace."""
    connection.executemany(
        "delete from record where network = ? and stream = ? and id = ?", ((network, stream, i) for i in ids)
    )


def get(connection: sqlite3.Connection, network: str, stream: str, record_id: str) -> Body:
    """Return the body of one record; KeyError when there is none."""
    found = connection.execute(
        "select body from record where network = ? and stream = ? and id = ?", (network, stream, record_id)
    ).fetchone()
    if found is None:
        raise KeyError(f"{network} {stream} has no record {record_id}")
    return dict(orjson.loads(found[0]))


def bodies(connection: sqlite3.Connection, network: str, stream: str) -> Iterator[tuple[str, Body]]:
    """Yield id and body of each record of a stream in the order of the ids."""
    cursor = connection.execute(
        "select id, body from record where network = ? and stream = ? order by id", (network, stream)
    )
    for record_id, body in cursor:
        yield record_id, orjson.loads(body)


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """Return all settings of the world."""
    return dict(connection.execute("select key, value from meta").fetchall())


def write_meta(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    """Set settings of the world."""
    connection.executemany("insert or replace into meta values (?, ?)", values.items())
