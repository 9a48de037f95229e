"""How much each level of agreement is worth, learned from people whose number is trusted.

Three populations are counted. *Same*: a shadow (a trusted record with its number hidden) against the other
records of its own unit. *Kin*: different people of one household, both with trusted numbers; twins and
siblings are what a wrong link usually picks. *Random*: how often names, birth dates, phones and homes are
shared in the county. Counts are smoothed with a prior worth a few dozen pairs, so that a small or clean
county is no surprise.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.identity import dates, evidence, names
from warehouse.identity.features import SHADOW_BASE, power_of_two
from warehouse.identity.script import run_script
from warehouse.identity.steady import steady

NAME_FORMS = ("whole", "gap", "surname")
"""What the name of the record in question is: whole, with a lost character, or no more than a surname."""

_PRIOR_WEIGHT = 40.0
_NAME_PRIOR = {
    0: (0.950, 0.025, 0.005, 0.010, 0.001, 0.009),
    1: (0.0, 0.0, 0.97, 0.01, 0.001, 0.019),
    2: (0.0, 0.0, 0.0, 0.0, 0.97, 0.03),
}
_BIRTH_PRIOR = (0.95, 0.025, 0.005, 0.02)
_SEX_PRIOR = (0.985, 0.015)
_PHONE_PRIOR = (0.68, 0.02, 0.30)
_PLACE_PRIOR = (0.60, 0.10, 0.05, 0.15, 0.10)
_KIN_NAME_PRIOR = (0.0005, 0.0015, 0.002, 0.06, 0.001, 0.935)
_KIN_BIRTH_PRIOR = (0.01, 0.02, 0.02, 0.95)

_FORCED = """
create or replace temp table own_pair as
select m.unit as ru, o.unit as cu, false as via_number
from feature as f
join member as m on f.rid = m.rid
join member as o on f.rid - {base} = o.rid
where f.rid >= {base};
"""

_KIN = """
create or replace temp table kin_row as
select min(rid) as rid, unit, household
from feature
where id_number is not null and rid < {base} and household is not null and hash(household) % {one_in} = 0
group by unit, household;
create or replace temp table kin_evidence as
select
    case when a.name_size = 1 then 2 when a.has_gap then 1 else 0 end as name_form,
    {name} as name_level,
    {birth} as birth_level,
    3 as phone_level, 5 as place_level,
    case when a.sex = 0 or b.sex = 0 then 2 when a.sex = b.sex then 0 else 1 end as sex_level,
    count(*) as pairs
from kin_row as x
join kin_row as y on x.household = y.household and x.unit < y.unit
join feature as a on x.rid = a.rid
join feature as b on y.rid = b.rid
left join name as m on a.name_id = m.name_id
left join name as n on b.name_id = n.name_id
group by all
order by all;
"""
_KIN_HOUSEHOLDS = 40_000

_BORROWED = """
select count(*) filter (t.rid is null and c.id_kind = 'valid') / count(*)
from claim as c
left join trusted as t on c.rid = t.rid
"""

_NAMESAKES = """
with numbered as (
    select distinct id_number, name_id, id_birth, id_birth // 100000 as decade
    from feature
    where id_number is not null and name_id is not null
),
born as (select count(*) as n from numbered group by name_id, id_birth),
chance as (select count(*) as n from numbered group by name_id, decade)
select ((select sum(n * (n - 1)) from born) - (select sum(n * (n - 1)) / 3652.5 from chance))
    / greatest((select count(*) from numbered), 1)
