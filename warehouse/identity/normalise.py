"""Person records, typed and cleaned for comparison: tables `person` (text) and `rec` (compact).

`rec` has one row per landed person record, numbered by (network rank, network, stream, id), so that
nothing downstream depends on the order in which rows arrive.
"""

from __future__ import annotations

from collections.abc import Iterable

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
    case
        when right(t, 1) = substr(t, -2, 1) then length(replace(right(t, 8), right(t, 1), '')) = 0
        when t is not null then suffix(t, '12345678')
    end;
"""

_NUMBERING = """
create or replace temp table numbering as
select
    rowid as source_row,
    row_number() over (order by network_rank(network), network, stream, source_record_id)::integer as rid
from {source};
"""

_KEY = ("network", "stream", "source_record_id")
_VALUES = (
    "name_text", "id_text", "sex", "birth_date", "phone_text",
    "address_text", "registered_address_text", "division_code", "grid_code", "household_ref", "door_text",
    "relation", "is_test", "is_deleted", "first_seen_at", "updated_at",
)  # fmt: skip

_PERSON = """
create or replace temp table person as
select n.rid, {columns}
from {source} as s
join numbering as n on s.rowid = n.source_row;
drop table numbering;
create or replace temp table network as
select row_number() over (order by network_rank(network), network)::utinyint as network_id, network
from (select distinct network from person);
"""

_REC = """
create or replace temp table rec as
with read as (
    select
        rid as key, id_text, name_text, network, sex, birth_date, household_ref, division_code, grid_code,
        relation, is_test, is_deleted, updated_at, hash(network, stream, source_record_id) as record_hash,
        is_mobile, case when is_mobile then phone_text else phone_folded(phone_text) end as digits
    from (select *, phone_is_mobile(phone_text) as is_mobile from person)
),
phoned as (
    select
        * exclude (digits, is_filler, is_mobile),
        case
            when is_filler then null
            when is_mobile or regexp_full_match(digits, '0?[1-9][0-9]{{6,10}}') then digits::bigint
        end as phone,
        case
            when is_filler then null
            when is_mobile or regexp_full_match(digits, '1[0-9]{{2}}[0-9*]{{4}}[0-9]{{4}}')
                then (substr(digits, 1, 3) || right(digits, 4))::integer end as phone_ends
    from (select *, phone_is_filler(digits) as is_filler from read)
)
select
    p.key as rid, w.network_id, network_rank(p.network) as net, n.name_id,
    p.id_kind, p.id_number, p.id_part, p.id_is_verbatim,
    case
        when p.sex = 'male' then 1 when p.sex = 'female' then 2
        when regexp_matches(p.name_text, '(先生|大爷)$') then 1
        when regexp_matches(p.name_text, '(女士|小姐|大妈|大娘|阿姨)$') then 2
        else 0 end::utinyint as sex,
    p.birth_date as birth,
    p.phone, p.phone_ends,
    p.division_code, p.grid_code,
    case when p.household_ref is not null then hash(network_rank(p.network), p.household_ref) end
        as household,
    p.relation, p.is_test, p.is_deleted, p.updated_at, p.record_hash
from ({typed_ids}) as p
join network as w on p.network = w.network
left join name_text as t on p.name_text = t.text
left join name as n on t.name = n.name;
"""
"""One pass over `person`: a text that is joined with itself is copied, and there are a million."""


def person_columns(alias: str) -> str:
    """List the columns that `person` takes over from a relation shaped as int_person_records."""
    return _listed(alias, (*_KEY, *_VALUES))


def fingerprint(alias: str) -> str:
    """Write the hash of all that the linkage reads of a row; its key is left out."""
    return f"hash({_listed(alias, _VALUES)})"


def _listed(alias: str, names: Iterable[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


def _with_row_ids(con: duckdb.DuckDBPyConnection, source: str) -> str:
    """Give the relation itself if its rows have ids (a table), else a copy of it."""
    try:
        con.execute(f"select rowid from {source} limit 0")
    except duckdb.BinderException:
        con.execute(f"create or replace temp table source_row as select * from {source}")
        return "source_row"
    return source


def build_records(con: duckdb.DuckDBPyConnection, source: str) -> int:
    """Make `person`, `name`, `name_text` and `rec` from a relation shaped as int_person_records.

    Returns the number of person records.
    """
    ids.install(con)
    con.execute(_RANKS)
    con.execute(_PHONES)
    numbered = _with_row_ids(con, source)
    con.execute(_NUMBERING.format(source=numbered))
    run_script(con, _PERSON.format(source=numbered, columns=person_columns("s")))
    build_names(con)
    con.execute(_REC.format(typed_ids=ids.typed_ids("phoned")))
    counted = con.execute("select count(*) from rec").fetchone()
    return int(counted[0]) if counted else 0
