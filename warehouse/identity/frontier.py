"""The records that a day's changes open again, and the frozen ones they are held against.

Opened: the changed records, all claimants of a number that a changed record claims or claimed, and the other
members of their residents. Held against them: whatever shares a block with those that have no believed
number; among these, units without a number of their own may move too, and are held against all that share a
block with them. Everything else stays as it is, and so do the frozen ones: they can be joined, never moved.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import block, decisions, ids
from warehouse.identity.features import build_feature_rows, build_homes, build_members, join_decided
from warehouse.identity.names import renumber_names
from warehouse.identity.normalise import build_records, person_columns
from warehouse.identity.places import build_places
from warehouse.identity.repair import build_candidate_numbers
from warehouse.identity.script import run_script
from warehouse.identity.state import FEATURES, RECORD_HASH
from warehouse.identity.trust import build_trust

_STATE = "former.identity.linkage_state"
_FEATURES = ", ".join(FEATURES)
_KEYS = ", ".join(block.KEY_COLUMNS)

_ALONE = ("phone_ends", "home", "division_door")
"""What few enough people share that it needs nothing beside it."""
_NEAR_BY = (
    *(f"select rid from {_STATE} where {key} in (select {key} from feature)" for key in _ALONE),
    f"select rid from {_STATE} where last_four in (select last_four from feature where id_kind = 'masked')",
    f"select rid from {_STATE} where id_number in (select number from candidate_number)",
    *(
        f"select s.rid from {_STATE} as s semi join known as k on {key}"
        for key in (
            "s.sound_id = k.sound_id and s.birth = k.birth",
            "s.sound_id = k.sound_id and s.id_birth = k.birth",
            "s.sound_id = k.sound_id and s.locality_door = k.door",
            "s.sound_id = k.sound_id and s.registered_door = k.door",
            "s.birth = k.birth and s.locality_door = k.door",
            "s.id_birth = k.birth and s.locality_door = k.door",
        )
    ),
)
"""At least the keys of `block`, each asked of the whole county by itself."""

_OPENED = f"""
create or replace temp table touched_number as
select claimed_number as number from {_STATE}
where rid in (select rid from change) and claimed_number is not null
union
select id_number from ({{typed}}) where id_number is not null;
create or replace temp table opened_unit as
select unit from {_STATE} where rid in (select rid from change)
union
select unit from {_STATE} where claimed_number in (select number from touched_number);
create or replace temp table opened as
select s.source_row, s.record_hash, f.rid
from {_STATE} as f
join seen as s on f.record_hash = s.record_hash
where f.unit in (select unit from opened_unit)
union all
select source_row, record_hash, null from change where rid is null;
create or replace temp table opened_row as
select p.* from {{source}} as p where p.rowid in (select source_row from opened);
"""

_CHANGED_IDS = """(
    select p.rowid as key, p.id_text
    from {source} as p
    where p.rowid in (select source_row from change)
)"""

_RENUMBER = f"""
create or replace temp table new_rid as
select p.rid as local_rid,
    coalesce(o.rid, (select max(rid) from {_STATE})
        + row_number() over (partition by o.rid is null order by p.rid))::integer as rid
from person as p
join opened as o on {RECORD_HASH.format(a="p")} = o.record_hash;
create or replace temp table person as
select p.* replace (n.rid as rid) from person as p join new_rid as n on p.rid = n.local_rid order by n.rid;
create or replace temp table rec as
select r.* replace (n.rid as rid, m.name_id as name_id, w.network_id as network_id)
from rec as r
join new_rid as n on r.rid = n.local_rid
join network as k on r.network_id = k.network_id
join former.identity.person_network as w on k.network = w.network
left join new_name as m on r.name_id = m.local_id
order by n.rid;
create or replace temp table network as select * from former.identity.person_network;
"""

_TRUST_AS_IT_WAS = f"""
delete from trusted where id_number not in (select number from touched_number);
insert into trusted
select s.rid, s.claimed_number
from {_STATE} as s
semi join rec as r on s.rid = r.rid
where s.is_believed and s.claimed_number not in (select number from touched_number);
"""

_LOOK_AROUND = """
create or replace temp table open_unit as select distinct unit from member;
"""

_NEAR = f"""
create or replace temp table known as
select distinct sound_id, unnest([birth, id_birth]) as birth, unnest([locality_door, registered_door]) as door
from feature;
create or replace temp table near_rid as
{" union ".join(_NEAR_BY)};
create or replace temp table near_row as
select rid, unit, id_number, {_KEYS} from {_STATE}
where rid in (select rid from near_rid) and unit not in (select unit from opened_unit);
create or replace temp view other as select * from near_row;
"""
"""Whoever may share a key of `block` with a row of `feature`. A sound alone, or a door of some place, would
be half the county."""

_MOVABLE = f"""
create or replace temp table near_unit as
select distinct c.cu as unit from candidate as c
where c.ru in (select unit from member where id_number is null)
    or c.cu in (select unit from {_STATE} where id_number is null);
