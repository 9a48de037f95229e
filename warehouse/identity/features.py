"""What a comparison looks at: table `feature`, one compact row per record, and the units it belongs to.

A unit is what is believed to be one person so far: all records of one trusted number; or a safe small
group among the rest (same full name, birth date and phone; complaints: same full name and phone); or
one record. Units are named by their smallest rid.

Shadows are copies of some thousand trusted records with their number hidden. They are linked
like any other record of the rest, never seen by others, and their true unit is known: they train the
model and measure it.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import dates

SHADOW_BASE = 1_000_000_000
"""Shadow record numbers start here; no county has as many records."""

SHADOWS = 8_000
SHADOW_ONE_IN = 4
"""About so many shadows, but never more than every fourth trusted record."""

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

_FEATURE = """
create or replace temp table feature as
with described as (
    select
        r.rid, r.net, r.net = 3 as is_complaint, r.household, r.id_kind, r.id_part, t.id_number, r.name_id, r.sex,
        {birth} as birth,
        (case when t.id_number is not null then t.id_number // 1000 % 100000000
            when r.id_kind in ('mistyped', 'ruined') then try_cast(substr(r.id_part, 7, 8) as integer)
        end)::integer as id_birth,
        r.phone, r.phone_ends,
        p.division, p.grid, p.division_door, p.locality_door, p.registered_door,
        coalesce(h.home, r.household) as home,
        year(r.updated_at)::integer as seen_year
    from rec as r
    left join trusted as t on r.rid = t.rid
    left join place as p on r.rid = p.rid
    left join home as h on r.household = h.household
    where not r.is_test
)
select
    d.*, n.sound_id, n.surname_sound, n.name_size, n.has_gap,
    n.c1, n.c2, n.c3, n.c4, n.c5, n.s1, n.s2, n.s3, n.s4,
    (case
        when d.id_number is not null then d.id_number % 1000 * 11 + id_check_value(d.id_number)
        when d.id_kind = 'masked' and regexp_matches(d.id_part, '[0-9]{{3}}[0-9X]$') then
            substr(d.id_part, -4, 3)::integer * 11
            + case when right(d.id_part, 1) = 'X' then 10 else right(d.id_part, 1)::integer end
    end)::integer as last_four
from described as d
left join name as n on d.name_id = n.name_id
order by d.rid;
"""

_SHADOWS = """
insert into feature
select
    rid + {base} as rid,
    * exclude (rid)
    replace (
        null as id_number, null as id_birth,
        'none' as id_kind, null as id_part, null as last_four)
from feature
where id_number is not null and hash(rid) % {one_in} = 0
order by rid;
"""

_MEMBERS = """
create or replace temp table member as
with grouped as (
    select
        f.rid, f.id_number, r.id_is_verbatim,
        case
            when f.rid >= {base} then hash('shadow', f.rid)
            when f.id_number is not null then hash('number', f.id_number)
            when f.name_size < 2 or f.has_gap or f.phone is null then hash('single', f.rid)
            when f.birth is not null then hash('birth', f.name_id, f.birth, f.phone)
            when f.is_complaint then hash('complaint', f.name_id, f.phone)
            else hash('single', f.rid)
        end as grouping
    from feature as f
    left join rec as r on f.rid = r.rid
)
select
    rid, min(rid) over (partition by grouping) as unit, id_number,
    case
        when id_number is null and count(*) over (partition by grouping) = 1 then 'single'
        when id_number is null then 'name_birth_phone'
        when id_is_verbatim then 'id_number' else 'id_number_repaired'
    end as matched_by,
    1.0::double as match_probability
from grouped
order by rid;
"""


_UNITED = """
create or replace temp table feature as
select f.*, m.unit
from feature as f
join member as m on f.rid = m.rid
order by f.rid;
"""


def build_features(con: duckdb.DuckDBPyConnection) -> None:
    """Make `home`, `feature` and the first `member` (rid, unit, id_number, matched_by, match_probability).

    `feature.unit` and `member.unit` move together; the view `other` is whoever may be a candidate.
    """
    con.execute(_HOMES)
    con.execute(_FEATURE.format(birth=dates.as_number("r.birth")))
    counted = con.execute("select count(*) from trusted").fetchone()
    one_in = max(SHADOW_ONE_IN, (counted[0] if counted else 0) // SHADOWS)
    con.execute(_SHADOWS.format(base=SHADOW_BASE, one_in=one_in))
    con.execute(_MEMBERS.format(base=SHADOW_BASE))
    con.execute(_UNITED)
    con.execute(f"create or replace temp view other as select * from feature where rid < {SHADOW_BASE}")
