"""A home whose build database holds generated person records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from bench.linkage.records import SCHEMA
from warehouse.identity import LinkReport, link
from warehouse.paths import Home

SECRET = b"a secret of the tests"
Linked = dict[tuple[str, str], str]


@pytest.fixture
def relink(tmp_path: Path) -> Callable[[pa.Table], Linked]:
    """Load records, link them in the same home, and return (network, id) → resident key."""
    home = Home.at(tmp_path / "home").prepare()

    def run(records: pa.Table) -> Linked:
        load(home, records)
        link(home, SECRET)
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


def residents(home: Home) -> Linked:
    """Every linked record and its resident key."""
    with duckdb.connect() as con:
        con.execute(f"attach '{home.identity_db}' as registry (read_only)")
        rows = con.execute(
            "select network, source_record_id, resident_key from registry.identity.resident_record"
        ).fetchall()
    return {(network, record): key for network, record, key in rows}


def table(rows: list[dict[str, object]]) -> pa.Table:
    """Rows with missing columns as null, in the shape of int_person_records."""
    return pa.table(
        {f.name: pa.array([row.get(f.name) for row in rows], f.type) for f in SCHEMA}, schema=SCHEMA
    )
