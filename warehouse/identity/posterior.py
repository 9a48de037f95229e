"""The posterior of each open unit over its targets and nobody.

An open unit is attached to a trusted one, or grouped with other open ones. Whatever else it might be
counts against that, as does nobody.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from warehouse.identity.script import run_script

ATTACH = 0.99
REVIEW = 0.5
CAP = 0.9
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
left join trusted_unit as e on s.cu = e.unit
where s.odds > 0;
create or replace temp table belief as
select ru, cu, pull / (1 + sum(pull) over (partition by ru)) as share
from pull
where is_trusted;
"""

_POSTERIOR = """
create or replace temp table posterior as
with best as (
    select ru, arg_max(cu, struct_pack(pull := pull, older := -cu)) as target, sum(pull) as all_pulls
    from pull
    where is_trusted
    group by ru
),
rivals as (
    select p.ru, sum(p.pull * case when p.name_level = 0 and t.name_level in (1, 3) and t.id_level > 1 then 1
        else 1 - coalesce(q.share, 0) end) as pulls
    from pull as p
    join best as b on p.ru = b.ru
    join pull as t on b.ru = t.ru and b.target = t.cu
    left join belief as q on p.cu = q.ru and b.target = q.cu
    where not p.is_trusted
    group by p.ru
)
select
    b.ru, b.target, round(p.pull / (1 + b.all_pulls + coalesce(v.pulls, 0)), 9) as raw, p.is_capped
from best as b
join pull as p on b.ru = p.ru and b.target = p.cu
left join rivals as v on b.ru = v.ru
order by b.ru;
"""

_EDGES = """
create or replace temp table edge as
with strong as (
    select ru, cu, pull
    from pull
    where not is_trusted and pull >= 1 and not is_capped
        and ru not in (select unit from attached) and cu not in (select unit from attached)
),
shared as (
    select s.ru, s.cu, s.pull, sum(t.pull / (1 + coalesce(w.pull, 0))) as others
    from strong as s
    left join pull as t on s.ru = t.ru and s.cu <> t.cu
    left join pull as w on s.cu = w.ru and t.cu = w.cu
    group by s.ru, s.cu, s.pull
)
select ru, cu, round(pull / (1 + pull + coalesce(others, 0)), 9) as raw
from shared
order by ru, cu;
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
    """Make `pull` (prior odds times evidence) and `belief` (share of each trusted unit) from `scored`."""
    best = con.execute(_BEST).fetchnumpy()
    complaint = np.asarray(best["is_complaint"], dtype=bool)
    odds = np.asarray(best["odds"], dtype=np.float64)
    script = _PULLS.format(complaint=prior_odds(odds[complaint]), register=prior_odds(odds[~complaint]))
    run_script(con, script)


def build_posterior(con: duckdb.DuckDBPyConnection) -> None:
    """Make `posterior`: the best trusted unit for each open one, and its raw probability.

    An open unit that would belong to the same trusted one is no rival, as far as it would belong there;
    but one of exactly the same name is, when the trusted one is written differently.
    """
    con.execute(_POSTERIOR)


def build_edges(con: duckdb.DuckDBPyConnection) -> None:
    """Make `edge`: pairs of open units that nothing in `attached` has taken, with their raw probability.

    What both would belong to is no reason against their being one.
    """
    con.execute(_EDGES)
