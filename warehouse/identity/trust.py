"""Whose number is it? Decided within each citizen id by a vote on name, birth date and sex.

Borrowed numbers (a child registered under the number of the head of the household) are stripped from
the borrower; a number is kept through a change of name. A stripped number proves nothing, neither for
nor against: its record is linked by the rest.

A claim speaks *for* itself when the record's birth date is that of the number, *against* itself when
it is another (a slip apart), or when the sex is at odds and no birth date helps; else it is neutral.

| the claimant's name, next to the winner of the vote | believed when |
|---|---|
| the same, sounds the same, fits, missing | not against; or the same and another claim speaks for it |
| one character differs | for, sex not at odds, 18 digits, not living with the winner |
| quite different (change of name) | the same, and surname or given name is shared |

Fifteen digits have no check character, and twins were given the same ones: only the same name counts. When
two names win equally, only those that speak for themselves are believed.

Result: table `trusted` (rid, id_number) of the records whose number is believed.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import dates, names

_CLAIMS = """
create or replace temp table claim as
with dated as (
    select
        r.id_number, r.name_id, r.rid, r.id_kind, r.net, r.household,
        {birth_level} as birth_level,
        case when r.sex = 0 then null else r.sex = id_sex(r.id_number) end as sex_fits,
        coalesce(r.relation = 'head', false) as is_head
    from (select *, {birth} as birth_number, id_number // 1000 % 100000000 as id_birth from rec) as r
    where r.id_number is not null and not r.is_test
)
select
    *,
    birth_level = 0 and coalesce(sex_fits, true) as speaks_for,
    birth_level in (2, 3) or (birth_level in (1, 4) and coalesce(not sex_fits, false)) as speaks_against
from dated;
"""

_SUPPORT = """
create or replace temp table support as
select
    id_number, name_id, count(*) as claims, bool_or(speaks_for) as speaks_for,
    sum(1 + case when speaks_for then 6 when speaks_against then -6 else 0 end
        + is_head::integer + (id_kind = 'valid')::integer) as votes,
    min(rid) as first_rid
from claim
group by id_number, name_id;
create or replace temp table owner as
select
    id_number,
    arg_max(name_id, struct_pack(votes := votes, older := -first_rid))
        filter (name_id is not null) as name_id,
    sum(claims) as claims,
    count(*) filter (votes = best and name_id is not null) as winners
from (select *, max(votes) filter (name_id is not null) over (partition by id_number) as best from support)
group by id_number;
"""

_VERDICTS = """
create or replace temp table trusted as
with compared as (
    select
        c.*, o.claims, o.winners, o.name_id as owner_name_id,
        coalesce(s.speaks_for, false) as owner_speaks_for,
        {name_level} as name_level,
        owner_name.surname_sound = claimed.surname_sound
            or (owner_name.name_size = claimed.name_size
                and owner_name.c2 = claimed.c2 and owner_name.c3 = claimed.c3) as shares_a_part
    from claim as c
    join owner as o on c.id_number = o.id_number
    left join support as s on o.id_number = s.id_number and o.name_id = s.name_id
    left join name as claimed on c.name_id = claimed.name_id
    left join name as owner_name on o.name_id = owner_name.name_id
),
neighbour as (
    select distinct c.rid
    from compared as c
    join claim as m on c.id_number = m.id_number and c.net = m.net and c.household = m.household
        and m.name_id = c.owner_name_id
    where c.name_level in (3, 5)
)
select rid, id_number
from compared as c
where case
    when id_kind = 'doubtful' and claims = 1 then false
    when name_level in (0, 1, 2, 4, 6)
        then not speaks_against and (winners = 1 or speaks_for)
            or speaks_against and owner_speaks_for and name_level = 0
    when id_kind <> 'valid' or rid in (select rid from neighbour) then false
    when name_level = 3 then speaks_for
    else speaks_for and shares_a_part
end
order by rid;
"""


def build_trust(con: duckdb.DuckDBPyConnection) -> None:
    """Make `trusted` from `rec` and `name`."""
    con.execute(
        _CLAIMS.format(
            birth=dates.as_number("birth"), birth_level=dates.level("r.birth_number", "r.id_birth")
        )
    )
    judge(con)


def judge(con: duckdb.DuckDBPyConnection) -> None:
    """Make `trusted` from `claim` and `name`; values are only compared, so keyed hashes of them will do."""
    con.execute(_SUPPORT)
    con.execute(_VERDICTS.format(name_level=names.level("claimed", "owner_name")))
