"""Which whole numbers a damaged id may have been: table `candidate_number` (rid, number, how).

how: completed   a masked id filled from the birth date, proved by its check character
     digit       one wrong digit, by the check character: one candidate a place
     swap        two neighbouring digits exchanged
     rounded     the last digits of a JSON number lost in a 64-bit float
     as_it_is    passes, but looks as if digits had been lost: it may be right after all
     claimed     18 digits that were not believed; compared with their believed holders only
A candidate is evidence for a comparison, never an identity by itself.
"""

from __future__ import annotations

import duckdb

_PARTS = """
create or replace temp table damaged as
select
    rid, id_part, birth, substr(id_part, 1, 17)::bigint as number,
    case when right(id_part, 1) = 'X' then 10 else right(id_part, 1)::integer end as last
from rec
where id_kind in ('mistyped', 'ruined') and regexp_full_match(id_part, '[0-9]{17}[0-9X]');
create or replace temp table lossy as
select rid, number, last
from damaged
where last < 10 and ((number * 10 + last) % 32 = 0 or last = 0) and right(id_part, 3) <> '000'
union all
select r.rid, r.id_number, id_check_value(r.id_number)
from rec as r
anti join trusted as t on r.rid = t.rid
where r.id_kind = 'doubtful';
create or replace temp table digit_weight as
select
    i, w, (10::bigint ** (17 - i))::bigint as unit,
    (select v from range(1, 11) as t(v) where v * w % 11 = 1) as inverse
from (
    select unnest(range(1, 18)) as i, unnest([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) as w
);
"""

_CANDIDATES = """
create or replace temp table candidate_number as
with completed as (
    select
        rid,
        (substr(id_part, 1, 6) || strftime(birth, '%Y%m%d') || substr(id_part, 15, 3))::bigint as number,
        right(id_part, 1) as last
    from rec
    where id_kind = 'masked' and birth is not null
        and regexp_full_match(id_part, '[0-9]{6}\\*{8}[0-9]{3}[0-9X]')
),
digits as (
    select
        d.rid, d.number, d.last, w.i, w.unit,
        d.number // w.unit % 10 as digit,
        (d.number // w.unit % 10 + (id_check_value(d.number) - d.last + 11) * w.inverse) % 11 as right_digit,
        d.number // greatest(w.unit // 10, 1) % 10 as next_digit
    from damaged as d
    cross join digit_weight as w
),
swapped as (
    select rid, number + (next_digit - digit) * (unit - unit // 10) as number, last
    from digits where i < 17 and digit <> next_digit
),
whole as (
    select
        rid, number * 10 + last as seen,
        unnest(range(case when (number * 10 + last) % 100 = 0 then -99 else -21 end,
                     case when (number * 10 + last) % 100 = 0 then 100 else 22 end)) as off
    from lossy
),
found as (
    select rid, number, 'completed' as how from completed where id_check_character(number) = last
    union all
    select rid, number + (right_digit - digit) * unit, 'digit' from digits
    where right_digit < 10 and right_digit <> digit
    union all
    select rid, number, 'digit' from damaged
    union all
    select rid, number, 'swap' from swapped where id_check_value(number) = last
    union all
    select rid, number + (last - number % 10), 'swap' from damaged
    where last < 10 and id_check_value(number + (last - number % 10)) = number % 10
    union all
    select d.rid, d.id_number, 'as_it_is' from rec as d
    join owner as o on d.id_number = o.id_number and o.claims = 1
    where d.id_kind = 'doubtful'
    union all
    select c.rid, c.id_number, 'claimed' from claim as c
    anti join trusted as t on c.rid = t.rid
    where c.id_kind = 'valid'
    union all
    select rid, (seen + off) // 10, 'rounded' from whole
    where id_check_value((seen + off) // 10) = (seen + off) % 10
)
select rid, number, min(how) as how
from found
where id_date_holds(number)
group by rid, number;
"""


def build_candidate_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """Make `candidate_number` from `rec`."""
    con.execute(_PARTS)
    con.execute(_CANDIDATES)
