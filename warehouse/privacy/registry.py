"""What the restricted registry knows of a resident, and how a resident leaves it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from warehouse.database import identifier
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.landed import RecordId
from warehouse.privacy.vault import attach_existing, attach_new, registry_key

_OLD, _NEW = "registry", "without"

_GONE_HASHES = "select hash(network, stream, record) from gone_record"
_LEFT = f"select {{}} from {_OLD}.identity.linkage_state where record_hash not in ({_GONE_HASHES})"

_NOT_ABOUT = {
    "resident_record": "resident_key not in (select key from gone_key)",
    "resident": "resident_key not in (select key from gone_key)",
    "key_history": "not (old_key in (select key from gone_key) or new_key in (select key from gone_key))",
    "link_evidence": (
        "not exists (select 1 from gone_record as r "
        "where (r.network = t.network and r.record = t.source_record_id) "
        "or (r.network = t.linked_network and r.record = t.linked_id))"
    ),
    "review_queue": (
        "not exists (select 1 from gone_record as r where (r.network = left_network and r.record = left_id) "
        "or (r.network = right_network and r.record = right_id))"
    ),
    "resident_unit": "resident_key not in (select key from gone_key)",
    "linkage_state": f"record_hash not in ({_GONE_HASHES})",
    "candidate_number": f"rid in ({_LEFT.format('rid')})",
    "person_name": f"name_id in ({_LEFT.format('name_id')})",
}


def keys_of(home: Home, records: Iterable[RecordId]) -> set[str]:
    """Find the residents to whom records belong."""
    wanted = set(records)
    return {key for record, key in _records(home) if record in wanted}


def records_of(home: Home, keys: Iterable[str]) -> set[RecordId]:
    """Find all records of some residents."""
    wanted = set(keys)
    return {record for record, key in _records(home) if key in wanted}


def residents(home: Home, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Read the golden records of some residents."""
    if not home.identity_db.is_file():
        return []
    with _reading(home) as con:
        found = con.execute(
            f"select * from {_OLD}.identity.resident where list_contains(?, resident_key)", [sorted(keys)]
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def remove(home: Home, keys: Iterable[str], records: Iterable[RecordId]) -> int:
    """Write the registry anew without some residents: nothing of them stays in a free block of the file.

    Returns:
        how many rows went.

    """
    if not home.identity_db.is_file():
        return 0
    fresh = home.restricted / f".{home.identity_db.name}.{os.getpid()}"
    fresh.unlink(missing_ok=True)
    removed = 0
    with _reading(home) as con:
        attach_new(con, fresh, _NEW, registry_key())
        fresh.chmod(PRIVATE_FILE)
        _tell(con, keys, records)
        con.execute(f"create schema {_NEW}.identity")
        for (table,) in con.execute(
            "select table_name from duckdb_tables() where database_name = ? and schema_name = 'identity'",
            [_OLD],
        ).fetchall():
            removed += _copy(con, table)
        con.execute(f"checkpoint {_NEW}")
        con.execute(f"detach {_NEW}")
    fresh.replace(home.identity_db)
    return removed


def _copy(con: duckdb.DuckDBPyConnection, table: str) -> int:
    name, condition = identifier(table), _NOT_ABOUT.get(table, "true")
    con.execute(
        f"create table {_NEW}.identity.{name} as select * from {_OLD}.identity.{name} as t where {condition}"
    )
    counts = [
        con.execute(f"select count(*) from {catalog}.identity.{name}").fetchone() for catalog in (_OLD, _NEW)
    ]
    before, after = (int(count[0]) if count else 0 for count in counts)
    return before - after


def _tell(con: duckdb.DuckDBPyConnection, keys: Iterable[str], records: Iterable[RecordId]) -> None:
    con.execute("create temp table gone_key (key varchar)")
    con.execute("create temp table gone_record (network varchar, stream varchar, record varchar)")
    for key in keys:
        con.execute("insert into gone_key values (?)", [key])
    for record in records:
        con.execute("insert into gone_record values (?, ?, ?)", list(record))


def _records(home: Home) -> list[tuple[RecordId, str]]:
    if not home.identity_db.is_file():
        return []
    with _reading(home) as con:
        rows = con.execute(
            f"select network, stream, source_record_id, resident_key from {_OLD}.identity.resident_record"
        ).fetchall()
    return [((network, stream, record), key) for network, stream, record, key in rows]


@contextmanager
def _reading(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        attach_existing(con, home.identity_db, _OLD, registry_key())
        yield con