create or replace temp table open_unit as
select distinct s.unit from {_STATE} as s semi join near_unit as n on s.unit = n.unit
where s.id_number is null and not s.is_test;
create or replace temp table opened_feature as select * from feature;
create or replace temp table feature as
select rid, unit, id_number, id_kind, name_id, {_KEYS}
from {_STATE} where unit in (select unit from open_unit);
create or replace temp table opened_candidate_number as select * from candidate_number;
create or replace temp table candidate_number as
select c.* from former.identity.candidate_number as c semi join feature as f on c.rid = f.rid;
"""

_FROZEN = f"""
create or replace temp table held as
select s.* from {_STATE} as s
where s.unit in (
    select unit from open_unit union select unit from near_unit union select cu from candidate
    union select f.unit from decided as d join {_STATE} as f on d.left_rid = f.rid or d.right_rid = f.rid
) and s.unit not in (select unit from opened_unit);
create or replace temp table frozen_unit as
select distinct h.unit from held as h anti join open_unit as o on h.unit = o.unit;
insert into candidate_number select * from opened_candidate_number;
insert into trusted select rid, claimed_number from held where is_believed;
insert into rec by name
select rid, network_id, net, name_id, id_kind, claimed_number as id_number, id_part, id_is_verbatim, sex,
    birth_date as birth, phone, phone_ends, household, is_test, is_deleted, updated_at, record_hash
from held;
insert into member by name
select rid, unit, id_number, match_probability,
    case when matched_by = 'single' and is_believed and id_is_verbatim then 'id_number'
        when matched_by = 'single' and is_believed then 'id_number_repaired' else matched_by end as matched_by
from held;
insert into name
select n.* from former.identity.person_name as n
where n.name_id in (select name_id from held) and n.name_id not in (select name_id from name);
"""

_FEATURES_OF_ALL = f"""
create or replace temp table feature as
select * from opened_feature
union all by name
select rid, unit, id_number, record_hash, {_FEATURES} from held;
update feature set unit = m.unit, id_number = m.id_number
from member as m where feature.rid = m.rid and feature.unit <> m.unit;
create or replace temp view other as select * from feature;
create or replace temp table everybody as
select phone_ends, unit from {_STATE} where phone_ends in (select phone_ends from feature);
"""

_DECIDED_ABOUT = """
insert into person by name
select f.rid, {columns}
from {source} as p
join seen as s on p.rowid = s.source_row
join former.identity.linkage_state as f on s.record_hash = f.record_hash
where s.record_hash in (
    select hash(left_network, left_stream, left_id) from decision_rows
    union all select hash(right_network, right_stream, right_id) from decision_rows
) and f.rid not in (select rid from person);
"""


def open_frontier(con: duckdb.DuckDBPyConnection, source: str, decided: list[decisions.Decision]) -> None:
    """Make all tables of a linkage for the opened records and what they are held against.

    Needs `change` and `seen`, and the former registry attached as `former`.
    """
    _normalise(con, source)
    with decisions.decision_rows(con, decided):
        con.execute(_DECIDED_ABOUT.format(source=source, columns=person_columns("p")))
    decisions.load(con, decided)
    build_trust(con)
    run_script(con, _TRUST_AS_IT_WAS)
    decisions.part_shared_numbers(con)
    build_places(con)
    build_candidate_numbers(con)
    build_homes(con, "former.identity.linkage_state")
    build_members(con)
    build_feature_rows(con)
    _look_around(con)


def _normalise(con: duckdb.DuckDBPyConnection, source: str) -> None:
    ids.install(con)
    run_script(con, _OPENED.format(source=source, typed=ids.typed_ids(_CHANGED_IDS.format(source=source))))
    build_records(con, "opened_row")
    renumber_names(con, "former.identity.person_name")
    run_script(con, _RENUMBER)


def _look_around(con: duckdb.DuckDBPyConnection) -> None:
    """Find who is near the opened records, and who is near those."""
    run_script(con, _LOOK_AROUND)
    run_script(con, _NEAR)
    block.build_candidates(con, thorough=True)
    run_script(con, _MOVABLE)
    run_script(con, _NEAR)
    block.build_candidates(con, thorough=True)
    run_script(con, _FROZEN)
    join_decided(con)
    run_script(con, _FEATURES_OF_ALL)
