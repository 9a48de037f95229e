"""What the linkage leaves behind: the crosswalk in the build database and the restricted registry file."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from warehouse.errors import HomeError
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.vault import attach_existing, attach_new, registry_key

_FORMER = "former"

_CROSSWALK = """
create schema if not exists build.identity;
create or replace table build.identity.crosswalk as
select p.network, p.stream, p.source_record_id, k.resident_key, m.matched_by, m.match_probability,
    p.first_seen_at, p.is_deleted
from member as m
join person as p on m.rid = p.rid
join unit_key as k on m.unit = k.unit;
"""

_REGISTRY = """
create schema registry.identity;
create table registry.identity.resident_record as
select p.network, p.stream, p.source_record_id, k.resident_key, m.matched_by, m.match_probability,
    p.first_seen_at
from member as m
join person as p on m.rid = p.rid
join unit_key as k on m.unit = k.unit
where not p.is_deleted;
create table registry.identity.resident as
select k.resident_key, g.* exclude (unit)
from golden as g
join unit_key as k on g.unit = k.unit;
"""

_HISTORY_EMPTY = """
create table registry.identity.key_history
    (old_key varchar, new_key varchar, reason varchar, happened_at timestamptz);
"""

_HISTORY_GROWN = """
insert into registry.identity.key_history
select old_key, new_key, reason, happened_at from former.identity.key_history
order by happened_at, old_key, new_key;
insert into registry.identity.key_history
with moved as (
    select distinct old.resident_key as old_key, new.resident_key as new_key
    from former.identity.resident_record as old
    join registry.identity.resident_record as new
        using (network, stream, source_record_id)
    where old.resident_key <> new.resident_key
),
living as (select distinct resident_key from registry.identity.resident_record)
select
    old_key, new_key,
    case
        when ?::boolean then 'rotated'
        when l.resident_key is null then 'merged'
        else 'split'
    end as reason,
    ?::timestamptz as happened_at
from moved as m
left join living as l on m.old_key = l.resident_key
order by old_key, new_key;
"""

_REVIEW_QUEUE = """
create table registry.identity.review_queue (
    left_network varchar, left_stream varchar, left_id varchar,
    right_network varchar, right_stream varchar, right_id varchar,
    match_probability double, decision varchar, decided_by varchar, decided_at timestamptz);
"""


def write_crosswalk(con: duckdb.DuckDBPyConnection) -> None:
    """Replace `identity.crosswalk` in the attached build database, in one transaction."""
    con.execute("begin transaction")
    con.execute(_CROSSWALK)
    con.execute("commit")


def write_registry(con: duckdb.DuckDBPyConnection, home: Home, fingerprint: str) -> None:
    """Write the registry beside the former one and rename it into place.

    `fingerprint` is that of the secret: if the former registry was made with another, its history says that
    the keys were rotated.

    Raises:
        HomeError: the restricted folder cannot be written.

    """
    fresh = home.restricted / f".{home.identity_db.name}.{os.getpid()}"
    _remove(fresh)
    try:
        attach_new(con, fresh, "registry", registry_key())
        fresh.chmod(PRIVATE_FILE)
        _fill(con, home.identity_db, fingerprint)
        con.execute("checkpoint registry")
        con.execute("detach registry")
        fresh.replace(home.identity_db)
    except OSError as error:
        raise HomeError(home.restricted, error) from error
    finally:
        _remove(fresh)


def _fill(con: duckdb.DuckDBPyConnection, former: Path, fingerprint: str) -> None:
    for script in (_REGISTRY, _HISTORY_EMPTY, _REVIEW_QUEUE):
        con.execute(script)
    con.execute("create table registry.identity.secret_fingerprint as select ? as fingerprint", [fingerprint])
    if former.is_file():
        attach_existing(con, former, _FORMER, registry_key())
        happened = con.execute("select max(coalesce(updated_at, first_seen_at)) from person").fetchone()
        carry, grow = _HISTORY_GROWN.split(";")[:2]
        con.execute(carry)
        con.execute(grow, [_is_rotated(con, fingerprint), happened[0] if happened else None])
        con.execute(f"detach {_FORMER}")


def _is_rotated(con: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Tell whether the former registry was made with another secret; one of before fingerprints was not."""
    known = con.execute(
        "select 1 from duckdb_tables() where database_name = ? and table_name = 'secret_fingerprint'",
        [_FORMER],
    ).fetchone()
    if known is None:
        return False
    before = con.execute(f"select fingerprint from {_FORMER}.identity.secret_fingerprint").fetchone()
    return before is not None and before[0] != fingerprint


def _remove(file: Path) -> None:
    for path in (file, file.with_name(file.name + ".wal")):
        path.unlink(missing_ok=True)
