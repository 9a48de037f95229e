"""What a matter can be about and how each platform codes it; departments; code tables of the guides."""

from dataclasses import dataclass

STREET_ORDER, EMERGENCY = "street order", "emergency"
COMPONENT, EVENT = "1", "2"
CityClass = tuple[str, str, str]
"""caseKind, major class (or which of the two that swap between the code sets), minor class."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matter with its code on each platform that takes it (empty: does not)."""

    key: str
    title: str
    zongzhi: str
    city: tuple[CityClass, ...]
    shequ: tuple[str, ...]
    village: str
    weight: int

    @property
    def family(self) -> str:
        """Kinds of one family could be taken for each other by place and time."""
        return {"theft": "security", "safety": "security"}.get(self.key, self.key)


def _street(minor: str) -> CityClass:
    return EVENT, STREET_ORDER, minor


KINDS = (
    Kind("litter", "垃圾乱倒", "0101", ((EVENT, "01", "01"),), ("E01",), "环境卫生", 18),
    Kind("posting", "小广告", "0102", ((EVENT, "01", "02"),), (), "", 8),
    Kind(
        "drain", "井盖破损", "0201",
        ((COMPONENT, "01", "01"), (COMPONENT, "01", "02"), (COMPONENT, "01", "03"), (COMPONENT, "01", "04")),
        ("E02",), "", 6,
    ),
    Kind("road", "路面破损", "0202", ((COMPONENT, "02", "01"), (COMPONENT, "02", "02")), (), "道路损坏", 6),
    Kind("lamp", "路灯不亮", "0203", ((COMPONENT, "05", "01"),), ("E03",), "路灯损坏", 6),
    Kind("dispute", "矛盾纠纷", "0301", (), ("H03",), "矛盾纠纷", 0),
    Kind("theft", "失窃线索", "0401", (), (), "治安线索", 2),
    Kind("safety", "治安隐患", "0402", (), (), "治安线索", 5),
    Kind("flying_wire", "飞线充电", "0501", ((EVENT, EMERGENCY, "02"),), ("T02",), "", 10),
    Kind("fire_lane", "占用消防通道", "0502", (_street("03"),), ("T03",), "", 8),
    Kind("parking", "乱停车", "0601", (_street("01"),), ("T01",), "", 8),
    Kind("dog", "不文明养犬", "0701", (_street("05"),), ("H02",), "犬只扰民", 5),
    Kind("noise", "噪声扰民", "0801", (_street("04"),), ("H01",), "", 5),
    Kind("property", "物业服务", "0901", (), ("P01", "P02", "P03"), "", 5),
    Kind("livelihood", "民生诉求", "1001", (), ("S01", "S02"), "民生诉求", 9),
    Kind("straw", "秸秆焚烧", "1101", (), (), "秸秆焚烧", 4),
    Kind("sewage", "污水排放", "1102", (), (), "污水排放", 3),
    Kind("other", "其他事项", "9901", ((EVENT, "99", "99"),), ("X99",), "其他", 4),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}

# Title, class, and the family of matters that it could be taken for.
CITY_ONLY: tuple[tuple[str, CityClass, str], ...] = (
    ("乱堆建筑垃圾", (EVENT, "01", "03"), "litter"),
    ("违规广告", (EVENT, "02", "01"), "posting"),
    ("施工噪声", (EVENT, "03", "01"), "noise"),
    ("占道挖掘", (EVENT, "03", "02"), "road"),
    ("道路塌陷", (EVENT, EMERGENCY, "01"), "road"),
    ("占道经营", (EVENT, STREET_ORDER, "02"), "parking"),
    ("垃圾箱破损", (COMPONENT, "03", "01"), "litter"),
    ("公厕损坏", (COMPONENT, "03", "02"), "toilet"),
    ("护栏损坏", (COMPONENT, "05", "02"), "rail"),
)
COMPONENTS = (
    ("01", "01", "上水井盖"), ("01", "02", "污水井盖"), ("01", "03", "雨水箅子"), ("01", "04", "电力井盖"),
    ("02", "01", "路面"), ("02", "02", "路缘石"), ("03", "01", "垃圾箱"), ("03", "02", "公共厕所"),
    ("05", "01", "路灯"), ("05", "02", "护栏"),
)  # fmt: skip


