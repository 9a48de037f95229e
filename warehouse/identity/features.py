"""What a comparison looks at: table `feature`, one compact row per record, and the units it belongs to.

A unit is what is believed to be one person so far: all records of one trusted number; or a safe small
group among the rest (same full name, birth date and phone; complaints: same full name and phone); or
one record. Units are named by their smallest rid.

Shadows are copies of some thousand trusted records with their number hidden. They are linked
like any other record of the rest, never seen by others, and their true unit is known: they train the
model and measure it.
"""

from __future__ import annotations

import math

import duckdb

from warehouse.identity import dates, groups
from warehouse.identity.script import run_script

SHADOW_BASE = 1_000_000_000
"""Shadow record numbers start here; no county has as many records."""

SHADOWS = 8_000
SHADOW_ONE_IN = 4
"""About so many shadows, but never more than every fourth trusted record. They are chosen by their record
ids, one in a power of two: tomorrow's sample is today's, so that learning it anew moves hardly a key."""

_HOMES = """
create or replace temp table home as
with held as (
    select distinct r.household, r.net, t.id_number
    from rec as r
    join trusted as t on r.rid = t.rid
    where r.household is not null
),
shared as (
    select a.household, b.household as home, count(*) as people
    from held as a
    join held as b on a.id_number = b.id_number
    where a.net > 0 and b.net = 0
    group by a.household, b.household
)
select household, arg_max(home, struct_pack(people := people, home := home)) as home
from shared
group by household;
"""

_KNOWN_HOMES = """
create or replace temp table known_home as
select distinct household, home from {state}
where household in (select household from rec) and home is not null;
delete from home where household in (select household from known_home);
insert into home
select household, home from known_home where home <> household;
"""

_MEMBERS = """
create or replace temp table member as
with grouped as (
    select
        r.rid, t.id_number, r.id_is_verbatim,
        case
            when t.id_number is not null then hash('number', t.id_number)
            when r.rid in (select unnest([left_rid, right_rid]) from decided where not is_same)
                then hash('single', r.rid)
            when r.phone is null or coalesce(n.name_size, 0) < 2 or n.has_gap then hash('single', r.rid)
            when r.birth is not null then hash('birth', r.name_id, r.birth, r.phone)
            when r.net = 3 then hash('complaint', r.name_id, r.phone)
            else hash('single', r.rid)
        end as grouping
    from rec as r
    left join trusted as t on r.rid = t.rid
    left join name as n on r.name_id = n.name_id
    where not r.is_test
)
select
    rid, min(rid) over same as unit, id_number,
    case
        when id_number is null and count(*) over same = 1 then 'single'
        when id_number is null then 'name_birth_phone'
        when id_is_verbatim then 'id_number' else 'id_number_repaired'
    end as matched_by,
    1.0::double as match_probability
from grouped
window same as (partition by grouping);
"""

_SAME = """
select least(a.unit, b.unit), greatest(a.unit, b.unit)
from decided as d
join member as a on d.left_rid = a.rid
join member as b on d.right_rid = b.rid
where d.is_same and a.unit <> b.unit
order by all
"""

_JOIN_DECIDED = """
create or replace temp table decided_number as
select d.leader, arg_min(m.id_number, m.rid) filter (m.id_number is not null) as id_number
from decided_group as d
join member as m on d.unit = m.unit
group by d.leader;
update member
set unit = d.leader, id_number = n.id_number, matched_by = 'reviewed', match_probability = 1
from decided_group as d
join decided_number as n on d.leader = n.leader
where member.unit = d.unit;
"""

_FEATURE = """
create or replace temp table feature as
with described as (
    select
        m.rid, m.unit, m.id_number, r.record_hash, r.net, r.net = 3 as is_complaint, r.household,
        r.id_kind, r.id_part, r.name_id, r.sex, {birth} as birth,
        (case when m.id_number is not null then m.id_number // 1000 % 100000000
            when r.id_kind in ('mistyped', 'ruined') then try_cast(substr(r.id_part, 7, 8) as integer)
        end)::integer as id_birth,
        r.phone, r.phone_ends,
        p.division, p.grid, p.full_door, p.division_door, p.locality_door, p.registered_door,
        coalesce(h.home, r.household) as home,
        year(r.updated_at)::integer as seen_year
    from member as m
    join rec as r on m.rid = r.rid
    left join place as p on m.rid = p.rid
    left join home as h on r.household = h.household
)
select
    d.*, n.sound_id, n.surname_sound, n.name_size, n.has_gap,
    (case
        when d.id_number is not null then d.id_number % 1000 * 11 + id_check_value(d.id_number)
        when d.id_kind = 'masked' and regexp_matches(d.id_part, '[0-9]{{3}}[0-9X]$') then
            substr(d.id_part, -4, 3)::integer * 11
            + case when right(d.id_part, 1) = 'X' then 10 else right(d.id_part, 1)::integer end
    end)::integer as last_four
from described as d
left join name as n on d.name_id = n.name_id;
"""

_SHADOWS = """
insert into feature
select * replace (
    rid + {base} as rid, rid + {base} as unit,
    null as id_number, null as id_birth, 'none' as id_kind, null as id_part, null as last_four)
from feature
where id_number is not null and record_hash % {one_in} = 0;
insert into member
select rid, unit, null, 'single', 1.0 from feature where rid >= {base};
create or replace temp view other as select * from feature where rid < {base};
"""


def power_of_two(share: float, least: int = 1) -> int:
    """Give the smallest power of two that is not below a share."""
    return max(least, 1 << max(0, math.ceil(math.log2(max(share, 1)))))


def build_features(con: duckdb.DuckDBPyConnection) -> None:
    """Make `home`, `feature` and the first `member` (rid, unit, id_number, matched_by, match_probability).

    `feature.unit` and `member.unit` move together; the view `other` is whoever may be a candidate.
    """
    con.execute(_HOMES)
    build_members(con)
    join_decided(con)
    build_feature_rows(con)
    counted = con.execute("select count(*) from trusted").fetchone()
    one_in = power_of_two((counted[0] if counted else 0) / SHADOWS, least=SHADOW_ONE_IN)
    run_script(con, _SHADOWS.format(base=SHADOW_BASE, one_in=one_in))


def build_members(con: duckdb.DuckDBPyConnection) -> None:
    """Make the first `member` from `rec` and `trusted`."""
    con.execute(_MEMBERS)


def join_decided(con: duckdb.DuckDBPyConnection) -> None:
    """Join the units that clerks decided to be one person."""
    groups.store(con, "decided_group", con.execute(_SAME).fetchall())
    run_script(con, _JOIN_DECIDED)


def build_feature_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Make `feature` for the records in `rec`."""
    con.execute(_FEATURE.format(birth=dates.as_number("r.birth")))


def build_homes(con: duckdb.DuckDBPyConnection, state: str) -> None:
    """Make `home` for a part of the records: as it was found before, and from the part for new households."""
    con.execute(_HOMES)
    run_script(con, _KNOWN_HOMES.format(state=state))
