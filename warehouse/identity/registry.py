"""What the linkage leaves behind: the crosswalk in the build database and the restricted registry file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import HomeError
from warehouse.identity import dates, evidence, names, state
from warehouse.identity.learned import Learned
from warehouse.identity.script import run_script
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.vault import attach_new, registry_key

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

_QUALITY = "create or replace table build.identity.linkage_quality as select * from linkage_quality"

_REGISTRY = """
create schema registry.identity;
create table registry.identity.resident_record as
select network, stream, source_record_id, resident_key, matched_by, match_probability, first_seen_at
from build.identity.crosswalk
where not is_deleted;
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

_FRESH_QUEUE = """
create or replace temp table fresh_queue as
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
"""

_QUEUE_AND_RUN = """
create table registry.identity.review_queue as select * from fresh_queue;
create table registry.identity.linkage_run as
select {number} as number, max(coalesce(updated_at, first_seen_at)) as as_of, count(*) as records from person;
"""

_EVIDENCE = """
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
order by e.unit
"""


def write_crosswalk(con: duckdb.DuckDBPyConnection, number: int) -> None:
    """Replace `crosswalk` in schema identity of the build database, at once, as that of run `number`."""
    con.execute("begin transaction")
    run_script(con, _CROSSWALK)
    con.execute(f"create or replace table build.identity.linkage_run as select {number} as number")
    con.execute("commit")


def write_quality(con: duckdb.DuckDBPyConnection) -> None:
    """Replace `linkage_quality` in schema identity of the build database."""
    con.execute(_QUALITY)


def crosswalk_number(con: duckdb.DuckDBPyConnection) -> int | None:
    """Tell of which run the crosswalk in the build database is; None if there is none."""
    if "linkage_run" not in state.tables(con, "build"):
        return None
    row = con.execute("select number from build.identity.linkage_run").fetchone()
    return int(row[0]) if row else None


def write_registry(
    con: duckdb.DuckDBPyConnection, home: Home, fingerprint: str, learned: Learned, number: int
) -> None:
    """Write the registry of run `number` beside the former one and rename it into place.

    `fingerprint` is that of the secret: if the former registry was made with another, its history says that
    the keys were rotated. The former one is attached as `former`, if there is one.

    Raises:
        HomeError: the restricted folder cannot be written.

    """
    with drafted(con, home):
        _fill(con, fingerprint, number)
        state.write_state(con, learned)


@contextmanager
def drafted(con: duckdb.DuckDBPyConnection, home: Home) -> Iterator[None]:
    """Attach a new, empty file as `registry`; what the block writes takes the former file's place, at once.

    Raises:
        HomeError: the restricted folder cannot be written.

    """
    fresh = home.restricted / f".{home.identity_db.name}.{os.getpid()}"
    remove(fresh)
    try:
        attach_new(con, fresh, "registry", registry_key())
        fresh.chmod(PRIVATE_FILE)
        yield
        con.execute("checkpoint registry")
        con.execute("detach registry")
        fresh.replace(home.identity_db)
    except OSError as error:
        raise HomeError(home.restricted, error) from error
    finally:
        remove(fresh)


def _fill(con: duckdb.DuckDBPyConnection, fingerprint: str, number: int) -> None:
    build_fresh_queue(con)
    for script in (_REGISTRY, _HISTORY_EMPTY, _QUEUE_AND_RUN.format(number=number)):
        run_script(con, script)
    con.execute(f"create table registry.identity.link_evidence as {evidence_rows()}")
    con.execute("create table registry.identity.linkage_quality as select * from linkage_quality")
    con.execute("create table registry.identity.secret_fingerprint as select ? as fingerprint", [fingerprint])
    if {"key_history", "resident_record"} <= state.tables(con, _FORMER):
        happened = con.execute("select max(coalesce(updated_at, first_seen_at)) from person").fetchone()
        carry, grow = _HISTORY_GROWN.split(";")[:2]
        con.execute(carry)
        con.execute(grow, [is_rotated(con, fingerprint), happened[0] if happened else None])


def build_fresh_queue(con: duckdb.DuckDBPyConnection) -> None:
    """Make `fresh_queue`: rows of the review queue, from `queue` and `decided`."""
    run_script(con, _FRESH_QUEUE)


def evidence_rows() -> str:
    """Build the query of `link_evidence`, from `link`."""
    return _EVIDENCE.format(**_level_names())


def is_rotated(con: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Tell whether the former registry was made with another secret; one of before fingerprints was not."""
    if "secret_fingerprint" not in state.tables(con, _FORMER):
        return False
    before = con.execute(f"select fingerprint from {_FORMER}.identity.secret_fingerprint").fetchone()
    return before is not None and before[0] != fingerprint


def _level_names() -> dict[str, str]:
    levels = {
        "names": names.LEVELS, "births": dates.LEVELS, "phones": evidence.PHONE_LEVELS,
        "places": evidence.PLACE_LEVELS, "sexes": evidence.SEX_LEVELS, "ids": evidence.ID_LEVELS,
    }  # fmt: skip
    return {key: "[" + ", ".join(f"'{value}'" for value in values) + "]" for key, values in levels.items()}


def remove(file: Path) -> None:
    """Remove a draft of the registry, and what the engine keeps beside it."""
    for path in (file, file.with_name(file.name + ".wal")):
        path.unlink(missing_ok=True)
