"""The grid scorecard, computed once more by SQL.

The keys are titles of charts; a query's columns are named as the chart names its own.
"""

from __future__ import annotations

_GRIDS = "from marts.dim_grid where is_current"
_EVENTS = """
    from marts.fct_event e
    join marts.dim_grid g on g.grid_code = e.grid_code and g.is_current
    cross join (select max(newest_record_at) as at from ops.source_freshness) as moment
    left join marts.dim_division d on d.division_code = g.division_code
    where e.status <> 'void'
"""
_RECENT = "e.reported_at > moment.at - interval 30 days and e.reported_at <= moment.at"
_POSTS = "from marts.dim_post p join marts.dim_grid g on p.grid_code = g.grid_code and g.is_current"
TILES = {
    "现行网格": f"count(*) {_GRIDS}",
    "近30天事件": f"count(*) filter ({_RECENT}) {_EVENTS}",
    "未办结": f"count(*) filter (not e.is_closed) {_EVENTS}",
}
CHARTS = {
    "岗位在岗率": f"select count(*) filter (is_filled) / count(*) as filled_rate {_POSTS} where p.is_current",
    "近30天走访": "select sum(visits_30d) as visits_total from marts.mart_grid_scorecard",
    "各乡镇街道近30天事件与未办结 Events by town": """
        select coalesce(d.town_name_zh, '不详 unknown') as town, sum(s.events_30d) as events_total,
            sum(s.open_events) as open_total
        from marts.mart_grid_scorecard s left join marts.dim_division d using (division_code) group by all
    """,
    "各乡镇街道网格平均办结率 Mean closure rate by town": f"""
        select town, avg(rate) as mean_closure from (
            select coalesce(d.town_name_zh, '不详 unknown') as town, g.grid_code,
                avg(e.is_closed::int) as rate
            {_EVENTS} group by d.town_name_zh, g.grid_code
        ) group by town
    """,
    "网格评分表 Scorecard of the grids": """
        select name_zh as grid, households, households_vs_standard, residents, posts, posts_filled,
            a_b_pairs_complete, events_30d, open_events, closure_rate, visits_30d, satisfaction
        from marts.mart_grid_scorecard
    """,
}
