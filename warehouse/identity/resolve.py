"""Rounds of linkage: each round attaches what is certain, and what was attached speaks in the next.

Attach at .99 and above (calibrated); between .5 and .99 a clerk decides. Two trusted numbers
never meet: only units without one are ever moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from warehouse.identity import block, evidence, groups, model, posterior, score
from warehouse.identity.calibrate import Calibration, Calibrator
from warehouse.identity.features import SHADOW_BASE

ROUNDS = 3

_OPEN = """
create or replace temp table trusted_unit as
select unit, any_value(id_number) as id_number from member where id_number is not null group by unit;
create or replace temp table open_unit as
select distinct m.unit
from member as m
anti join trusted_unit as t on m.unit = t.unit;
"""

_SHADOW_TRUTH = """
create or replace temp table shadow_truth as
select s.rid as unit, m.unit as true_unit
from member as s
join member as m on s.rid - {base} = m.rid
where s.rid >= {base};
"""

_SHADOW_RESULT = """
select p.raw, p.target = t.true_unit as is_right
from posterior as p
join shadow_truth as t on p.ru = t.unit
where not p.is_capped
order by p.ru
"""

_ATTACH = """
create or replace temp table verdict as
select ru, target, case when is_capped then least({calibrated}, {cap}) else {calibrated} end as probability
from posterior;
create or replace temp table attached as
select ru as unit, target, probability from verdict where probability >= {attach};
"""

_GROUP = """
create or replace temp table sure_edge as
select e.ru, e.cu, least({calibrated}, f.calibrated) as probability
from edge as e
join (select ru, cu, {calibrated} as calibrated from edge) as f on e.ru = f.cu and e.cu = f.ru
where {calibrated} >= {attach} and f.calibrated >= {attach} and e.ru < {base} and e.cu < {base}
order by e.ru, e.cu;
"""

_BROKEN = """
create or replace temp table inner_pair as
select a.unit as ru, b.unit as cu, false as via_number
from closed_group as a
join closed_group as b on a.leader = b.leader and a.unit <> b.unit
where a.leader in (select leader from closed_group group by leader having count(*) > 2);
"""

_SOUND_GROUPS = """
create or replace temp table sound_group as
select g.unit, g.leader, e.probability
from closed_group as g
join (select ru, max(probability) as probability from sure_edge group by ru) as e on g.unit = e.ru
where g.leader not in (
    select g.leader
    from inner_evidence as e
    join closed_group as g on e.ru = g.unit
    where e.name_level in (3, 5) or e.birth_level in (2, 3) or e.id_level = 4
);
"""

_APPLY = """
create or replace temp table move as
select a.unit, a.target, a.probability, e.id_number, coalesce(k.rule, 'probabilistic') as rule
from attached as a
join trusted_unit as e on a.target = e.unit
left join link_rule as k on a.unit = k.unit
union all
select g.unit, g.leader, g.probability, null, coalesce(k.rule, 'probabilistic')
from sound_group as g
left join link_rule as k on g.unit = k.unit;
update member
set unit = m.target, id_number = m.id_number, matched_by = m.rule,
    match_probability = least(member.match_probability, m.probability)
from move as m
where member.unit = m.unit;
update feature set unit = m.target from move as m where feature.unit = m.unit;
"""

_RULES = """
create or replace temp table link_rule as
select
    s.ru as unit,
    case
        when s.id_level = 0 then 'id_number_repaired'
        when s.name_level = 0 and s.birth_level = 0 and s.phone_level = 0 then 'name_birth_phone'
        when s.name_level = 0 and s.birth_level = 0 and s.place_level = 0 then 'name_birth_place'
        else 'probabilistic'
    end as rule
from (
    select unit as ru, target as cu from attached
    union all
    select ru, arg_max(cu, struct_pack(p := probability, older := -cu)) from sure_edge group by ru
) as v
join scored as s on v.ru = s.ru and v.cu = s.cu;
"""


_FINISH = """
create or replace temp table shadow_result as
select t.unit as rid, m.unit, t.true_unit, m.match_probability, m.matched_by
from shadow_truth as t
join member as m on t.unit = m.rid;
create or replace temp table member as
with living as (
    select rid, unit, id_number, matched_by, match_probability from member where rid < {base}
    union all
    select rid, rid, null, 'single', 1.0 from rec where is_test
)
select
    rid,
    min(rid) over (partition by unit) as unit,
    id_number,
    case when count(*) over (partition by unit) = 1 then 'single' else matched_by end as matched_by,
    case when count(*) over (partition by unit) = 1 then 1.0 else match_probability end as match_probability
from living
order by rid;
"""


@dataclass(frozen=True)
class Round:
    """One round: how many units were open, attached, grouped, and the calibration."""

    open_units: int
    attached: int
    grouped: int
    calibration: Calibration


def resolve(con: duckdb.DuckDBPyConnection) -> list[Round]:
    """Link the open units of `member` in rounds; updates `member` in place."""
    con.execute(_SHADOW_TRUTH.format(base=SHADOW_BASE))
    rounds: list[Round] = []
    weights: model.Weights | None = None
    calibrator = Calibrator()
    for number in range(ROUNDS):
        _run(con, _OPEN)
        block.build_candidates(con, thorough=number > 0)
        score.build_profiles(con)
        weights = weights or model.learn(con)
        evidence.build_evidence(con)
        score.build_scores(con, weights)
        rounds.append(_close(con, calibrator))
        if rounds[-1].attached + rounds[-1].grouped == 0:
            break
    _run(con, _FINISH.format(base=SHADOW_BASE))
    return rounds


def _close(con: duckdb.DuckDBPyConnection, calibrator: Calibrator) -> Round:
    posterior.build_pulls(con)
    posterior.build_posterior(con)
    _observe(con, calibrator)
    calibration = calibrator.fit()
    settings = {
        "calibrated": calibration.sql(),
        "cap": posterior.CAP,
        "attach": posterior.ATTACH,
        "base": SHADOW_BASE,
    }
    _run(con, _ATTACH.format(**settings))
    posterior.build_edges(con)
    _run(con, _GROUP.format(**settings))
    groups.store(con, "closed_group", con.execute("select ru, cu from sure_edge order by all").fetchall())
    _run(con, _BROKEN)
    evidence.build_evidence(con, candidates="inner_pair", into="inner_evidence")
    _run(con, _SOUND_GROUPS)
    _run(con, _RULES)
    _run(con, _APPLY)
    counts = con.execute("""
        select (select count(*) from open_unit), (select count(*) from attached),
            (select count(*) from sound_group where unit <> leader)
    """).fetchone()
    opened, attached, grouped = counts or (0, 0, 0)
    return Round(int(opened), int(attached), int(grouped), calibration)


def _observe(con: duckdb.DuckDBPyConnection, calibrator: Calibrator) -> None:
    seen = con.execute(_SHADOW_RESULT).fetchnumpy()
    calibrator.add(np.asarray(seen["raw"], dtype=np.float64), np.asarray(seen["is_right"], dtype=bool))


def _run(con: duckdb.DuckDBPyConnection, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            con.execute(statement)
