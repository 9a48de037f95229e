"""Rounds of linkage: each round attaches what is certain, and what was attached speaks in the next.

Attach at .99 and above (calibrated); between .5 and .99 a clerk decides. Two trusted numbers
never meet: only units without one are ever moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from warehouse.identity import block, evidence, groups, model, posterior, quality, score, shadows
from warehouse.identity.calibrate import Calibrator
from warehouse.identity.features import SHADOW_BASE
from warehouse.identity.grey_zone import build_queue
from warehouse.identity.learned import Learned, RoundSettings
from warehouse.identity.script import run_script

ROUNDS = 3

_OPEN = """
create or replace temp table trusted_unit as
select unit, any_value(id_number) as id_number from member where id_number is not null group by unit;
create or replace temp table open_unit as
select distinct m.unit
from member as m
anti join trusted_unit as t on m.unit = t.unit
anti join frozen_unit as f on m.unit = f.unit;
"""
NOTHING_FROZEN = "create or replace temp table frozen_unit (unit integer)"

_APART = """
create or replace temp table apart as
select distinct a.unit as ru, b.unit as cu
from (
    select left_rid, right_rid from decided where not is_same
    union all
    select right_rid, left_rid from decided where not is_same
) as d
join member as a on d.left_rid = a.rid
join member as b on d.right_rid = b.rid;
"""
"""Units that hold two records which a clerk decided to be different people."""

_LINKS = """
create or replace temp table link (
    unit integer, target integer, round integer, rule varchar, probability double,
    name_level utinyint, birth_level utinyint, phone_level utinyint, place_level utinyint,
    sex_level utinyint, id_level utinyint,
    name_birth_factor double, sex_factor double, contact_factor double, id_factor double, kin_factor double,
    odds double);
"""
"""Every link that scores made, with the evidence for it."""

_KEEP_LINKS = """
insert into link
select
    v.ru, v.cu, {number}, r.rule, m.probability, s.name_level, s.birth_level, s.phone_level, s.place_level,
    s.sex_level, s.id_level, s.name_birth_factor, s.sex_factor, s.contact_factor, s.id_factor, s.kin_factor,
    s.odds
from move as m
join reason as v on m.unit = v.ru
join link_rule as r on m.unit = r.unit
join scored as s on v.ru = s.ru and v.cu = s.cu
where v.ru < {base};
"""

_ATTACH = """
create or replace temp table verdict as
select ru, target, case when is_capped then least({calibrated}, {cap}) else {calibrated} end as probability
from posterior;
create or replace temp table attached as
with sure as (select ru as unit, target, probability from verdict where probability >= {attach})
select s.*
from sure as s
where not exists (
    select 1
    from apart as x
    join sure as t on x.cu = t.unit
    where x.ru = s.unit and t.target = s.target
        and (t.probability > s.probability or (t.probability = s.probability and t.unit < s.unit))
);
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
    union all
    select g.leader
    from apart as x
    join closed_group as g on x.ru = g.unit
    join closed_group as h on x.cu = h.unit and g.leader = h.leader
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
create or replace temp table reason as
select unit as ru, target as cu from attached
union all
select ru, arg_max(cu, struct_pack(p := probability, older := -cu)) from sure_edge group by ru;
create or replace temp table link_rule as
select
    s.ru as unit,
    case
        when s.id_level = 0 then 'id_number_repaired'
        when s.name_level = 0 and s.birth_level = 0 and s.phone_level = 0 then 'name_birth_phone'
        when s.name_level = 0 and s.birth_level = 0 and s.place_level < 2 then 'name_birth_place'
        else 'probabilistic'
    end as rule
