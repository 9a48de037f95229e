"""What the province compares of each county's residents: keyed hashes, made in one county at a time.

A county's registry is attached, its values are hashed with the province's secret, and it is detached before
the next one is opened. What stays in memory are hashes, kinds, and levels of agreement found in the county.

Tables:
    token_name    one row a name, shaped as `name`: every character and sound hashed, a lost one left as it is
    token_record  one row a person record: what its county believes of it, and hashes of what may be compared
    token_first   when each resident was first seen; those who have no living record are not in it
    token_heir    which key of a county has gone over into which, by merging or by a rotation
"""

from __future__ import annotations

import duckdb

from warehouse.identity import dates, ids, names, state
from warehouse.identity.script import run_script

REGISTRY = "registry"

_TABLES = """
create or replace temp table token_name (
    name_id bigint, sound_id bigint, name_size utinyint, surname_sound bigint, has_gap boolean,
    c1 bigint, c2 bigint, c3 bigint, c4 bigint, c5 bigint, s1 bigint, s2 bigint, s3 bigint, s4 bigint
);
create or replace temp table token_record (
    rid integer, county_code varchar, resident_key varchar, net utinyint, id_number uuid, id_kind varchar,
    birth_level integer, sex utinyint, sex_fits boolean, name_id bigint, is_deleted boolean,
    name_birth uuid, name_birth_phone uuid, name_birth_last uuid, name_birth_ends uuid
);
create or replace temp table token_first (
    county_code varchar, resident_key varchar, first_seen_at timestamptz
);
create or replace temp table token_heir (county_code varchar, old_key varchar, new_key varchar);
"""

_NAMES = """
create or replace temp table person as select distinct name as name_text from registry.identity.person_name;
"""

_HASHED_NAMES = """
create or replace temp table hashed_name as
select name_id, name, has_gap, name_size, keyed_number('name|' || name) as token from name;
insert into token_name
select
    h.token, keyed_number('sound|' || n.sound_id), n.name_size, keyed_number('surname|' || n.surname_sound),
    n.has_gap, {characters}, keyed_number('rest|' || n.c5), {sounds}
from name as n
join hashed_name as h on n.name_id = h.name_id
where h.token not in (select name_id from token_name);
"""

_RECORDS = """
create or replace temp table told as
with said as (
    select
        s.rid, u.resident_key, s.net, s.id_kind, s.id_number as resident_number,
        case when s.is_believed then s.claimed_number end as id_number,
        s.birth_date, coalesce(id_birth(s.id_number), s.birth_date) as birth,
        coalesce(case when s.id_number is not null then id_sex(s.id_number) end, nullif(s.sex, 0), 0) as sex,
        s.sex as stated_sex, s.phone, s.phone_ends, s.last_four, s.is_deleted,
        case when h.name_size > 1 and not h.has_gap then h.name end as full_name, h.token as name_id
    from registry.identity.linkage_state as s
    join registry.identity.resident_unit as u on s.unit = u.unit
    left join registry.identity.person_name as p on s.name_id = p.name_id
    left join name_text as t on p.name = t.text
    left join hashed_name as h on t.name = h.name
    where not s.is_test
)
select *, {birth_number} as birth_number, id_number // 1000 % 100000000 as id_birth,
    full_name || '|' || birth as name_and_birth
from said;
insert into token_record
select
    (select count(*) from token_record) + row_number() over (order by rid), $county, resident_key, net,
    keyed_token('number|' || id_number), id_kind,
    {birth_level},
    sex, case when stated_sex = 0 then null else stated_sex = id_sex(id_number) end,
    name_id, is_deleted,
    keyed_token('born|' || name_and_birth),
    keyed_token('phone|' || name_and_birth || '|' || phone),
    keyed_token('last|' || name_and_birth || '|' || last_four),
    keyed_token('ends|' || name_and_birth || '|' || phone_ends)
from told;
insert into token_first
select $county, resident_key, min(first_seen_at) from registry.identity.resident_record group by resident_key;
insert into token_heir
select $county, old_key, new_key from registry.identity.key_history
where reason <> 'split'
qualify happened_at is not distinct from max(happened_at) over (partition by old_key);
"""

_SPENT = ("told", "hashed_name", "name", "name_text", "person")


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables, empty; `keyed` is installed already."""
    ids.install(con)
    run_script(con, _TABLES)


def add_county(con: duckdb.DuckDBPyConnection, county_code: str) -> None:
    """Add the records of one county, whose registry is attached as `registry`; nothing else of it stays."""
    run_script(con, _NAMES)
    names.build_names(con)
    characters = ", ".join(_character(place) for place in (1, 2, 3, 4))
    sounds = ", ".join(f"keyed_number('sound of one|' || n.s{place})" for place in (1, 2, 3, 4))
    run_script(con, _HASHED_NAMES.format(characters=characters, sounds=sounds))
    told, *added = _RECORDS.format(
        birth_number=dates.as_number("birth_date"), birth_level=dates.level("birth_number", "id_birth")
    ).split(";")
    con.execute(told)
    for statement in added:
        if statement.strip():
            con.execute(statement, {"county": county_code})
    for table in _SPENT:
        con.execute(f"drop table {table}")


def is_readable(con: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the attached registry has the tables that this version knows."""
    return state.registry_version(con, REGISTRY) == state.VERSION


def _character(place: int) -> str:
    """Hash one character; a lost one stays what it is, since it fits any other."""
    code = f"n.c{place}"
    return f"case when {code} = {names.GAP_CODE} then {code} else keyed_number('character|' || {code}) end"
