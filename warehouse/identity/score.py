"""From evidence to probabilities: a posterior over all candidates and nobody.

For one unit of the rest and one candidate, the odds are P(evidence | same person) over P(evidence |
somebody else), where somebody else is either a random person of the county or an unlisted member of the
same family. All candidates compete with each other and with nobody.
"""

from __future__ import annotations

import duckdb

from warehouse.identity.features import SHADOW_BASE
from warehouse.identity.model import Weights
from warehouse.identity.steady import steady

UNLISTED_KIN = 0.5
"""Expected members of a family that no other record shows."""

_DECADE_DAYS = 3652.5

_PEOPLE = """
create or replace temp table person_row as
select f.rid, f.name_id, f.sound_id, f.surname_sound, f.id_birth, f.birth, f.home, f.full_door,
    f.division_door, f.locality_door, f.division, f.grid
from feature as f
where f.rid = f.unit and f.rid < {base};
"""

_PHONE_OWNERS = """
create or replace temp table phone_owner as
select o.phone_ends, count(distinct o.unit) as people
from {everybody} as o
semi join rest as r on o.phone_ends = r.phone_ends
group by o.phone_ends;
"""

_OWNERS = """
create or replace temp table {name}_owner as
select {columns}, count(*) as people from {people} where {known} group by all;
"""
_DECADE = "coalesce(id_birth, birth) // 100000 as decade"
_OWNED = {
    "name_decade": f"name_id, {_DECADE}", "sound_decade": f"sound_id, {_DECADE}", "name_id": "name_id",
    "sound_id": "sound_id", "surname_sound": "surname_sound", "home": "home", "full_door": "full_door",
    "division_door": "division_door", "locality_door": "locality_door", "division": "division",
    "grid": "grid",
}  # fmt: skip
"""What people share, by the name of the table that counts it; the first column is what is looked up."""

_PROFILE = """
create or replace temp table rest_profile as
select
    r.unit,
    bool_or(r.is_complaint) as is_complaint,
    min(case when r.name_size = 1 then 2 when r.has_gap then 1 else 0 end)::utinyint as name_form,
    min(coalesce(r.name_size, 1)) as name_size,
    max(coalesce(n.people, 1)) as name_people,
    max(coalesce(s.people, 1)) as sound_people,
    max(coalesce(sn.people, 1)) as surname_people,
    max(coalesce(nd.people, 1)) as name_decade_people,
    max(coalesce(sd.people, 1)) as sound_decade_people,
    max(coalesce(ph.people, 1)) as phone_people,
    max(greatest(h.people, fd.people, 1)) as home_people,
    max(greatest(dd.people, ld.people, 1)) as door_people,
    max(greatest(g.people, 1)) as grid_people,
    max(greatest(d.people, 1)) as division_people
from rest as r
left join name_id_owner as n on r.name_id = n.name_id
left join sound_id_owner as s on r.sound_id = s.sound_id
left join surname_sound_owner as sn on r.surname_sound = sn.surname_sound
left join name_decade_owner as nd
    on r.name_id = nd.name_id and coalesce(r.birth, r.id_birth) // 100000 = nd.decade
left join sound_decade_owner as sd
    on r.sound_id = sd.sound_id and coalesce(r.birth, r.id_birth) // 100000 = sd.decade
left join phone_owner as ph on r.phone_ends = ph.phone_ends
left join home_owner as h on r.home = h.home
left join full_door_owner as fd on r.full_door = fd.full_door
left join division_door_owner as dd on r.division_door = dd.division_door
left join locality_door_owner as ld on r.locality_door = ld.locality_door
left join grid_owner as g on r.grid = g.grid
left join division_owner as d on r.division = d.division
group by r.unit;
"""

