"""Disputes and whistles, computed once more from the facts.

The keys are titles of charts; a query's columns are named as the chart names its own.
"""

from __future__ import annotations

_MONTH = "date_trunc('month', timezone('Asia/Shanghai', {}))"
_COUNTS = "count(*) as disputes_found, count(resolved_at) as disputes_resolved"
TILES = {
    "发现": "count(*) from marts.fct_dispute",
    "转办": "count(dispatched_at) from marts.fct_dispute",
    "化解": "count(resolved_at) from marts.fct_dispute",
    "吹哨": "count(*) from marts.fct_whistle",
}
CHARTS = {
    "化解率": "select count(resolved_at) / count(*) as resolution_rate from marts.fct_dispute",
    "报到用时": "select median(hours_to_report_in) as median_hours from marts.fct_whistle",
    "各月矛盾纠纷 Disputes by month": f"""
        select {_MONTH.format("found_at")} as month, {_COUNTS}, count(dispatched_at) as disputes_dispatched
        from marts.fct_dispute group by month
    """,
    "各类型件数 Disputes by type": f"select {_COUNTS} from marts.fct_dispute group by type",
    "调解方式 Mediation": """
        select nullif(count(*) filter (origin = 'sweep'), 0) as "排查 Sweep",
            nullif(count(*) filter (origin = 'grid_event'), 0) as "网格事件 Grid event"
        from marts.fct_dispute group by mediation
    """,
    "各乡镇街道化解率 Resolution rate by town": """
        select coalesce(town_name_zh, '不详 unknown') as town,
            count(resolved_at) / count(*) as resolution_rate
        from marts.fct_dispute left join marts.dim_division using (division_code) group by town
    """,
    "各月吹哨与解决 Whistles by month": f"""
        select {_MONTH.format("whistled_at")} as month, count(*) as whistles_blown,
            count(solved_at) as whistles_solved
        from marts.fct_whistle group by month
    """,
    "被召集部门 Departments called": """
        select coalesce(n.name_zh, called.code) as department, count(*) as calls
        from (select unnest(departments) as code from marts.fct_whistle) as called
        left join marts.dim_department n on n.department_code = called.code group by department
    """,
}
