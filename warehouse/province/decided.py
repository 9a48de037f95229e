"""What clerks decided about residents of two counties, under the keys that the counties give them today.

A county's key that has gone over into another, by merging or by another secret, stands for its heir. Where it
has several heirs, `different` holds for all of them and `same` for none: the county parted whom it meant. Of
two decisions that have come to mean one pair the later counts. A resident who is gone is left out.
"""

from __future__ import annotations

import duckdb

from warehouse.identity.decisions import RESIDENT, Decision, decision_rows

Pairs = list[tuple[int, int]]

_DECIDED = """
create or replace temp table decided_pair as
with recursive spoken as (
    select
        row_number() over () as number, left_county, left_resident_key, right_county, right_resident_key,
        decision = 'same' as is_same, decided_at::timestamptz as decided_at
    from decision_rows
),
named as (
    select left_county as county_code, left_resident_key as named_key from spoken
    union
    select right_county, right_resident_key from spoken
),
heir as (
    select county_code, named_key, named_key as resident_key from named
    union
    select h.county_code, h.named_key, t.new_key
    from heir as h
    join token_heir as t on h.county_code = t.county_code and h.resident_key = t.old_key
    left join resident as r on h.county_code = r.county_code and h.resident_key = r.resident_key
    where r.unit is null
),
today as (
    select h.county_code, h.named_key, r.unit
    from heir as h
    join resident as r on h.county_code = r.county_code and h.resident_key = r.resident_key
),
meant as (
    select
        s.number, s.is_same, s.decided_at, count(*) over (partition by s.number) as readings,
        least(a.unit, b.unit) as left_unit, greatest(a.unit, b.unit) as right_unit
    from spoken as s
    join today as a on s.left_county = a.county_code and s.left_resident_key = a.named_key
    join today as b on s.right_county = b.county_code and s.right_resident_key = b.named_key
    where a.unit <> b.unit
)
select left_unit, right_unit, is_same
from meant
where not is_same or readings = 1
qualify row_number() over (partition by left_unit, right_unit order by decided_at desc, number desc) = 1
order by all;
"""


def pairs(con: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> tuple[Pairs, Pairs]:
    """Make `decided_pair` (left_unit, right_unit, is_same), one row a pair; give who is the same, and not.

    Needs `resident` and `token_heir`.
    """
    with decision_rows(con, decisions, RESIDENT):
        con.execute(_DECIDED)
    found = con.execute("select left_unit, right_unit, is_same from decided_pair").fetchall()
    return [pair[:2] for pair in found if pair[2]], [pair[:2] for pair in found if not pair[2]]
