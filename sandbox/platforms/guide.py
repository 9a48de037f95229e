"""Names that the vendors' guides fix: networks, base paths, streams, update times and CSV columns."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

NETWORKS: Final = ("zongzhi", "chengguan", "shequ", "xiangcun")
# networks that a county need not have: served where the store holds their records
OPTIONAL: Final = ("nanshan",)

BASE_PATHS: Final = MappingProxyType(
    {
        "zongzhi": "/prod-api",
        "chengguan": "/openapi/v2",
        "shequ": "/jeecg-boot",
        "xiangcun": "/export",
        "nanshan": "",
    }
)

DEFAULT_PORTS: Final = MappingProxyType({"zongzhi": 8101, "chengguan": 8102, "shequ": 8103, "xiangcun": 8104})

STREAMS: Final = MappingProxyType(
    {
        "zongzhi": (
            "grid",
            "population",
            "event",
            "step",
            "dispute",
            "visit",
            "whistle",
            "post",
            "team",
            "dept",
        ),
        "chengguan": ("cases", "actions", "components", "unitgrids", "depts"),
        "shequ": (
            *("communities", "service-centers", "buildings", "households", "residents", "tickets"),
            *("property-companies", "volunteer-groups", "activities"),
        ),
        "xiangcun": ("行政村", "屯", "农户", "村民", "村务事件", "积分榜", "荣誉"),
        "nanshan": ("matters",),
    }
)

UPDATE_FIELDS: Final = MappingProxyType(
    {
        "zongzhi": "GXSJ",
        "chengguan": "lastModified",
        "shequ": "updateTime",
        "xiangcun": "更新日期",
        "nanshan": "updated_at",
    }
)

# the record id is the first column of each file
CSV_COLUMNS: Final = MappingProxyType(
    {
        "行政村": ("区划代码", "村名", "乡镇", "类型", "曾用名", "无讼村", "经度", "纬度"),
        "屯": ("屯编码", "屯名", "区划代码", "户数", "屯长姓名", "网格编码"),
        "农户": ("户编号", "户主姓名", "屯编码", "门牌", "人口数"),
        "村民": (
            "村民编号",
            "户编号",
            "姓名",
            "身份证号",
            "性别",
            "民族",
            "出生日期",
            "联系电话",
            "与户主关系",
            "常住",
            "更新日期",
        ),
        "村务事件": (
            "编号",
            "类别",
            "标题",
            "屯编码",
            "上报人姓名",
            "上报人电话",
            "上报时间",
            "受理时间",
            "办结时间",
            "状态",
            "转办平台",
            "对方编号",
            "经度",
            "纬度",
        ),
        "积分榜": ("编号", "户编号", "事由", "积分", "榜单", "日期"),
        "荣誉": ("编号", "村民编号", "称号", "评选年度"),
    }
)