"""
"""How many more people share name and birth date with another than chance explains, per person."""

_COUNTED = """
select name_form, name_level, birth_level, phone_level, place_level, sex_level, count(*) as pairs
from {table} as e
join rest_profile as p on e.ru = p.unit
group by all
order by all
"""


@dataclass(frozen=True)
class Weights:
    """Probabilities of levels; every tuple follows the order of the levels."""

    name: dict[int, tuple[float, ...]]
    birth: tuple[float, ...]
    sex: tuple[float, ...]
    contact: tuple[tuple[float, ...], ...]
    kin: dict[int, tuple[tuple[float, ...], ...]]
    kin_sex: tuple[float, ...]
    borrowed: float
    namesakes: float
    pairs: int


Counts = list[tuple[int, int, int, int, int, int, int]]


def learn(con: duckdb.DuckDBPyConnection) -> Weights:
    """Count levels among own and kin pairs. Needs `rest`, `other`, `rest_profile` of the first round."""
    con.execute(_FORCED.format(base=SHADOW_BASE))
    evidence.build_evidence(con, candidates="own_pair", into="own_evidence")
    same: Counts = con.execute(_COUNTED.format(table="own_evidence")).fetchall()
    kin = _kin_counts(con)
    return Weights(
        name={form: _spread(_tally(same, 1, 6, {0: form}), _NAME_PRIOR[form]) for form in (0, 1, 2)},
        birth=_spread(_tally(same, 2, 4), _BIRTH_PRIOR),
        sex=_spread(_tally(same, 5, 2), _SEX_PRIOR),
        contact=_contact(same),
        kin={form: _kin(kin, form) for form in (0, 1, 2)},
        kin_sex=_spread(_tally(kin, 5, 2), (0.5, 0.5)),
        borrowed=steady(_scalar(con, _BORROWED)),
        namesakes=steady(max(0.0, _scalar(con, _NAMESAKES)) + 1e-5),
        pairs=sum(row[-1] for row in same),
    )


def _kin_counts(con: duckdb.DuckDBPyConnection) -> Counts:
    """Count levels among people of one household whose numbers are trusted, in a sample of households."""
    households = _scalar(con, "select count(distinct household) from feature where id_number is not null")
    script = _KIN.format(
        base=SHADOW_BASE, one_in=power_of_two(households / _KIN_HOUSEHOLDS), name=names.level("m", "n"),
        birth=dates.level("a.id_birth", "b.id_birth"),
    )  # fmt: skip
    run_script(con, script)
    return con.execute("select * from kin_evidence order by all").fetchall()


def _scalar(con: duckdb.DuckDBPyConnection, query: str) -> float:
    row = con.execute(query).fetchone()
    return float(row[0] or 0) if row else 0.0


def _tally(rows: Counts, column: int, size: int, where: dict[int, int] | None = None) -> list[float]:
    """Sum the pairs by level of one column, leaving out what is missing."""
    counts = [0.0] * size
    for row in rows:
        if row[column] < size and all(row[at] == value for at, value in (where or {}).items()):
            counts[row[column]] += row[-1]
    return counts


def _spread(
    counts: list[float], prior: tuple[float, ...], weight: float = _PRIOR_WEIGHT
) -> tuple[float, ...]:
    total = sum(counts) + weight
    shares = ((count + weight * share) / total for count, share in zip(counts, prior, strict=True))
    return tuple(min(1.0, steady(share)) for share in shares)


def _contact(rows: Counts) -> tuple[tuple[float, ...], ...]:
    """Joint share of (phone, place) levels; the last row and column stand for missing ones."""
    phone, place = len(_PHONE_PRIOR), len(_PLACE_PRIOR)
    known = [_tally(rows, 4, place, {3: level}) for level in range(phone)]
    joint_prior = tuple(p * q for p in _PHONE_PRIOR for q in _PLACE_PRIOR)
    joint = _spread([count for row in known for count in row], joint_prior)
    phones = _spread(_tally(rows, 3, phone), _PHONE_PRIOR)
    places = _spread(_tally(rows, 4, place), _PLACE_PRIOR)
    cells = [(*joint[level * place : (level + 1) * place], phones[level]) for level in range(phone)]
    return (*cells, (*places, 1.0))


def _kin(rows: Counts, form: int) -> tuple[tuple[float, ...], ...]:
    """Joint share of (name, birth) levels among people of one household; the last column: birth unknown.

    A whole name shared within a household is one person held twice, not kin: it is left at its prior.
    A name with a lost character fits a sibling as often as siblings differ in one character, and more.
    """
    kin_rows = [row for row in rows if row[1] > 0]
    whole = _spread(_tally(kin_rows, 1, 6), _KIN_NAME_PRIOR, 200.0)
    shares = {
        0: whole,
        1: (0.0, 0.0, max(0.15, whole[3]), 0.0, 0.0, 0.85),
        2: (0.0, 0.0, 0.0, 0.0, 0.6, 0.4),
    }[form]
    births = [_spread(_tally(kin_rows, 2, 4, {1: level}), _KIN_BIRTH_PRIOR, 100.0) for level in range(6)]
    if form > 0:
        births = [births[3]] * 6
    return tuple((*(shares[level] * share for share in births[level]), shares[level]) for level in range(6))