_SCORED = """
create or replace temp table scored as
with known as (
    select
        e.*, p.is_complaint, p.name_form,
        {name} ** case when e.name_level in (1, 3) then e.networks else 1 end as same_name,
        {birth} as same_birth,
        {sex} as same_sex,
        {contact} * case when p.is_complaint and e.place_level < 2 then 0.2e0 else 1e0 end as same_contact,
        case e.id_level
            when 0 then 0.93e0 when 1 then 0.985e0 when 2 then 1e0 when 3 then 0.07e0 else 0e0 end as same_id,
        case
            when e.name_level = 0 and e.birth_level = 0
                then p.name_decade_people / {decade_days} + {namesakes}
            when e.name_level = 1 and e.birth_level = 0 then p.sound_decade_people / {decade_days}
            else {random_birth} * case e.name_level
                when 0 then p.name_people
                when 1 then p.sound_people
                when 2 then p.surname_people * case when p.name_size > 2 then 0.03e0 else 0.3e0 end
                when 3 then p.surname_people * 0.06e0
                when 4 then p.surname_people
                else {people} end
        end / {people} as random_name_birth,
        case e.sex_level when 2 then 1.0e0 when 0 then case when e.name_level < 2 then 0.85e0 else 0.5e0 end
            else case when e.name_level < 2 then 0.15e0 else 0.5e0 end end as random_sex,
        case when e.phone_level < 2 then greatest(p.phone_people - 2, 1) / {people} else 1e0 end
        * case e.place_level
            when 0 then greatest(p.home_people - 6, {unlisted_kin}) / {people}
            when 1 then greatest(p.door_people - 6, {unlisted_kin}) / {people}
            when 2 then p.grid_people / {people}
            when 3 then p.division_people / {people}
            else 1e0 end as random_contact,
        case e.id_level
            when 0 then case when e.birth_level = 0 then 0.005e0 else 0.000001e0 end
            when 1 then case when e.birth_level = 0 then 0.002e0 else 0.0002e0 end
            else 1.0e0 end as random_id,
        {kin} as kin_name_birth,
        {kin_sex} as kin_sex,
        case when e.id_level < 2 then {borrowed} else 1e0 end as kin_id
    from evidence as e
    join rest_profile as p on e.ru = p.unit
),
weighed as (
    select
        *,
        same_name * same_birth * same_sex * same_contact * same_id as same_all,
        random_name_birth * random_sex * random_contact * random_id as random_all,
        {unlisted_kin} / {people} * kin_name_birth * kin_sex * same_contact * kin_id as kin_all
    from known
)
select
    ru, cu, name_level, birth_level, phone_level, place_level, sex_level, id_level, is_complaint,
    same_name * same_birth / random_name_birth as name_birth_factor,
    same_sex / random_sex as sex_factor,
    same_contact / random_contact as contact_factor,
    same_id / random_id as id_factor,
    random_all / (random_all + kin_all) as kin_factor,
    case
        when id_level = 4 or is_child or exists (
            select 1 from apart where apart.ru = weighed.ru and apart.cu = weighed.cu) then 0e0
        else same_all / (random_all + kin_all) / {people}
    end as odds,
    name_level > 2 and id_level > 1 or name_level > 4 as is_capped
from weighed;
"""

RANDOM_BIRTH = "case e.birth_level when 0 then 0.00005e0 when 1 then 0.005e0 when 2 then 0.02e0 else 1e0 end"


_KNOWN_PLACE = "(case when p.is_complaint and e.place_level = 1 then 0 else e.place_level end)"
"""A complaint names no division, so that its door alone is as good as a home can agree."""


def build_population(con: duckdb.DuckDBPyConnection) -> None:
    """Count how many people share a name, a sound, a home … at the start of the linkage."""
    con.execute(_PEOPLE.format(base=SHADOW_BASE))
    _count_owners(con, "person_row", "{column} is not null")


def count_again(con: duckdb.DuckDBPyConnection, people: str) -> None:
    """Count the same in a relation of people, but only for what a record in `feature` has."""
    _count_owners(con, people, "{column} in (select {column} from feature)")


def _count_owners(con: duckdb.DuckDBPyConnection, people: str, known: str) -> None:
    for name, columns in _OWNED.items():
        where = known.format(column=columns.split(",")[0])
        con.execute(_OWNERS.format(name=name, columns=columns, people=people, known=where))
    con.execute(f"create or replace temp table population as select count(*) as people from {people}")


def build_profiles(con: duckdb.DuckDBPyConnection, everybody: str = "other") -> None:
    """Make `rest_profile`: how common name, phone and home of each unit of the rest are.

    `everybody` is the relation (phone_ends, unit) in which the owners of a phone are counted.
    """
    con.execute(_PHONE_OWNERS.format(everybody=everybody))
    con.execute(_PROFILE)


def build_scores(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Make `scored` (ru, cu, odds, levels): the odds of each candidate against nobody, before the prior."""
    row = con.execute("select people from population").fetchone()
    people = steady(float(row[0])) if row else 1.0
    con.execute(
        _SCORED.format(
            name=_by_form(weights.name),
            birth=_case("e.birth_level", weights.birth),
            sex=_case("e.sex_level", weights.sex),
            contact=_table("e.phone_level", _KNOWN_PLACE, weights.contact),
            kin=_kin(weights.kin),
            kin_sex=_case("e.sex_level", weights.kin_sex),
            random_birth=RANDOM_BIRTH,
            namesakes=f"{weights.namesakes:.9e}",
            decade_days=f"{_DECADE_DAYS}e0",
            borrowed=f"{min(0.05, max(0.003, weights.borrowed)):.6f}e0",
            unlisted_kin=f"{UNLISTED_KIN}e0",
            people=f"{people:.1f}e0",
        )
    )


def _case(column: str, values: tuple[float, ...]) -> str:
    whens = " ".join(f"when {level} then {value:.9e}" for level, value in enumerate(values))
    return f"case {column} {whens} else 1e0 end"


def _by_form(values: dict[int, tuple[float, ...]]) -> str:
    whens = " ".join(f"when {form} then {_case('e.name_level', row)}" for form, row in values.items())
    return f"case p.name_form {whens} else 1e0 end"


def _table(row: str, column: str, values: tuple[tuple[float, ...], ...]) -> str:
    whens = " ".join(f"when {level} then {_case(column, cells)}" for level, cells in enumerate(values))
    return f"case {row} {whens} else 1e0 end"


def _kin(values: dict[int, tuple[tuple[float, ...], ...]]) -> str:
    whens = " ".join(
        f"when {form} then {_table('e.name_level', 'e.birth_level', rows)}" for form, rows in values.items()
    )
    return f"case p.name_form {whens} else 1e0 end"
