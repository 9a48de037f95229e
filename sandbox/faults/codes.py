"""Which fields hold codes, by network and stream: those an unknown code can stand in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

UNKNOWN_CODE: Final = "77"

CODE_FIELDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "zongzhi": {
            "grid": ("WGLX",),
            "population": ("XBDM", "HZGX", "RKLX"),
            "event": ("SJLB", "SBRLX", "ZTDM"),
            "step": ("HJDM",),
            "dispute": ("LYFS", "JFLX", "TJFS"),
            "visit": ("ZFLX",),
            "post": ("GWLX",),
            "team": ("LB",),
        },
        "chengguan": {
            "cases": ("minorClass", "source", "stage"),
            "actions": ("stage",),
            "components": ("state",),
        },
        "shequ": {
            "service-centers": ("level",),
            "residents": ("gender", "residentType"),
            "tickets": ("kind", "state"),
            "volunteer-groups": ("kind",),
            "activities": ("action",),
        },
        "xiangcun": {
            "行政村": ("类型", "无讼村"),
            "村民": ("性别", "与户主关系"),
            "村务事件": ("类别", "状态"),
            "积分榜": ("榜单",),
            "荣誉": ("称号",),
        },
        "nanshan": {"matters": ("category_code", "source", "status")},
    }
)
