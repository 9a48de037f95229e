"""Which residents of different counties are one person.

id_number
    Their counties believe the same number, it passes its check in each, and the vote on name, birth date and
    sex (`warehouse.identity.trust`) believes both.
name_birth_phone
    The same full name, birth date and telephone; one resident in each county, and nothing against it.
reviewed
    A clerk decided it (`warehouse.province.decided`). That outranks everything; so does the decision that two
    residents are different people, who are then not joined through a third either.

Name and birth date alone join nobody: in a province many share both. With part of a number or of a telephone
beside them the pair goes to the review queue.

Hard limits: residents whom one county holds apart are never joined through another; two believed numbers, or
two sexes, never end up in one person. A group that would break one keeps only what clerks decided and numbers
prove.

Result: tables `resident` (unit, county_code, resident_key, …), `person_group` (unit, leader, matched_by) and
`waiting_pair` (left_unit, right_unit, reason).
"""

from __future__ import annotations

import duckdb

from warehouse.identity import groups
from warehouse.identity.decisions import Decision
from warehouse.identity.script import run_script
from warehouse.identity.trust import judge
from warehouse.province import decided

_CLAIMS = """
create or replace temp table name as select * from token_name;
create or replace temp table claim as
with shared as (
    select id_number from token_record
    where id_number is not null
    group by id_number having count(distinct county_code) > 1
)
select
    r.id_number, r.name_id, r.rid, r.id_kind, r.net, null::ubigint as household, r.birth_level, r.sex_fits,
    false as is_head,
    r.birth_level = 0 and coalesce(r.sex_fits, true) as speaks_for,
    r.birth_level in (2, 3) or (r.birth_level in (1, 4) and coalesce(not r.sex_fits, false))
        as speaks_against
from token_record as r
join shared as s on r.id_number = s.id_number;
"""

_RESIDENTS = """
create or replace temp table resident as
with told as (
    select
        r.county_code, r.resident_key, max(r.id_number) as id_number, max(r.sex) as sex,
        bool_or(r.id_kind = 'valid' and r.id_number is not null) as is_proved,
        bool_or(c.rid is not null) as is_shared, bool_or(t.rid is not null) as is_trusted,
        bool_or(not r.is_deleted) as is_living
    from token_record as r
    left join claim as c on r.rid = c.rid
    left join trusted as t on r.rid = t.rid
    group by r.county_code, r.resident_key
)
select
    row_number() over (order by t.county_code, t.resident_key)::integer as unit,
    t.county_code, t.resident_key,
    case when not t.is_shared or t.is_trusted then t.id_number end as id_number,
    t.is_shared and t.is_trusted and t.is_proved as is_joined_by_number, t.sex, t.is_living, f.first_seen_at
from told as t
left join token_first as f on t.county_code = f.county_code and t.resident_key = f.resident_key;
create or replace temp table evidence_token as
select distinct u.unit, u.county_code, e.kind, e.token
from (
    select county_code, resident_key, 'name_birth' as kind, name_birth as token from token_record
    union all select county_code, resident_key, 'name_birth_phone', name_birth_phone from token_record
    union all select county_code, resident_key, 'name_birth_last', name_birth_last from token_record
    union all select county_code, resident_key, 'name_birth_ends', name_birth_ends from token_record
) as e
join resident as u on e.county_code = u.county_code and e.resident_key = u.resident_key
where e.token is not null;
create or replace temp table shared_token as
select kind, token, max(in_county) as most_in_a_county
from (select kind, token, county_code, count(*) as in_county from evidence_token group by all)
group by kind, token having count(*) > 1;
"""

_NUMBER_EDGES = """
select unit, min(unit) over (partition by id_number) as leader
from resident where is_joined_by_number
order by all
"""

_EVIDENCE_EDGES = """
select e.unit, min(e.unit) over (partition by e.token) as leader
from evidence_token as e
join shared_token as s on e.kind = s.kind and e.token = s.token
where e.kind = 'name_birth_phone' and s.most_in_a_county = 1
order by all
"""

