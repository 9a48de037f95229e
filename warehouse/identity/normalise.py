"""Person records, typed and cleaned for comparison: tables `person` (text) and `rec` (compact).

`rec` has one row per landed person record, numbered by (network rank, network, stream, id), so that
nothing downstream depends on the order in which rows arrive.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import ids
from warehouse.identity.names import build_names
from warehouse.identity.script import run_script

_RANKS = """
create or replace temp macro network_rank(network) as
    case network
        when 'zongzhi' then 0 when 'shequ' then 1 when 'xiangcun' then 2 when 'chengguan' then 3
        else 99
    end::utinyint;
"""
"""Registers before complaints; a network that is not named here comes last, by its name."""

_PHONES = """
create or replace temp macro phone_folded(t) as
    regexp_replace(
        regexp_replace(translate(t, '０１２３４５６７８９＊＋', '0123456789*+'), '[^0-9*]', '', 'g'),
        '^(?:0086|86|0)?(1[0-9]{2}[0-9*]{8}).*$', '\\1');
create or replace temp macro phone_is_mobile(t) as regexp_full_match(t, '1[3-9][0-9]{9}');
create or replace temp macro phone_is_filler(t) as
    regexp_matches(t, '(0{8}|1{8}|2{8}|3{8}|4{8}|5{8}|6{8}|7{8}|8{8}|9{8}|12345678)$');
create or replace temp macro phone_ends(t) as
    case when regexp_full_match(t, '1[0-9]{2}[0-9*]{4}[0-9]{4}') and not phone_is_filler(t)
        then (substr(t, 1, 3) || right(t, 4))::integer end;
create or replace temp macro phone_number(t) as
    case
        when phone_is_filler(t) then null
        when phone_is_mobile(t) then t::bigint
        when regexp_full_match(t, '0?[1-9][0-9]{6,10}') then t::bigint
    end;
"""

_PERSON = """
create or replace temp table source_row as
select
    network, stream, source_record_id, name_text, id_text, sex, birth_date, phone_text,
    address_text, registered_address_text, division_code, grid_code, household_ref, door_text,
    relation, is_test, is_deleted, first_seen_at, updated_at
from {source};
create or replace temp table numbering as
select
    rowid as source_row,
    row_number() over (order by network_rank(network), network, stream, source_record_id)::integer as rid
from source_row;
create or replace temp table person as
select n.rid, s.*
from source_row as s
join numbering as n on s.rowid = n.source_row;
drop table source_row;
drop table numbering;
"""

_REC = """
create or replace temp table rec as
with phoned as (
    select
        rid,
        case when phone_is_mobile(phone_text) then phone_text else phone_folded(phone_text) end as phone_text
    from person
    where phone_text is not null
)
select
    p.rid, network_rank(p.network) as net, n.name_id,
    i.id_kind, i.id_number, i.id_part, i.id_is_verbatim,
    case
        when p.sex = 'male' then 1 when p.sex = 'female' then 2
        when regexp_matches(p.name_text, '(先生|大爷)$') then 1
        when regexp_matches(p.name_text, '(女士|小姐|大妈|大娘|阿姨)$') then 2
        else 0 end::utinyint as sex,
    p.birth_date as birth,
    phone_number(f.phone_text) as phone,
    phone_ends(f.phone_text) as phone_ends,
    p.division_code, p.grid_code,
    case when p.household_ref is not null then hash(network_rank(p.network), p.household_ref) end
        as household,
    p.relation, p.is_test, p.is_deleted, p.updated_at
from person as p
join ({typed_ids}) as i on p.rid = i.key
left join phoned as f on p.rid = f.rid
left join name_text as t on p.name_text = t.text
left join name as n on t.name = n.name;
"""


def build_records(con: duckdb.DuckDBPyConnection, source: str) -> int:
    """Make `person`, `name`, `name_text` and `rec` from a relation shaped as int_person_records.

    Returns the number of person records.
    """
    ids.install(con)
    con.execute(_RANKS)
    con.execute(_PHONES)
    run_script(con, _PERSON.format(source=source))
    build_names(con)
    con.execute(_REC.format(typed_ids=ids.typed_ids("(select rid as key, id_text from person)")))
    counted = con.execute("select count(*) from rec").fetchone()
    return int(counted[0]) if counted else 0
