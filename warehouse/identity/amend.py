"""Writes what an increment found: into a copy of the registry that takes its place, and the crosswalk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import HomeError
from warehouse.identity import quality, registry
from warehouse.identity.script import run_script
from warehouse.identity.state import build_fingerprints, state_rows
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.vault import attach_writable, registry_key

_TOUCHED = """
create or replace temp table touched as
with together as (
    select m.unit, bool_or(o.rid is not null) as is_opened,
        count(distinct coalesce(s.unit, -m.rid)) as parts
    from member as m
    left join new_rid as o on m.rid = o.rid
    left join held as s on m.rid = s.rid
    group by m.unit
)
select m.rid, m.unit, o.rid is not null as is_opened
from member as m
join together as t on m.unit = t.unit
left join new_rid as o on m.rid = o.rid
where t.is_opened or t.parts > 1;
delete from member where rid not in (select rid from touched);
create or replace temp table gone as
select rid from change where source_row is null;
create or replace temp table wanted as
select rid from touched
union select left_rid from queue union select right_rid from queue
union select unit from link union select target from link;
insert into person by name
select h.rid, p.network, p.stream, p.source_record_id, p.address_text, p.is_deleted,
    p.first_seen_at, p.updated_at
from held as h
join seen as s on h.record_hash = s.record_hash
join {source} as p on s.source_row = p.rowid
where h.rid in (select rid from wanted) and h.rid not in (select rid from person);
"""

_FORMER_RECORDS = """
create or replace temp table former_record as
with concerned as (
    select rid, record_hash, unit from former.identity.linkage_state
    where rid in (select rid from touched union all select rid from gone union all select unit from link
        union all select rid from new_rid)
)
select r.rowid as place, f.rid, r.network, r.stream, r.source_record_id, r.resident_key
from registry.identity.resident_record as r
join concerned as f on hash(r.network, r.stream, r.source_record_id) = f.record_hash;
"""

_RECORDS = """
delete from registry.identity.resident_record
where rowid in (select place from former_record
    where rid in (select rid from touched union all select rid from gone));
insert into registry.identity.resident_record
select p.network, p.stream, p.source_record_id, k.resident_key, m.matched_by, m.match_probability,
    p.first_seen_at
from touched as t
join member as m on t.rid = m.rid
join person as p on t.rid = p.rid
join unit_key as k on t.unit = k.unit
where not p.is_deleted;
delete from registry.identity.resident
where resident_key in (select resident_key from former_record union select resident_key from unit_key);
insert into registry.identity.resident
select k.resident_key, g.* exclude (unit) from golden as g join unit_key as k on g.unit = k.unit;
"""

_HISTORY = """
insert into registry.identity.key_history
with moved as (
    select distinct f.resident_key as old_key, k.resident_key as new_key
    from former_record as f
    join touched as t on f.rid = t.rid
    join unit_key as k on t.unit = k.unit
    join person as p on t.rid = p.rid
    where f.resident_key <> k.resident_key and not p.is_deleted
)
select old_key, new_key,
    case when exists (from registry.identity.resident_record as r where r.resident_key = m.old_key)
        then 'split' else 'merged' end,
    (select max(coalesce(updated_at, first_seen_at)) from {source})
from moved as m
order by old_key, new_key;
"""

_EVIDENCE = """
delete from registry.identity.link_evidence as e using former_record as f
where e.network = f.network and e.stream = f.stream and e.source_record_id = f.source_record_id
    and (f.rid in (select unit from link) or f.rid in (select rid from new_rid)
        or f.rid in (select rid from gone));
insert into registry.identity.link_evidence {evidence};
"""

_QUEUE = """
delete from registry.identity.review_queue as q
where (q.decision is null and (
        exists (from former_record as f where f.network = q.left_network and f.stream = q.left_stream
            and f.source_record_id = q.left_id)
        or exists (from former_record as f where f.network = q.right_network and f.stream = q.right_stream
            and f.source_record_id = q.right_id)))
    or exists (from fresh_queue as f where q.left_network = f.left_network
        and q.left_stream = f.left_stream and q.left_id = f.left_id and q.right_network = f.right_network
        and q.right_stream = f.right_stream and q.right_id = f.right_id)
    or (q.decision is null and exists (from fresh_queue as f where f.decision is not null
        and q.left_network = f.right_network and q.left_stream = f.right_stream
        and q.left_id = f.right_id and q.right_network = f.left_network
        and q.right_stream = f.left_stream and q.right_id = f.left_id));
insert into registry.identity.review_queue select * from fresh_queue;
"""

_STATE = """
delete from registry.identity.resident_unit where unit in (
    select unit from former.identity.linkage_state
    where rid in (select rid from touched union all select rid from new_rid union all select rid from gone));