_BROKEN = """
with member as (
    select r.unit, r.county_code, r.id_number, nullif(r.sex, 0) as sex, g.leader
    from all_edges as g join resident as r on g.unit = r.unit
),
broken as (
    select leader from member group by leader
    having count(distinct id_number) > 1 or count(distinct sex) > 1 or count(*) > count(distinct county_code)
    union
    select l.leader
    from decided_pair as d
    join member as l on d.left_unit = l.unit
    join member as r on d.right_unit = r.unit
    where not d.is_same and l.leader = r.leader
)
select unit from member where leader in (select leader from broken)
"""

_GROUPS = """
create or replace temp table person_group as
with reviewed as (
    select unnest([d.left_unit, d.right_unit]) as unit
    from decided_pair as d
    join sound_edges as l on d.left_unit = l.unit
    join sound_edges as r on d.right_unit = r.unit
    where d.is_same and l.leader = r.leader
)
select
    r.unit, coalesce(g.leader, r.unit) as leader,
    case
        when g.leader is null or count(*) over same_person = 1 then 'single'
        when r.unit in (select unit from reviewed) then 'reviewed'
        when r.is_joined_by_number and count(*) filter (where r.is_joined_by_number) over same_person > 1
            then 'id_number'
        else 'name_birth_phone'
    end as matched_by
from resident as r
left join sound_edges as g on r.unit = g.unit
window same_person as (partition by coalesce(g.leader, r.unit));
"""

_WAITING = """
create or replace temp table waiting_pair as
with group_apart as (
    select l.leader as left_leader, r.leader as right_leader
    from decided_pair as d
    join person_group as l on d.left_unit = l.unit
    join person_group as r on d.right_unit = r.unit
    where not d.is_same
),
pair as (
    select distinct a.unit as left_unit, b.unit as right_unit, a.kind as reason
    from evidence_token as a
    join shared_token as s on a.kind = s.kind and a.token = s.token
    join evidence_token as b on a.kind = b.kind and a.token = b.token and a.county_code < b.county_code
    where a.kind <> 'name_birth'
    union
    select a.unit, b.unit, 'unproved_number'
    from resident as a
    join resident as b on a.id_number = b.id_number and a.county_code < b.county_code
)
select p.left_unit, p.right_unit, max(p.reason) as reason  -- the strongest, as it happens, comes last
from pair as p
join resident as a on p.left_unit = a.unit
join resident as b on p.right_unit = b.unit
join person_group as x on p.left_unit = x.unit
join person_group as y on p.right_unit = y.unit
where x.leader <> y.leader
    and coalesce(a.id_number = b.id_number, true)
    and (a.sex = b.sex or a.sex = 0 or b.sex = 0)
    and (least(x.leader, y.leader), greatest(x.leader, y.leader)) not in (
        select (least(left_leader, right_leader), greatest(left_leader, right_leader)) from group_apart
    )
group by p.left_unit, p.right_unit;
"""


def match(con: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> None:
    """Make the tables above from the tokens of all counties and what clerks decided."""
    run_script(con, _CLAIMS)
    judge(con)
    run_script(con, _RESIDENTS)
    same, different = decided.pairs(con, decisions)
    sure = [*same, *con.execute(_NUMBER_EDGES).fetchall()]
    by_evidence = con.execute(_EVIDENCE_EDGES).fetchall()
    groups.store(con, "all_edges", [*sure, *by_evidence])
    broken = {unit for (unit,) in con.execute(_BROKEN).fetchall()}
    sound = [*sure, *(edge for edge in by_evidence if edge[0] not in broken)]
    groups.store(con, "sound_edges", sound, apart=different)
    con.execute(_GROUPS)
    con.execute(_WAITING)


def namesakes(con: duckdb.DuckDBPyConnection) -> int:
    """Count the pairs of counties' residents who share name and birth date and were not joined."""
    found = con.execute("""
        select count(*) from (
            select distinct a.unit, b.unit
            from evidence_token as a
            join evidence_token as b on a.token = b.token and a.county_code < b.county_code
            join person_group as x on a.unit = x.unit
            join person_group as y on b.unit = y.unit
            where a.kind = 'name_birth' and b.kind = 'name_birth' and x.leader <> y.leader
        )
    """).fetchone()
    return int(found[0]) if found else 0
