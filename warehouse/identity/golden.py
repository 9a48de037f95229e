"""The golden record: which source wins for which field.

| field | a value counts when | the winner |
|---|---|---|
| citizen id | it is the resident's believed number | the number itself; freshest record that carries it |
| name | no character is lost | register before complaint, then freshest |
| birth date | | the believed number's; else register before complaint, then freshest |
| sex | stated | the believed number's; else freshest |
| phone | full number | freshest |
| address | a register gave it | freshest; a text cut at 32 characters only when there is no other |

Ties go to the network of better rank, then to the smaller record number. Deleted records give nothing.
"""

from __future__ import annotations

import duckdb

_CANDIDATES = """
create or replace temp table survivor as
select
    m.unit, m.rid, p.network, m.id_number,
    epoch(coalesce(p.updated_at, p.first_seen_at)) as fresh,
    r.net,
    n.name, coalesce(n.has_gap, true) as name_has_gap,
    t.id_number is not null as carries_number,
    r.birth, r.sex, r.phone,
    nullif(p.address_text, '') as address,
    length(p.address_text) >= 32 as address_is_cut
from member as m
join rec as r on m.rid = r.rid
join person as p on m.rid = p.rid
left join name as n on r.name_id = n.name_id
left join trusted as t on m.rid = t.rid
where not r.is_deleted
order by m.rid;
"""

_GOLDEN = """
create or replace temp table golden as
with ranked as (
    select
        unit, network, id_number, name, birth, sex, phone, address, carries_number,
        row(carries_number, fresh, -net, -rid) as by_number,
        row(not name_has_gap, net < 3, carries_number, fresh, -net, -rid) as by_name,
        row(net < 3, fresh, -net, -rid) as by_register,
        row(fresh, -net, -rid) as by_freshness,
        row(net < 3, not address_is_cut, fresh, -net, -rid) as by_address
    from survivor
),
chosen as (
    select
        unit,
        max(id_number) as id_number,
        arg_max(network, by_number) filter (carries_number) as citizen_id_network,
        arg_max(struct_pack(v := name, n := network), by_name) filter (name is not null) as name,
        arg_max(struct_pack(v := birth, n := network), by_register) filter (birth is not null) as birth,
        arg_max(struct_pack(v := sex, n := network), by_freshness) filter (sex > 0) as sex,
        arg_max(struct_pack(v := phone, n := network), by_freshness) filter (phone is not null) as phone,
        arg_max(struct_pack(v := address, n := network), by_address) filter (address is not null) as address,
        count(*) as record_count
    from ranked
    group by unit
)
select
    unit,
    name.v as name, name.n as name_network,
    id_text(id_number) as citizen_id, citizen_id_network,
    phone.v::varchar as phone, phone.n as phone_network,
    address.v as address, address.n as address_network,
    coalesce(id_birth(id_number), birth.v) as birth_date,
    case when id_number is null then birth.n else citizen_id_network end as birth_date_network,
    case coalesce(id_sex(id_number), sex.v) when 1 then 'male' when 2 then 'female' else 'unknown' end as sex,
    case when id_number is null then sex.n else citizen_id_network end as sex_network,
    record_count
from chosen
order by unit;
"""


def build_golden(con: duckdb.DuckDBPyConnection) -> None:
    """Make `golden`: one surviving value per field and resident, with the network it came from."""
    con.execute(_CANDIDATES)
    con.execute(_GOLDEN)
