"""Data quality, computed once more by SQL.

The keys are titles of charts; a query's columns are named as the chart names its own.
"""

from __future__ import annotations

_LATEST = """
    from marts.mart_data_accuracy as a
    semi join (select network, max(as_of) as as_of from marts.mart_data_accuracy group by network) as newest
        using (network, as_of)
"""
_GATE = "from ops.quality_result where run_id = (select arg_max(run_id, checked_at) from ops.quality_result)"
TILES = {
    "隔离记录": "count(*) from ops.quarantine",
    "最近一次检查": f"count(*) {_GATE}",
    "错误级未通过": f"count(*) {_GATE} and not success and severity = 'error'",
    "警告级未通过": f"count(*) {_GATE} and not success and severity = 'warning'",
}
CHARTS = {
    "总体准确率": f"select sum(records_ok) / sum(records) as accuracy_rate {_LATEST}",
    "准确率逐日变化 Accuracy day by day": """
        pivot (
            select as_of, n.name_zh, sum(records_ok) / sum(records) as rate
            from marts.mart_data_accuracy join marts.dim_network n using (network) group by all
        ) on name_zh using any_value(rate) group by as_of
    """,
    "各规则不合格记录 Wrong records by rule": f"""
        select rule_zh, sum(records - records_ok) as wrong {_LATEST} group by rule_zh having wrong > 0
    """,
    "最低准确率 Lowest accuracy": f"""
        select stream, records, records_ok, accuracy {_LATEST} where records_ok < records
    """,
    "隔离记录 Records set aside": """
        pivot (
            select n.name_zh as network_name, rule
            from ops.quarantine join marts.dim_network n using (network)
        ) on rule using nullif(count(*), 0) group by network_name
    """,
    "最近一次检查：先列未通过 Last gate, failures first": f"""
        select if(success, '通过 passed', '未通过 failed') as result, stream_or_table, says, observed,
            threshold
        {_GATE}
    """,
}
