"""What the linkage leaves behind: the crosswalk in the build database and the restricted registry file."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from warehouse.errors import HomeError
from warehouse.identity import dates, evidence, names
from warehouse.identity.script import run_script
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
create or replace table build.identity.linkage_quality as select * from linkage_quality;
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
create table registry.identity.review_queue as
with pairs as (
    select left_rid, right_rid, match_probability, null::varchar as decision, null::varchar as decided_by,
        null::timestamptz as decided_at
    from queue
    union all
    select left_rid, right_rid, null, decision, decided_by, decided_at from decided
)
select
    l.network as left_network, l.stream as left_stream, l.source_record_id as left_id,
    r.network as right_network, r.stream as right_stream, r.source_record_id as right_id,
    q.match_probability, q.decision, q.decided_by, q.decided_at
from pairs as q
join person as l on q.left_rid = l.rid
join person as r on q.right_rid = r.rid
order by q.match_probability desc nulls last, q.left_rid, q.right_rid;
create table registry.identity.linkage_run as
select max(coalesce(updated_at, first_seen_at)) as as_of, count(*) as records from person;
"""

_EVIDENCE = """
create table registry.identity.link_evidence as
select
    a.network, a.stream, a.source_record_id,
    b.network as linked_network, b.stream as linked_stream, b.source_record_id as linked_id,
    e.round, e.rule, e.probability,
    {names}[e.name_level + 1] as name_level, {births}[e.birth_level + 1] as birth_level,
    {phones}[e.phone_level + 1] as phone_level, {places}[e.place_level + 1] as place_level,
    {sexes}[e.sex_level + 1] as sex_level, {ids}[e.id_level + 1] as id_level,
    e.name_birth_factor, e.sex_factor, e.contact_factor, e.id_factor, e.kin_factor, e.odds
from link as e
join person as a on e.unit = a.rid
join person as b on e.target = b.rid
order by e.unit;
"""


def write_crosswalk(con: duckdb.DuckDBPyConnection) -> None:
    """Replace `crosswalk` and `linkage_quality` of schema identity in the build database, at once."""
    con.execute("begin transaction")
    run_script(con, _CROSSWALK)
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
    for script in (_REGISTRY, _HISTORY_EMPTY, _REVIEW_QUEUE, _EVIDENCE.format(**_level_names())):
        run_script(con, script)
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


def _level_names() -> dict[str, str]:
    levels = {
        "names": names.LEVELS, "births": dates.LEVELS, "phones": evidence.PHONE_LEVELS,
        "places": evidence.PLACE_LEVELS, "sexes": evidence.SEX_LEVELS, "ids": evidence.ID_LEVELS,
    }  # fmt: skip
    return {key: "[" + ", ".join(f"'{value}'" for value in values) + "]" for key, values in levels.items()}


def _remove(file: Path) -> None:
    for path in (file, file.with_name(file.name + ".wal")):
        path.unlink(missing_ok=True)
