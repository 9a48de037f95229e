"""Whose number is it? Decided within each citizen id by a vote on name, birth date and sex.

Borrowed numbers (a child registered under the number of the head of the household) are stripped from
the borrower; a number is kept through a change of name. A stripped number proves nothing, neither for
nor against: its record is linked by the rest.

Result: table `trusted` (rid, id_number) of the records whose number is believed.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import names

_CLAIMS = """
create or replace temp table claim as
select
    r.id_number, r.name_id, r.rid, r.id_kind, r.net, r.household,
    r.birth = id_birth(r.id_number) as birth_fits,
    abs(datesub('day', r.birth, id_birth(r.id_number))) > 3650 as birth_far,
    case when r.sex = 0 then null else r.sex = id_sex(r.id_number) end as sex_fits,
    r.relation is not distinct from 'head' as is_head
from rec as r
where r.id_number is not null and not r.is_test;
"""

_SUPPORT = """
create or replace temp table support as
select
    id_number, name_id,
    count(*) as claims,
    min(rid) as first_rid,
    sum(1 + case when birth_fits then 4 when birth_fits = false then -4 else 0 end
        + case when sex_fits then 2 when sex_fits = false then -3 else 0 end
        + case when is_head then 1 else 0 end
        + case when id_kind = 'valid' then 1 else 0 end) as votes
from claim
group by id_number, name_id;
create or replace temp table owner as
select
    id_number,
    arg_max(name_id, struct_pack(votes := votes, older := -first_rid)) as name_id,
    count(*) as names,
    max(votes) as votes,
    count(*) filter (votes = best) as leaders
from (select *, max(votes) over (partition by id_number) as best from support where name_id is not null)
group by id_number;
"""

_VERDICTS = """
create or replace temp table trusted as
with compared as (
    select
        c.*, o.names, o.leaders, owner_name.name_id as owner_name_id,
        {name_level} as name_level,
        count(*) over (partition by c.id_number) as claims
    from claim as c
    left join owner as o on c.id_number = o.id_number
    left join name as claimed_name on c.name_id = claimed_name.name_id
    left join name as owner_name on o.name_id = owner_name.name_id
),
judged as (
    select
        *,
        exists (
            select 1 from claim as m
            where m.id_number = compared.id_number and m.name_id = compared.owner_name_id
                and m.net = compared.net and m.household = compared.household
                and compared.name_level in (3, 5)
        ) as lives_with_owner
    from compared
)
select rid, id_number
from judged
where case
    when id_kind = 'doubtful' and claims = 1 then false
    when birth_far and sex_fits = false then false
    when birth_far and claims = 1 then false
    when name_level in (0, 1, 2, 4, 6)
        then coalesce(not birth_far, true)
    when leaders > 1 and id_kind = 'first' then false
    when id_kind = 'first' then false
    when lives_with_owner then false
    when name_level = 3 then coalesce(not birth_far, true) and coalesce(sex_fits, true)
    else coalesce(birth_fits, false) and coalesce(sex_fits, true)
end
order by rid;
"""


def build_trust(con: duckdb.DuckDBPyConnection) -> None:
    """Make `trusted` from `rec` and `name`."""
    for script in (_CLAIMS, _SUPPORT, _VERDICTS.format(name_level=names.level("claimed_name", "owner_name"))):
        con.execute(script)
