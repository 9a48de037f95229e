"""Can two candidates of one unit both be right? Table `compatible` (ru, cu, share).

If a unit fits a trusted unit and an open one as well, that is no conflict as long as nothing tells those
two apart. `share` is how likely the evidence between them is if they are one person, counting only what
speaks against it: 1 says nothing does, near 0 that they are two people, so that only one can be right.
"""

from __future__ import annotations

import duckdb

from warehouse.identity import evidence
from warehouse.identity.model import Weights

WORTH_ASKING = 0.05
"""Candidates with less than these odds are no rivals."""

_PAIRS = """
create or replace temp table rival_pair as
select distinct
    case when x.is_trusted then y.cu when y.is_trusted then x.cu else least(x.cu, y.cu) end as ru,
    case when x.is_trusted then x.cu when y.is_trusted then y.cu else greatest(x.cu, y.cu) end as cu,
    false as via_number
from pull as x
join pull as y on x.ru = y.ru and x.cu <> y.cu
where x.pull >= {least} and y.pull >= {least} and not (x.is_trusted and y.is_trusted);
"""

_COMPATIBLE = """
create or replace temp table compatible as
with judged as (
    select ru, cu,
        case name_level when 1 then {sound} when 3 then {near} when 5 then {other} else 1e0 end
        * case birth_level when 2 then {same_year} / 0.02e0 when 3 then {differs} else 1e0 end
        * case when phone_level in (2, 3) and place_level in (4, 5)
                and not (phone_level = 3 and place_level = 5)
            then {contact} else 1e0 end
        * case sex_level when 1 then 2 * {sex} else 1e0 end
        * case id_level when 3 then 0.07e0 when 4 then 0.001e0 else 1e0 end as share
    from rival_evidence
)
select ru, cu, least(1e0, share) as share from judged
union all
select cu, ru, least(1e0, share) from judged;
"""


def build_compatible(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Make `compatible` for the candidates in `pull` that share a unit, in both directions."""
    con.execute(_PAIRS.format(least=WORTH_ASKING))
    evidence.build_evidence(con, candidates="rival_pair", into="rival_evidence")
    cells = weights.contact
    contact = (
        f"case when phone_level = 2 and place_level = 4 then {cells[2][4]:.9e} "
        f"when phone_level = 2 then {cells[2][5]:.9e} else {cells[3][4]:.9e} end"
    )
    con.execute(
        _COMPATIBLE.format(
            sound=f"{weights.name[0][1]:.9e}", near=f"{weights.name[0][3]:.9e}",
            other=f"{weights.name[0][5]:.9e}",
            same_year=f"{weights.birth[2]:.9e}", differs=f"{weights.birth[3]:.9e}",
            sex=f"{weights.sex[1]:.9e}", contact=contact,
        )
    )  # fmt: skip