from reason as v
join scored as s on v.ru = s.ru and v.cu = s.cu;
"""


_FINISH = """
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
from living;
"""


_SPENT = (
    "candidate", "evidence", "own_evidence", "rival_evidence", "inner_evidence", "scored", "pull", "penalty",
    "compatible", "rest", "rest_profile", "edge", "posterior", "address", "place", "name_text",
)  # fmt: skip


@dataclass
class _Learning:
    """What the rounds of a full linkage learn; a later one is given it instead."""

    given: Learned | None
    everybody: str
    weights: model.Weights | None = None
    rounds: list[RoundSettings] = field(default_factory=list)
    calibrator: Calibrator = field(default_factory=Calibrator)

    def weigh(self, con: duckdb.DuckDBPyConnection) -> model.Weights:
        """Give the weights; learned in the first round."""
        self.weights = self.weights or (self.given.weights if self.given else model.learn(con))
        return self.weights

    def prepare(self, con: duckdb.DuckDBPyConnection, number: int, weights: model.Weights) -> RoundSettings:
        """Make `posterior` of one round, and give the round's settings."""
        if self.given:
            settings = self.given.rounds[min(number, len(self.given.rounds) - 1)]
            posterior.build_pulls(con, settings.complaint_odds, settings.register_odds)
            posterior.build_posterior(con, weights)
            return settings
        complaint, register = posterior.learn_priors(con)
        posterior.build_pulls(con, complaint, register)
        posterior.build_posterior(con, weights)
        shadows.observe(con, self.calibrator)
        self.rounds.append(RoundSettings(complaint, register, self.calibrator.fit()))
        return self.rounds[-1]


def resolve(con: duckdb.DuckDBPyConnection) -> Learned:
    """Link the open units of `member` in rounds; updates `member` in place, and gives what was learned."""
    shadows.prepare(con)
    con.execute(NOTHING_FROZEN)
    score.build_population(con)
    learning = _Learning(None, "other")
    _rounds(con, learning)
    quality.keep_shadows(con)
    _finish(con, learning.rounds[-1])
    return Learned(learning.weigh(con), tuple(learning.rounds))


def resolve_again(con: duckdb.DuckDBPyConnection, learned: Learned, everybody: str) -> None:
    """Do the same for the units that are not in `frozen_unit`, judged by what a former run learned.

    Needs the counts of `score.count_again`; `everybody` is where the owners of a phone are counted.
    """
    learning = _Learning(learned, everybody)
    _finish(con, _rounds(con, learning))


def _rounds(con: duckdb.DuckDBPyConnection, learning: _Learning) -> RoundSettings:
    con.execute(_LINKS)
    for number in range(ROUNDS):
        run_script(con, _OPEN)
        con.execute(_APART)
        block.build_candidates(con, thorough=number > 0)
        score.build_profiles(con, learning.everybody)
        weights = learning.weigh(con)
        evidence.build_evidence(con)
        score.build_scores(con, weights)
        settings = learning.prepare(con, number, weights)
        if _close(con, settings.calibration.sql(), number + 1) == 0:
            break
    return settings


def _finish(con: duckdb.DuckDBPyConnection, settings: RoundSettings) -> None:
    """Close the rounds, and give back the memory of what only they needed."""
    run_script(con, _FINISH.format(base=SHADOW_BASE))
    build_queue(con, settings.calibration.sql())
    for table in _SPENT:
        con.execute(f"drop table if exists {table}")


def _close(con: duckdb.DuckDBPyConnection, calibrated: str, number: int) -> int:
    """Attach and group what is sure; returns how many units moved."""
    settings = {
        "calibrated": calibrated,
        "cap": posterior.CAP,
        "attach": posterior.ATTACH,
        "base": SHADOW_BASE,
    }
    run_script(con, _ATTACH.format(**settings))
    posterior.build_edges(con)
    run_script(con, _GROUP.format(**settings))
    groups.store(con, "closed_group", con.execute("select ru, cu from sure_edge order by all").fetchall())
    run_script(con, _BROKEN)
    evidence.build_evidence(con, candidates="inner_pair", into="inner_evidence")
    run_script(con, _SOUND_GROUPS)
    run_script(con, _RULES)
    run_script(con, _APPLY)
    con.execute(_KEEP_LINKS.format(number=number, base=SHADOW_BASE))
    moved = con.execute("""
        select (select count(*) from attached) + (select count(*) from sound_group where unit <> leader)
    """).fetchone()
    return int(moved[0]) if moved else 0