insert into registry.identity.resident_unit select unit, resident_key from unit_key;
delete from registry.identity.linkage_state
where rid in (select rid from touched union all select rid from new_rid union all select rid from gone);
insert into registry.identity.linkage_state
select h.* replace (m.unit as unit, m.id_number as id_number, m.matched_by as matched_by,
    m.match_probability as match_probability)
from held as h
join member as m on h.rid = m.rid
where h.rid in (select rid from touched);
insert into registry.identity.linkage_state by name
select * from ({state}) where rid in (select rid from new_rid);
delete from registry.identity.candidate_number
where rid in (select rid from new_rid union all select rid from gone);
insert into registry.identity.candidate_number
select * from opened_candidate_number;
insert into registry.identity.person_name
select * from name where name_id > (select coalesce(max(name_id), 0) from former.identity.person_name);
create or replace temp table resident_count as
select count(*) as residents from registry.identity.resident_unit;
update registry.identity.linkage_run
set number = number + 1, records = (select count(*) from registry.identity.linkage_state),
    as_of = (select max(coalesce(updated_at, first_seen_at)) from {source});
"""

_CROSSWALK_OF_FORMER = """
create schema if not exists build.identity;
create or replace table build.identity.crosswalk as
select p.network, p.stream, p.source_record_id, k.resident_key, s.matched_by, s.match_probability,
    p.first_seen_at, p.is_deleted
from {source} as p
join former.identity.linkage_state as s on hash(p.network, p.stream, p.source_record_id) = s.record_hash
join former.identity.resident_unit as k on s.unit = k.unit;
"""

_CROSSWALK = """
delete from build.identity.crosswalk as c
where hash(c.network, c.stream, c.source_record_id) in (
    select f.record_hash from former.identity.linkage_state as f
    where f.rid in (select rid from touched union all select rid from gone));
insert into build.identity.crosswalk
select p.network, p.stream, p.source_record_id, k.resident_key, m.matched_by, m.match_probability,
    p.first_seen_at, p.is_deleted
from touched as t
join member as m on t.rid = m.rid
join person as p on t.rid = p.rid
join unit_key as k on t.unit = k.unit;
"""


def find_touched(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Make `touched` (every record of a resident that changed), with what is written of them in `person`."""
    run_script(con, _TOUCHED.format(source=source))


@contextmanager
def copied(home: Home) -> Iterator[Future[Path]]:
    """Copy the registry beside itself while the block makes what is to be written into the copy."""
    fresh = home.restricted / f".{home.identity_db.name}.{os.getpid()}"
    with ThreadPoolExecutor(1) as other_core:
        copy = other_core.submit(_copy, home.identity_db, fresh)
        try:
            yield copy
        finally:
            wait([copy])
            registry.remove(fresh)


def _copy(file: Path, fresh: Path) -> Path:
    registry.remove(fresh)
    shutil.copyfile(file, fresh)
    fresh.chmod(PRIVATE_FILE)
    return fresh


def amend_registry(con: duckdb.DuckDBPyConnection, home: Home, source: str, copy: Future[Path]) -> None:
    """Write `touched` and what belongs to it into a copy of the registry, and rename it into place.

    Raises:
        HomeError: the restricted folder cannot be written.

    """
    try:
        fresh = copy.result()
        attach_writable(con, fresh, "registry", registry_key())
        con.execute("begin transaction")
        _fill(con, source)
        con.execute("commit")
        con.execute("checkpoint registry")
        con.execute("detach registry")
        con.execute("detach former")
        fresh.replace(home.identity_db)
    except OSError as error:
        raise HomeError(home.restricted, error) from error


def _fill(con: duckdb.DuckDBPyConnection, source: str) -> None:
    build_fingerprints(con)
    state = state_rows("case when m.unit = r.rid then true else false end")
    registry.build_fresh_queue(con)
    run_script(con, _FORMER_RECORDS)
    for script in (
        _RECORDS,
        _HISTORY.format(source=source),
        _EVIDENCE.format(evidence=registry.evidence_rows()),
        _QUEUE,
        _STATE.format(state=state, source=source),
    ):
        run_script(con, script)
    quality.amend_quality(con)


def amend_crosswalk(con: duckdb.DuckDBPyConnection, number: int, source: str) -> None:
    """Change the crosswalk of run `number` where residents changed; one of another run is first made anew."""
    con.execute("begin transaction")
    if registry.crosswalk_number(con) != number:
        run_script(con, _CROSSWALK_OF_FORMER.format(source=source))
    run_script(con, _CROSSWALK)
    con.execute(f"create or replace table build.identity.linkage_run as select {number + 1} as number")
    con.execute("commit")
