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
        m.unit, m.rid, m.id_number, r.net < 3 as is_register, r.name_id, r.birth, r.sex, r.phone,
        n.has_gap, t.id_number is not null as has_number,
        length(p.address_text) as address_size,
        epoch(coalesce(p.updated_at, p.first_seen_at))::bigint as fresh
    from member as m
    join rec as r on m.rid = r.rid
    join person as p on m.rid = p.rid
    left join name as n on r.name_id = n.name_id
    left join trusted as t on m.rid = t.rid
    where not r.is_deleted
)
select
    *,
    ((greatest(fresh, 0) % 4294967296)::hugeint * 1073741824 + (1073741823 - rid)) as place
from dated;
create or replace temp table winner as
select
    unit,
    max(id_number) as id_number,
    count(*) as record_count,
    arg_max(rid, place) filter (has_number) as number_rid,
    arg_max(rid, place + ((not has_gap)::hugeint * 4 + is_register::hugeint * 2 + has_number::hugeint) << 64)
        filter (name_id is not null) as name_rid,
    arg_max(rid, place + (is_register::hugeint << 64)) filter (birth is not null) as birth_rid,
    arg_max(rid, place) filter (sex > 0) as sex_rid,
    arg_max(rid, place) filter (phone is not null) as phone_rid,
    arg_max(rid, place + ((is_register::hugeint * 2 + (address_size < 32)::hugeint) << 64))
        filter (address_size > 0) as address_rid
from survivor
group by unit;
"""

_GOLDEN = """
create or replace temp table golden as
select
    w.unit,
    nn.name, np.network as name_network,
    id_text(w.id_number) as citizen_id, ip.network as citizen_id_network,
    fr.phone::varchar as phone, fp.network as phone_network,
    ap.address_text as address, ap.network as address_network,
    coalesce(id_birth(w.id_number), bp.birth_date) as birth_date,
    case when w.id_number is null then bp.network else ip.network end as birth_date_network,
    case coalesce(id_sex(w.id_number), sr.sex) when 1 then 'male' when 2 then 'female' else 'unknown' end
        as sex,
    case when w.id_number is null then sp.network else ip.network end as sex_network,
    w.record_count
from winner as w
left join person as ip on w.number_rid = ip.rid
left join rec as nr on w.name_rid = nr.rid
left join name as nn on nr.name_id = nn.name_id
left join person as np on w.name_rid = np.rid
left join rec as fr on w.phone_rid = fr.rid
left join person as fp on w.phone_rid = fp.rid
left join person as ap on w.address_rid = ap.rid
left join person as bp on w.birth_rid = bp.rid
left join rec as sr on w.sex_rid = sr.rid
left join person as sp on w.sex_rid = sp.rid;
"""


def build_golden(con: duckdb.DuckDBPyConnection) -> None:
    """Make `golden`: one surviving value per field and resident, with the network it came from."""
    run_script(con, _WINNERS)
    con.execute(_GOLDEN)
