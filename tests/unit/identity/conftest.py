"""A home whose build database holds person records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from warehouse.identity import LinkReport, link
from warehouse.paths import Home

SECRET = b"a secret of the tests, long enough"
Linked = dict[tuple[str, str], str]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home").prepare()


@pytest.fixture
def relink(home: Home) -> Callable[[pa.Table], Linked]:
    """Load records, link them in the same home, and return (network, id) → resident key."""

    def run(records: pa.Table) -> Linked:
        load(home, records)
        link_in(home)
        return residents(home)

    return run


def load(home: Home, records: pa.Table) -> None:
    """Put records where the linkage reads them."""
    with duckdb.connect(str(home.build_db)) as con:
        con.execute("set timezone = 'UTC'")
        con.execute("create schema if not exists conformed")
        con.register("records", records.drop_columns(["person"]))
        con.execute("create or replace table conformed.int_person_records as select * from records")


def link_in(home: Home) -> LinkReport:
    """Run the linkage with the secret of the tests."""
    return link(home, SECRET)


def registry(home: Home, query: str) -> list[tuple[object, ...]]:
    """Ask the registry of a home; its tables are `registry.identity.…`."""
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"attach '{home.identity_db}' as registry (read_only)")
        return con.execute(query).fetchall()


def build(home: Home, query: str) -> list[tuple[object, ...]]:
    """Ask the build database of a home."""
    with duckdb.connect(str(home.build_db), read_only=True) as con:
        return con.execute(query).fetchall()


def residents(home: Home) -> Linked:
    """Every linked record and its resident key."""
    rows = registry(
        home, "select network, source_record_id, resident_key from registry.identity.resident_record"
    )
    return {(str(network), str(record)): str(key) for network, record, key in rows}
