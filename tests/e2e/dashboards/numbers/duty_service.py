"""Duty and service, computed once more by SQL.

The keys are titles of charts; a query's columns are named as the chart names its own.
"""

from __future__ import annotations

_MONTH = "date_trunc('month', timezone('Asia/Shanghai', {}))"
TILES = {
    "岗位": "count(*) from marts.dim_post where is_current",
    "走访": "sum(visits) from marts.mart_visit_coverage",
    "排查队伍": "count(*) from marts.fct_team_member",
    "志愿行动": "count(*) from marts.fct_volunteer_action",
    "开放的服务中心": "count(*) from marts.dim_service_centre where is_open",
}
CHARTS = {
    "在岗率": "select avg(is_filled::int) as posts_filled_rate from marts.dim_post where is_current",
    "三长等岗位在岗与空缺 Posts by kind": """
        select nullif(count(*) filter (is_filled), 0) as "在岗 filled",
            nullif(count(*) filter (not is_filled), 0) as "空缺 vacant"
        from marts.dim_post where is_current group by kind
    """,
    "各月走访 Visits by month": """
        select month, sum(visits) filter (kind = 'daily_visit') as "日走访 Daily",
            sum(visits) filter (kind = 'weekly_talk') as "周座谈 Weekly talk",
            sum(visits) filter (kind = 'monthly_return_visit') as "每月回访 Monthly return"
        from marts.mart_visit_coverage group by month
    """,
    "排查队伍 Members of sweep teams": "select count(*) as members from marts.fct_team_member group by class",
    "志愿服务组行动 Volunteer actions": """
        select count(*) as actions from marts.fct_volunteer_action group by group_kind
    """,
    "各月志愿服务人次 Volunteer attendances by month": f"""
        select {_MONTH.format("started_at")} as month, sum(attendees) as attendances
        from marts.fct_volunteer_action group by month
    """,
    "物业公司红黑榜 Property companies": """
        select nullif(count(*) filter (interviewed), 0) as "被约谈 interviewed",
            nullif(count(*) filter (not interviewed), 0) as "未约谈 not"
        from marts.dim_property_company group by listed
    """,
    "党群服务中心（站）Service centres": """
        select nullif(count(*) filter (is_open), 0) as "开放 open",
            nullif(count(*) filter (not is_open), 0) as "关闭 closed"
        from marts.dim_service_centre group by level
    """,
    "荣誉 Honours": """
        pivot (select title, year from marts.fct_honour) on year using nullif(count(*), 0) group by title
    """,
}
