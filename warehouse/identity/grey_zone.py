"""The grey zone: pairs that a clerk should decide, table `queue` (left_rid, right_rid, match_probability)."""

from __future__ import annotations

import duckdb

from warehouse.identity.features import SHADOW_BASE
from warehouse.identity.posterior import REVIEW
from warehouse.identity.script import run_script

_QUEUE = """
create or replace temp table queue as
with doubted as (
    select ru, target as cu, probability from verdict where probability >= {review} and ru < {base}
    union all
    select least(ru, cu), greatest(ru, cu), min(calibrated)
    from (select ru, cu, {calibrated} as calibrated from edge)
    where ru < {base} and cu < {base}
    group by all
    having count(*) = 2 and min(calibrated) >= {review}
),
face as (
    select m.unit, coalesce(min(m.rid) filter (not r.is_deleted), min(m.rid)) as rid
    from member as m
    join rec as r on m.rid = r.rid
    group by m.unit
),
paired as (
    select least(f.rid, g.rid) as left_rid, greatest(f.rid, g.rid) as right_rid,
        max(d.probability) as match_probability
    from doubted as d
    join member as a on d.ru = a.rid
    join member as b on d.cu = b.rid
    join face as f on a.unit = f.unit
    join face as g on b.unit = g.unit
    where a.unit <> b.unit
    group by all
)
select p.*
from paired as p
anti join decided as d
    on p.left_rid = least(d.left_rid, d.right_rid) and p.right_rid = greatest(d.left_rid, d.right_rid);
"""


def build_queue(con: duckdb.DuckDBPyConnection, calibrated: str) -> None:
    """Make `queue` from the last round; `calibrated` is the SQL of the calibrated probability of `raw`."""
    run_script(con, _QUEUE.format(review=REVIEW, base=SHADOW_BASE, calibrated=calibrated))
