"""The posterior of each open unit over its targets and nobody.

An open unit is attached to a trusted one, or grouped with other open ones. Whatever else it might be
counts against that, as does nobody.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from warehouse.identity import rivals
from warehouse.identity.model import Weights
from warehouse.identity.script import run_script
from warehouse.identity.steady import steady

ATTACH = 0.97
REVIEW = 0.5
CAP = 0.9
"""Names that differ are linked by a clerk only, unless the id says so; quite different ones in any case."""

Floats = npt.NDArray[np.float64]

_BEST = """
select is_complaint, max(odds) as odds from scored group by ru, is_complaint order by ru
"""

_PULLS = """
create or replace temp table pull as
select
    s.*, s.odds * case when s.is_complaint then {complaint} else {register} end as pull,
    e.unit is not null as is_trusted
from scored as s
left join trusted_unit as e on s.cu = e.unit
where s.odds > 0;
"""

_PENALTIES = """
create or replace temp table penalty as
select x.ru, x.cu, exp(sum(ln((1 + y.pull * coalesce(c.share, 1)) / (1 + y.pull)))) as penalty
from pull as x
join pull as y on x.ru = y.ru and x.cu <> y.cu
left join compatible as c on x.cu = c.ru and y.cu = c.cu
where x.pull >= {least} and y.pull >= {least} and not (x.is_trusted and y.is_trusted)
group by x.ru, x.cu;
"""

_POSTERIOR = """
create or replace temp table posterior as
with best as (
    select ru, arg_max(cu, struct_pack(pull := pull, older := -cu)) as target, sum(pull) as all_pulls
    from pull
    where is_trusted
    group by ru
)
select
    b.ru, b.target, p.is_capped, p.name_level,
    round(p.pull * coalesce(v.penalty, 1)
        / (1 + b.all_pulls - p.pull + p.pull * coalesce(v.penalty, 1)), 9) as raw
from best as b
join pull as p on b.ru = p.ru and b.target = p.cu
left join penalty as v on b.ru = v.ru and b.target = v.cu
order by b.ru;
"""

_EDGES = """
create or replace temp table edge as
select
    p.ru, p.cu, p.name_level,
    round(p.pull * coalesce(v.penalty, 1) / (1 + p.pull * coalesce(v.penalty, 1)), 9) as raw
from pull as p
left join penalty as v on p.ru = v.ru and p.cu = v.cu
where not p.is_trusted and p.pull >= 1 and not p.is_capped
    and p.ru not in (select unit from attached) and p.cu not in (select unit from attached)
order by p.ru, p.cu;
"""


def prior_odds(odds: Floats) -> float:
    """Estimate the odds that a unit has a match at all, from the best odds of each unit (EM).

    Bounded to 1:1 … 49:1: beyond that the data cannot be trusted to say.
    """
    share = 0.8
    for _ in range(30):
        if odds.size == 0:
            break
        matched = share * odds / (share * odds + 1 - share)
        share = float(min(0.98, max(0.5, matched.mean())))
    return steady(share / (1 - share))


def learn_priors(con: duckdb.DuckDBPyConnection) -> tuple[float, float]:
    """Estimate the prior odds of complaints and of register records from `scored`."""
    best = con.execute(_BEST).fetchnumpy()
    complaint = np.asarray(best["is_complaint"], dtype=bool)
    odds = np.asarray(best["odds"], dtype=np.float64)
    return prior_odds(odds[complaint]), prior_odds(odds[~complaint])


def build_pulls(con: duckdb.DuckDBPyConnection, complaint_odds: float, register_odds: float) -> None:
    """Make `pull` (prior odds times evidence) from `scored`."""
    run_script(con, _PULLS.format(complaint=complaint_odds, register=register_odds))


def build_posterior(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Make `posterior`: the best trusted unit for each open one, and its raw probability.

    Trusted units exclude each other. An open candidate counts against the best one only as far as
    the two cannot be one person.
    """
    rivals.build_compatible(con, weights)
    run_script(con, _PENALTIES.format(least=rivals.WORTH_ASKING))
    run_script(con, _POSTERIOR)


def build_edges(con: duckdb.DuckDBPyConnection) -> None:
    """Make `edge`: pairs of open units that nothing in `attached` has taken, with their raw probability."""
    run_script(con, _EDGES)
