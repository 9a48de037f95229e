"""The county overview, computed once more from the facts.

The keys are titles of charts; a query's columns are named as the chart names its own.
"""

from __future__ import annotations

_REPORTED = "from marts.fct_event where origin_kind = 'grid_worker' and status <> 'void'"
_DONE = "status in ('closed', 'revisited')"
_DISPATCHED = f"{_REPORTED} and event_type_code = 'dispute' and dispatched_at is not null"
_SWEPT = "from marts.fct_dispute where origin = 'sweep'"
_TEAM = "from marts.fct_team_member where class ="
_HONOURS = "from marts.fct_honour where title ="
_DIVISIONS = "from marts.dim_division where is_current"

FIGURES = {
    "网格员事件上报": f"count(*) {_REPORTED}",
    "已办结": f"count(*) {_REPORTED} and {_DONE}",
    "办结率": f"round(100.0 * count(*) filter ({_DONE}) / count(*), 2) {_REPORTED}",
    "矛盾纠纷事件上报": f"count(*) {_REPORTED} and event_type_code = 'dispute'",
    "转办矛盾纠纷事件": f"count(*) {_DISPATCHED}",
    "转办后已办结": f"count(*) {_DISPATCHED} and {_DONE}",
    "矛盾纠纷办结率": f"round(100.0 * count(*) filter ({_DONE}) / count(*), 2) {_DISPATCHED}",
    "排查矛盾纠纷隐患": f"count(*) {_SWEPT}",
    "化解": f"count(resolved_at) {_SWEPT}",
    "化解率": f"round(100.0 * count(resolved_at) / count(*), 1) {_SWEPT}",
    "走访摸排": "count(*) from marts.fct_visit",
    "吹哨": "count(*) from marts.fct_whistle",
    "解决急难愁盼问题": "count(solved_at) from marts.fct_whistle",
    "网格": "count(*) from marts.dim_grid where is_current and kind = 'urban'",
    "三长": "count(*) from marts.dim_post where is_current and is_filled and role = 'A'"
    " and kind in ('estate_chief', 'building_chief', 'unit_chief')",
    "村和社区": f"count(*) {_DIVISIONS} and (kind = 'village' or substr(division_code, 7, 3) < '100')",
    "无讼村试点": f"count(*) {_DIVISIONS} and lawsuit_free_level in ('pilot', 'demonstration')",
    "无讼示范村": f"count(*) {_DIVISIONS} and lawsuit_free_level = 'demonstration'",
    "屯长": f"count(*) {_TEAM} 'hamlet_chief'",
    "网格长": f"count(*) {_TEAM} 'grid_chief'",
    "律师": f"count(*) {_TEAM} 'lawyer'",
    "法官": f"count(*) {_TEAM} 'judge'",
    "法律明白人": f"count(*) {_TEAM} 'legal_wise_person'",
    "物业公司": "count(*) from marts.dim_property_company",
    "被约谈": "count(*) from marts.dim_property_company where interviewed",
    "党群服务中心(站)": "count(*) from marts.dim_service_centre where is_open and level <> 'unmapped'",
    "志愿服务组": "count(distinct kind) from marts.dim_volunteer_group where kind <> 'unmapped'",
    "八大行动": "count(distinct action_kind) from marts.fct_volunteer_action where action_kind <> 'unmapped'",
    "乡贤": f"count(*) {_HONOURS} '乡贤'",
    "伊通好人": f"count(*) {_HONOURS} '好人'",
    "最美婆媳": f"count(*) {_HONOURS} '最美婆媳'",
}
TILES = {
    "网格员事件上报": FIGURES["网格员事件上报"],
    "办结率": FIGURES["办结率"],
    "矛盾纠纷办结率": FIGURES["矛盾纠纷办结率"],
    "化解率": FIGURES["化解率"],
    "吹哨解决": FIGURES["解决急难愁盼问题"],
    "网格": FIGURES["网格"],
}
_MAP = """
    select g.name_zh as grid, d.name_zh as division,
        count(e.event_key) filter (
            where e.reported_at > moment.at - interval 30 days and e.reported_at <= moment.at
        ) as load,
        count(e.event_key) filter (where not e.is_closed) as open_events
    from marts.dim_grid g
    left join marts.dim_division d using (division_code)
    left join marts.fct_event e on e.grid_code = g.grid_code and e.status <> 'void'
    cross join (select max(newest_record_at) as at from ops.source_freshness) as moment
    where g.is_current and g.boundary_wkt is not null and g.kind {kinds}
    group by g.grid_code, g.name_zh, d.name_zh
"""
CHARTS = {
    "全县网格负荷：近30天事件 Load of the grids: events in 30 days": _MAP.format(kinds="is not null"),
    "城区网格负荷 Load of the urban grids": _MAP.format(kinds="= 'urban'"),
    "各月办结率 Closure rate by month": """
        with events as (
            select is_closed, is_overdue,
                date_trunc('month', timezone('Asia/Shanghai', reported_at)) as reported,
                date_trunc('month', timezone('Asia/Shanghai',
                    if(is_closed, coalesce(closed_at, revisited_at, reported_at), null))) as closed
            from marts.fct_event where status <> 'void'
        )
        select m.month,
            count(*) filter (reported = m.month and is_closed)
                / count(*) filter (reported = m.month) as "按上报 Of those reported",
            count(*) filter (closed = m.month)
                / (count(*) filter (reported <= m.month) - count(*) filter (closed < m.month))
                as "按办理 Of those in hand",
            count(*) filter (reported = m.month and is_closed and not is_overdue)
                / count(*) filter (reported = m.month and (is_closed or is_overdue)) as "按期 In time"
        from events cross join (select distinct reported as month from events) as m
        group by m.month
    """,
    "同一居民在几个网络 Residents by networks that know them": """
        select string_agg(n.name_zh, ' + ' order by n.network) as names,
            any_value(known.residents) as residents_known
        from (
            select networks, count(distinct resident_key) as residents
            from marts.dim_resident where is_current group by networks
        ) as known
        inner join marts.mart_network_overlap as shown
            on shown.networks = known.networks and not shown.is_suppressed
        cross join unnest(known.networks) as ids (id)
        inner join marts.dim_network as n on n.network = ids.id
        group by known.networks
    """,
    "数据新鲜度（北京时间）Freshness, Beijing time": """
        select n.name_zh as name, f.stream, f.newest_record_at + interval 8 hours as newest_record_at,
            round(epoch(f.pulled_at - f.newest_record_at) / 86400, 1) as lag_days,
            if(f.is_stale, '陈旧 stale', '已拉取 pulled') as state
        from ops.source_freshness f join marts.dim_network n using (network)
    """,
    "四网数据 What each network brings": """
        select n.name_zh || ' ' || n.name_en as name,
            count(distinct l.stream) as streams, sum(l.received) as received, sum(l.landed) as landed,
            sum(l.quarantined) as quarantined,
            (select count(*) from marts.fct_event_report r where r.network = n.network) as reports
        from marts.dim_network n join ops.load_ledger l using (network)
        group by n.network, n.name_zh, n.name_en
    """,
    "当前版本（北京时间）Published version, Beijing time": """
        select version, published_at + interval 8 hours as published_at, run_id
        from ops.publication order by published_at desc limit 1
    """,
    "发布数据 Published figures": """
        select name_zh || ' ' || name_en as name, published_value,
            if(is_at_least, greatest(0, published_value - value), value - published_value) as difference,
            if(unit = 'percent', '%', '') as unit
        from marts.mart_published_figures
    """,
}
