"""The golden record: which source wins for which field.

| field | a value counts when | the winner |
|---|---|---|
| citizen id | it is the resident's believed number | that number; network of the freshest record with it |
| name | there is one | no character lost; register before complaint; carries the number; freshest |
| birth date | there is one | the believed number's; else register before complaint; freshest |
| sex | stated | the believed number's; else freshest |
| phone | full number | freshest |
| address | there is one | register before complaint; not cut (32 characters or more); freshest |

Ties go to the smaller record number, that is to the network of better rank. Deleted records give nothing.
"""

from __future__ import annotations

import duckdb

from warehouse.identity.script import run_script

_WINNERS = """
create or replace temp table survivor as
with dated as (
    select
        m.unit, m.rid, m.id_number, r.network_id, r.net < 3 as is_register,
        r.name_id, r.birth, r.sex, r.phone,
        n.has_gap, t.id_number is not null as has_number,
        length(p.address_text) as address_size,
        epoch(coalesce(p.updated_at, p.first_seen_at))::bigint - {since} as fresh
    from member as m
    join rec as r on m.rid = r.rid
    join person as p on m.rid = p.rid
    left join name as n on r.name_id = n.name_id
    left join trusted as t on m.rid = t.rid
    where not r.is_deleted
),
placed as (
    select
        *,
        ((greatest(fresh, 0) % 2147483648) * 1073741824 + (1073741823 - rid))::ubigint as place,
        (case when is_register then {above} else 0 end)::ubigint as register
    from dated
)
select
    unit, rid, id_number, network_id, name_id, birth, sex, phone, has_number, address_size, place,
    place + register * 2 + (case when has_gap then 0 else {above} * 4 end)::ubigint
        + (case when has_number then {above} else 0 end)::ubigint as name_place,
    place + register as register_place,
    place + register * 2 + (case when address_size < 32 then {above} else 0 end)::ubigint as address_place
from placed;
create or replace temp table winner as
select
    unit, max(id_number) as id_number, count(*) as record_count,
    arg_max(network_id, place) filter (has_number) as number_network,
    arg_max(name_id, name_place) filter (name_id is not null) as name_id,
    arg_max(network_id, name_place) filter (name_id is not null) as name_network,
    arg_max(birth, register_place) filter (birth is not null) as birth,
    arg_max(network_id, register_place) filter (birth is not null) as birth_network,
    arg_max(sex, place) filter (sex > 0) as sex,
    arg_max(network_id, place) filter (sex > 0) as sex_network,
    arg_max(phone, place) filter (phone is not null) as phone,
    arg_max(network_id, place) filter (phone is not null) as phone_network,
    arg_max(rid, address_place) filter (address_size > 0) as address_rid
from survivor
group by unit;
"""
_ABOVE = f"{2**61}::ubigint"
"""More than any place by freshness and record number: 31 bits of seconds since 2000, and 30 bits."""
_SINCE = 946_684_800

_GOLDEN = """
create or replace temp table golden as
select
    w.unit,
    n.name, nn.network as name_network,
    id_text(w.id_number) as citizen_id, i.network as citizen_id_network,
    w.phone::varchar as phone, f.network as phone_network,
    a.address_text as address, a.network as address_network,
    coalesce(id_birth(w.id_number), w.birth) as birth_date,
    case when w.id_number is null then b.network else i.network end as birth_date_network,
    case coalesce(id_sex(w.id_number), w.sex) when 1 then 'male' when 2 then 'female' else 'unknown' end
        as sex,
    case when w.id_number is null then s.network else i.network end as sex_network,
    w.record_count
from winner as w
left join name as n on w.name_id = n.name_id
left join person as a on w.address_rid = a.rid
left join network as nn on w.name_network = nn.network_id
left join network as i on w.number_network = i.network_id
left join network as f on w.phone_network = f.network_id
left join network as b on w.birth_network = b.network_id
left join network as s on w.sex_network = s.network_id;
"""


def build_golden(con: duckdb.DuckDBPyConnection) -> None:
    """Make `golden`: one surviving value per field and resident, with the network it came from."""
    run_script(con, _WINNERS.format(above=_ABOVE, since=_SINCE))
    con.execute(_GOLDEN)