def major_class(major: str, code_set: str) -> str:
    """Return the two digits of a major class: 04 and 05 are swapped between code sets A and B."""
    if major == EMERGENCY:
        return "04" if code_set == "A" else "05"
    if major == STREET_ORDER:
        return "05" if code_set == "A" else "04"
    return major


ZONGZHI_DEPARTMENTS = (
    ("220323B00", "县社会治安综合治理中心", ""), ("220323B01", "县公安局", "220323B00"),
    ("220323B02", "县司法局", "220323B00"), ("220323B03", "县人民法院", "220323B00"),
    ("220323B04", "县住房和城乡建设局", "220323B00"), ("220323B05", "县城市管理执法局", "220323B00"),
    ("220323B06", "县民政局", "220323B00"), ("220323B07", "县人力资源和社会保障局", "220323B00"),
    ("220323B08", "县自然资源局", "220323B00"), ("220323B09", "县生态环境局", "220323B00"),
    ("220323B10", "县消防救援大队", "220323B00"), ("220323B11", "县卫生健康局", "220323B00"),
    ("220323B12", "县农业农村局", "220323B00"), ("220323B13", "县市场监督管理局", "220323B00"),
    ("220323B14", "县交通运输局", "220323B00"), ("220323B15", "县水利局", "220323B00"),
    ("220323B16", "县信访局", "220323B00"), ("220323B17", "县供电公司", "220323B04"),
    ("220323B18", "县自来水公司", "220323B04"), ("220323B19", "县环卫中心", "220323B05"),
    ("220323B20", "永盛街道办事处", "220323B00"), ("220323B21", "永宁街道办事处", "220323B00"),
)  # fmt: skip
CITY_DEPARTMENTS = (
    ("CG01", "环境卫生管理处", "220323B19"), ("CG02", "市政设施管理处", "220323B04"),
    ("CG03", "城管执法大队", "220323B05"), ("CG04", "交警大队", "220323B01"),
    ("CG05", "供电公司", "220323B17"),
    ("CG06", "自来水公司", "220323B18"), ("CG07", "消防救援大队", "220323B10"), ("CG08", "园林绿化处", ""),
    ("CG09", "永盛街道", "220323B20"), ("CG10", "永宁街道", "220323B21"), ("CG11", "通信公司", ""),
)  # fmt: skip
_DEPARTMENT_OF = {
    "litter": ("220323B19", "CG01"), "posting": ("220323B05", "CG03"), "drain": ("220323B04", "CG02"),
    "road": ("220323B14", "CG02"), "lamp": ("220323B17", "CG05"), "flying_wire": ("220323B10", "CG07"),
    "fire_lane": ("220323B10", "CG07"), "parking": ("220323B01", "CG04"), "dog": ("220323B01", "CG03"),
    "noise": ("220323B09", "CG03"), "dispute": ("220323B02", "CG09"), "theft": ("220323B01", "CG04"),
    "safety": ("220323B01", "CG04"), "property": ("220323B04", "CG02"), "livelihood": ("220323B06", "CG10"),
    "straw": ("220323B09", "CG01"), "sewage": ("220323B15", "CG06"), "other": ("220323B16", "CG08"),
}  # fmt: skip


def zongzhi_department(kind: Kind) -> str:
    """Return the zongzhi department that handles a kind of matter."""
    return _DEPARTMENT_OF[kind.key][0]


def city_department(kind: Kind | None, component: str = "") -> str:
    """Return the chengguan department that handles a kind of matter, or a component's major class."""
    if kind is not None:
        return _DEPARTMENT_OF[kind.key][1]
    return {"01": "CG02", "02": "CG02", "03": "CG01", "05": "CG05"}.get(component, "CG03")
