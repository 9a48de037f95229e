"""Homes made comparable: door numbers and the locality before them, from whatever text there is.

`金色家园3号楼2单元501室`, `3-2-501` and `金色家园3-2-501` share the door `3-2-501`; the two characters
before the first number (`家园`, `后屯`) stand for estate or hamlet, since county, town and village come and
go. A text of 31 characters or more that does not end like a door was probably cut: its door is not believed.
"""

from __future__ import annotations

import duckdb

_MACROS = """
create or replace temp macro narrow_digits(t) as translate(t, '０１２３４５６７８９', '0123456789');
create or replace temp macro door_of(t) as
    nullif(regexp_extract(
        regexp_replace(t, '[^0-9]+', '-', 'g'),
        '([0-9]+(-[0-9]+){0,2})-?$', 1), '');
create or replace temp macro locality_of(t) as
    nullif(regexp_extract(t, '([一-龥]{2})[^一-龥0-9]*[0-9]', 1), '');
create or replace temp macro is_cut(t) as
    length(t) >= 31 and not regexp_matches(t, '[号室户院]$');
"""

_ADDRESSES = """
create or replace temp table address as
select
    text,
    locality_of(narrow) as locality,
    case when not is_cut(narrow) then door_of(narrow) end as door
from (
    select text, narrow_digits(text) as narrow
    from (
    select address_text as text from person where address_text <> ''
        union
        select registered_address_text from person where registered_address_text <> ''
    )
);
"""

_PLACES = """
create or replace temp table place as
with found as (
    select
        p.rid,
        case when p.network <> 'chengguan' then coalesce(p.division_code, left(p.grid_code, 12)) end
            as division,
        case when p.network <> 'chengguan' then p.grid_code end as grid,
        case when regexp_matches(p.door_text, '[0-9]') then door_of(p.door_text) else a.door end as door,
        a.locality,
        g.door as registered_door, g.locality as registered_locality
    from person as p
    left join address as a on p.address_text = a.text
    left join address as g
        on case when p.registered_address_text <> p.address_text then p.registered_address_text end = g.text
)
select
    rid,
    case when division is not null then (hash(division) % 2147483647)::integer end as division,
    case when grid is not null then (hash(grid) % 2147483647)::integer end as grid,
    case when division is not null and locality is not null and door is not null
        then hash(division, locality, door) end as full_door,
    case when division is not null and door is not null then hash(division, door) end as division_door,
    case when locality is not null and door is not null then hash(locality, door) end as locality_door,
    case when registered_locality is not null and registered_door is not null
        then hash(registered_locality, registered_door) end as registered_door
from found;
"""


def build_places(con: duckdb.DuckDBPyConnection) -> None:
    """Make `place`: keys of each record's home, from `person`.

    The address of a complaint is where the matter lies, often but not always the home of its reporter:
    only its door counts, and only when it agrees.
    """
    con.execute(_MACROS)
    con.execute(_ADDRESSES)
    con.execute(_PLACES)
