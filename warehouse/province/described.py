"""The province's own tables: grain, columns and comments, Chinese first. None holds a value of one person."""

from __future__ import annotations

from warehouse.province.uniting import COUNTY_CODE, MARTS
from warehouse.publication.copying import Column, Table

_NAME_ZH = Column("name_zh", "VARCHAR", True, "中文名称。Chinese name.")
_NAME_EN = Column("name_en", "VARCHAR", True, "英文名称。English name.")
_SUPPRESSED = Column(
    "is_suppressed", "BOOLEAN", True, "居民数是否因过小而隐去。Whether the count of residents is hidden."
)


def _count(name: str, comment: str, *, is_required: bool = True) -> Column:
    return Column(name, "BIGINT", is_required, comment)


def _rate(name: str, comment: str) -> Column:
    return Column(name, "DOUBLE", False, comment)


_REPORTED = _count("reported", "上报事件数，作废不计。Events reported, void ones left out.")
_CLOSED = _count("closed", "其中已办结。Of them closed.")
_OVERDUE = _count("overdue", "其中超期。Of them overdue.")
_CLOSURE = _rate("closure_rate", "办结率，由各县之和重算。Closure rate, from the counties' sums.")
_MONTH = Column("month", "DATE", False, "月份（首日）。Month, its first day.")

DIM_COUNTY = Table(
    MARTS,
    "dim_county",
    "县：配置中每县一行，未并入的也在。Counties: one row a county of the configuration, united or not.",
    (
        COUNTY_CODE,
        Column("county_id", "VARCHAR", True, "配置中的县标识。Id of the county in the configuration."),
        _NAME_ZH,
        _NAME_EN,
        Column("province_code", "VARCHAR", True, "省代码。Code of the province."),
        Column(
            "state",
            "VARCHAR",
            True,
            "状态：published 已并入，missing 尚无发布，foreign 区划代码多属他县而未并入。"
            "published: united; missing: nothing published; foreign: left out, its divisions are another's.",
        ),
        Column("version", "VARCHAR", False, "并入的县发布版本。The county's version that was united."),
        Column(
            "published_at", "TIMESTAMP WITH TIME ZONE", False, "该版本发布时间。When it was published, UTC."
        ),
        Column("as_of", "DATE", False, "该县数据截止日。The date that the county's data reach."),
        _count("divisions", "现行村和社区数。Current communities and villages."),
        _count("divisions_elsewhere", "其中代码属他县者。Of them with another county's code."),
    ),
)

SCORECARD = Table(
    MARTS,
    "mart_county_scorecard",
    "县记分卡：每县一行，全省一行；比率由分子分母重算。"
    "Scorecard: one row a county and one for the province; rates are made from sums, never averaged.",
    (
        Column(
            COUNTY_CODE.name, "VARCHAR", True, "县代码；全省行为省代码。County, or the province in its row."
        ),
        Column("level", "VARCHAR", True, "county 县，province 省。Level of the row: county or province."),
        _NAME_ZH,
        _count(
            "residents",
            "现有居民数；全省每人只计一次，小于 5 或可推出小数时为空。"
            "Current residents; in the province each once; null below 5 or where a small count would follow.",
            is_required=False,
        ),
        _SUPPRESSED,
        _REPORTED,
        _CLOSED,
        _OVERDUE,
        _CLOSURE,
        _count("disputes_found", "发现矛盾纠纷数。Disputes found."),
        _count("disputes_resolved", "其中已化解。Of them resolved."),
        _rate("resolution_rate", "化解率。Resolution rate."),
        _count("whistles", "吹哨数。Whistles."),
        _count("whistles_solved", "其中已解决。Of them solved."),
        Column("as_of", "DATE", False, "数据截止日；全省取最早。As-of date; the earliest for the province."),
    ),
)

RESIDENTS = Table(
    MARTS,
    "mart_province_residents",
    "全省居民：按在几个县有登记分组，每人只计一次。"
    "Residents of the province, each once, by the number of counties that know them.",
    (
        _count("counties_known_in", "有登记的县数。Number of counties in whose registers they stand."),
        _count("residents", "居民数，过小时为空。Residents, null where small.", is_required=False),
        _SUPPRESSED,
    ),
)

FIGURES = Table(
    MARTS,
    "mart_province_figures",
    "全省数字：各县公布数字口径的合计，每项一行；比率由分子分母之和重算，类别数取并集。"
    "The figures of all counties together, one row each; rates from sums, kinds counted once.",
    (
        Column("figure", "VARCHAR", True, "数字标识。Id of the figure."),
        Column("sort_order", "INTEGER", True, "排列次序。Order of display."),
        _NAME_ZH,
        _NAME_EN,
        Column("unit", "VARCHAR", True, "单位：count 或 percent。Unit: count or percent."),
        Column("value", "DECIMAL(18,2)", False, "全省值；无分母时为空。Value; null without a denominator."),
        _count("numerator", "比率分子之和。Sum of numerators, for a rate.", is_required=False),
        _count("denominator", "比率分母之和。Sum of denominators, for a rate.", is_required=False),
        _count("counties", "给出该数的县数。Counties that give the figure."),
        Column("definition_zh", "VARCHAR", True, "中文口径。Definition in Chinese."),
        Column("definition_en", "VARCHAR", True, "英文口径。Definition in English."),
        Column("as_of", "DATE", False, "各县截止日中最早者。The earliest of the counties' dates."),
    ),
)

EVENT_CLOSURE = Table(
    MARTS,
    "mart_province_event_closure",
    "全省事件办结：按月、类型、首报平台汇总各县。"
    "Closure of events in the province: one row a month, type and first network.",
    (
        _MONTH,
        Column("event_type_code", "VARCHAR", False, "事件类型。Unified event type."),
        Column("origin_network", "VARCHAR", False, "首报平台。The network that reported first."),
        _REPORTED,
        _CLOSED,
        _OVERDUE,
        _CLOSURE,
    ),
)

DISPUTES = Table(
    MARTS,
    "mart_province_dispute_resolution",
    "全省矛盾纠纷化解：按月和类型汇总各县。Disputes in the province: one row a month and type.",
    (
        _MONTH,
        Column("type", "VARCHAR", False, "纠纷类型。Type of dispute."),
        _count("found", "发现数。Disputes found."),
        _count("dispatched", "转办数。Of them dispatched."),
        _count("resolved", "化解数。Of them resolved."),
        _rate("resolution_rate", "化解率。Resolution rate."),
    ),
)

LINKAGE = Table(
    "ops",
    "province_linkage",
    "跨县归并：每条规则一行，只有数目。The cross-county pass: one row a rule, numbers only.",
    (
        Column("rule", "VARCHAR", True, "归并规则。Rule by which residents were joined."),
        _count(
            "residents", "各县居民数，过小时为空。Counties' residents, null where small.", is_required=False
        ),
        _SUPPRESSED,
    ),
)
