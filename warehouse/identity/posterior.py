"""The posterior of each open unit over its targets and nobody, calibrated on the shadows.

A target is a trusted unit, or a group of open units that would be one person. An open candidate
that itself belongs to a trusted unit speaks for that unit, not against it.
"""

from __future__ import annotations

import math

import duckdb
import numpy as np
import numpy.typing as npt

ATTACH = 0.99
REVIEW = 0.5
_CAP = 0.9
"""No link on name levels that say little is made without a clerk, whatever the rest says."""

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
left join trusted_unit as e on s.cu = e.unit;
create or replace temp table believed as
select ru as unit, arg_max(cu, struct_pack(pull := pull, older := -cu)) as target
from pull
where is_trusted and pull >= 1
group by ru;
create or replace temp table strong_edge as
select p.ru, p.cu
from pull as p
where not p.is_trusted and p.pull / (1 + p.pull) >= {attach} and not p.is_capped
    and p.ru not in (select unit from believed) and p.cu not in (select unit from believed)
order by p.ru, p.cu;
"""

_POSTERIOR = """
create or replace temp table posterior as
with targeted as (
    select p.ru, coalesce(b.target, g.leader, p.cu) as target, p.pull, p.cu, p.is_capped, p.is_trusted
    from pull as p
    left join believed as b on p.cu = b.unit
    left join strong_group as g on p.cu = g.unit
),
weighed as (
    select
        ru, target, max(pull) as pull, max(pull) filter (is_trusted) as direct_pull,
        bool_and(is_capped) as is_capped,
        arg_max(cu, struct_pack(pull := pull, older := -cu)) as nearest
    from targeted
    group by ru, target
),
shared as (
    select *, round(pull / (1 + sum(pull) over (partition by ru)), 9) as raw
    from weighed
    where pull > 0
)
select *
from shared
qualify row_number() over (partition by ru order by raw desc, target) = 1
order by ru;
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
    return share / (1 - share)


def build_pulls(con: duckdb.DuckDBPyConnection) -> None:
    """Make `pull` (prior odds times evidence), `believed` and `strong_edge` from `scored`."""
    best = con.execute(_BEST).fetchnumpy()
    complaint = np.asarray(best["is_complaint"], dtype=bool)
    odds = np.asarray(best["odds"], dtype=np.float64)
    script = _PULLS.format(
        complaint=prior_odds(odds[complaint]), register=prior_odds(odds[~complaint]), attach=ATTACH
    )
    for statement in script.split(";"):
        con.execute(statement)


def build_posterior(con: duckdb.DuckDBPyConnection) -> None:
    """Make `posterior`: the best target of each open unit and its raw probability."""
    con.execute(_POSTERIOR)


def fit(raw: Floats, right: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Fit logit(calibrated) = a + b · logit(raw) with a prior at a = 0, b = 1 (Newton, 25 steps)."""
    x = _logit(raw)
    a, b = 0.0, 1.0
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(a + b * x, -40, 40)))
        w = p * (1 - p)
        gradient = np.array([(right - p).sum() - a, (x * (right - p)).sum() - 25 * (b - 1)])
        curvature = np.array([[w.sum() + 1, (w * x).sum()], [(w * x).sum(), (w * x * x).sum() + 25]])
        step = np.linalg.solve(curvature, gradient)
        a, b = a + float(step[0]), max(0.1, b + float(step[1]))
    return a, b


def _logit(p: Floats) -> Floats:
    clipped = np.clip(p, 1e-9, 1 - 1e-9)
    return np.log(clipped / (1 - clipped))


def calibrated_sql(a: float, b: float) -> str:
    """Build the SQL that turns `raw` into a calibrated probability."""
    if not (math.isfinite(a) and math.isfinite(b)):
        raise ValueError("the calibration did not converge")
    return (
        f"round(1 / (1 + exp(-({a:.6f} + {b:.6f} * ln("
        "greatest(1e-9, least(raw, 1 - 1e-9)) / (1 - greatest(1e-9, least(raw, 1 - 1e-9))))))), 6)"
    )
