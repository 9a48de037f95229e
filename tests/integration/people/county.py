"""Two days of a county of a street with three grids and one village, as its platforms would send them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.landing import Landing

FIRST_PULL = datetime(2024, 11, 19, 1, tzinfo=UTC)
SECOND_PULL = datetime(2024, 11, 20, 1, tzinfo=UTC)
STREET = "229923001001"
VILLAGE = "229923100201"
WEST, EAST, NORTH = (f"{STREET}{number:03d}" for number in (1, 2, 3))
VILLAGE_GRID = f"{VILLAGE}001"
OLD_CUT, OLD_WHOLE = f"{STREET}01", f"{STREET}02"

# Records of one person carry one key: what identity linkage would find.
PEOPLE = {
    ("zongzhi", "population", "R1"): "zhang",
    ("shequ", "residents", "a1"): "zhang",
    ("zongzhi", "population", "R2"): "li",
    ("shequ", "residents", "a2"): "li",
    ("zongzhi", "population", "R3"): "tester",
    ("zongzhi", "population", "R4"): "deleted",
    ("zongzhi", "population", "R5"): "leaving",
    ("xiangcun", "村民", "C1"): "zhao",
    ("zongzhi", "population", "R6"): "zhao",
    ("xiangcun", "村民", "C2"): "vanishing",
    ("chengguan", "cases", "AJ1"): "li",
    ("shequ", "residents", "a3"): "mover",
}


def box(west: float, south: float, east: float, north: float) -> str:
    return f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def land_places(landing: Landing) -> None:
    grid = {
        "SSQHDM": STREET,
        "SSQHMC": "东社区",
        "JDMC": "某街道",
        "WGLX": "01",
        "HS": "480",
        "QYRQ": "20230701",
    }
    old = grid | {"QYRQ": "20190101", "TYRQ": "20230630"}
    village = {"SSQHDM": VILLAGE, "SSQHMC": "老甲村", "JDMC": "某镇", "WGLX": "02", "QYRQ": "20230701"}
    landing.window(
        "zongzhi",
        "grid",
        [
            old | {"WGBH": OLD_CUT, "WGMC": "旧一"},
            old | {"WGBH": OLD_WHOLE, "WGMC": "旧二"},
            grid | {"WGBH": WEST, "YWGBH": OLD_CUT, "BJ": box(125.30, 43.34, 125.31, 43.35)},
            grid | {"WGBH": EAST, "YWGBH": OLD_CUT, "BJ": box(125.31, 43.34, 125.32, 43.35)},
            grid | {"WGBH": NORTH, "YWGBH": OLD_WHOLE, "ZXJD": "43.355", "ZXWD": "125.31"},
            village | {"WGBH": VILLAGE_GRID, "ZXJD": "125.40", "ZXWD": "43.30"},
            grid | {"WGBH": f"{STREET}009", "WGMC": "测试网格"},
        ],
        pulled_at=FIRST_PULL,
    )
    landing.window(
        "shequ",
        "communities",
        [
            {
                "id": "c1",
                "communityCode": STREET,
                "communityName": "东社区",
                "brand": "东茶馆",
                "streetName": "某街道",
            }
        ],
        pulled_at=FIRST_PULL,
    )
    building = {"communityCode": STREET, "estateName": "甲小区"}
    landing.window(
        "shequ",
        "buildings",
        # b1: the stale code of a grid that was cut, BD-09 of a place in the eastern half, axes swapped.
        [
            building
            | {"id": "b1", "buildingNo": "3", "gridCode": OLD_CUT, "lng": "43.3526", "lat": "125.3274"}
        ],
        pulled_at=FIRST_PULL,
    )
    landing.window(
        "shequ",
        "households",
        [{"id": "h1", "buildingId": "b1", "unitNo": "2", "roomNo": "501", "houseNo": "3-2-501"}],
        pulled_at=FIRST_PULL,
    )
    row = {
        "区划代码": f'="{VILLAGE}"',
        "村名": "甲村",
        "乡镇": "某镇",
        "类型": "村",
        "曾用名": "老甲村",
        "无讼村": "示范",
    }
    hamlet = {"屯编码": f"{VILLAGE}001", "屯名": "前屯", "区划代码": VILLAGE, "网格编码": VILLAGE_GRID}
    land_village(landing, "2024-11-18", [row], [hamlet])
    land_village(landing, "2024-11-19", [row | {"村名": "新甲村", "曾用名": ""}], [hamlet])


def land_village(
    landing: Landing, day: str, villages: list[dict[str, str]], hamlets: list[dict[str, str]]
) -> None:
    landing.snapshot("行政村", villages, day=day)
    landing.snapshot("屯", hamlets, day=day)
    landing.snapshot("农户", [{"户编号": "N1", "屯编码": f"{VILLAGE}001", "门牌": "12号"}], day=day)


def land_people(landing: Landing) -> None:
    person = {"XBDM": "1", "CSRQ": "19850315", "WGBH": OLD_CUT, "HH": "Z1", "RKLX": "1", "SCBZ": "0"}
    landing.window(
        "zongzhi",
        "population",
        [
            person | {"RYBH": "R1", "XM": "张三", "GMSFHM": "229923198503150027", "XBDM": "2"},
            person | {"RYBH": "R2", "XM": "李四", "WGBH": EAST, "HH": "Z1"},
            person | {"RYBH": "R3", "XM": "测试", "HH": "Z9"},
            person | {"RYBH": "R4", "XM": "王五", "SCBZ": "1", "HH": "Z8"},
            person | {"RYBH": "R5", "XM": "孙七", "WGBH": OLD_WHOLE, "HH": "Z2"},
            person | {"RYBH": "R6", "XM": "赵六", "WGBH": VILLAGE_GRID, "HH": "Z3", "RKLX": "3"},
        ],
        pulled_at=FIRST_PULL,
        updated_at=datetime(2024, 11, 18, 2, tzinfo=UTC),
    )
    resident = {"householdId": "h1", "gender": "1", "moveOutTime": "0", "delFlag": "0"}
    landing.window(
        "shequ",
        "residents",
        [
            resident | {"id": "a1", "fullName": "张三"},
            resident | {"id": "a2", "fullName": "李四", "gender": "0"},
            resident | {"id": "a3", "fullName": "周九", "moveOutTime": "1700000000000"},
        ],
        pulled_at=FIRST_PULL,
        updated_at=datetime(2024, 11, 18, 2, tzinfo=UTC),
    )
    landing.window(
        "chengguan",
        "cases",
        [{"caseNo": "AJ1", "reporter": '{"name":"李四"}', "reportTime": "2024-11-18T09:00:00+08:00"}],
        pulled_at=FIRST_PULL,
        updated_at=datetime(2024, 11, 18, 2, tzinfo=UTC),
    )
    villager = {"户编号": "N1", "性别": "男", "常住": "是", "出生日期": "1950年3月1日"}
    for day in ("2024-11-18", "2024-11-19"):
        landing.snapshot(
            "村民",
            [villager | {"村民编号": "C1", "姓名": "赵 六"}, villager | {"村民编号": "C2", "姓名": "钱八"}],
            day=day,
        )


def land_duties(landing: Landing) -> None:
    landing.window(
        "zongzhi",
        "post",
        [
            {
                "GWBH": "P1",
                "GWLX": "1",
                "ABJ": "A",
                "DGWBH": "P2",
                "WGBH": WEST,
                "RYBH": "R1",
                "RZRQ": "20230701",
            },
            {"GWBH": "P2", "GWLX": "01", "ABJ": "Ｂ", "DGWBH": "P1", "WGBH": OLD_CUT, "RYBH": "无"},
        ],
        pulled_at=FIRST_PULL,
    )
    visit = {"ZFLX": "1", "ZFSJ": "2024-11-18 09:30:00", "SSQHDM": STREET}
    landing.window(
        "zongzhi",
        "visit",
        [
            visit | {"ZFBH": "V1", "HH": "Z1", "GWBH": "P1"},
            visit | {"ZFBH": "V2", "HH": "Z404", "GWBH": "P404", "SSQHDM": ""},
            visit | {"ZFBH": "V3", "HH": "Z1", "GWBH": "P1", "SCBZ": "1"},
        ],
        pulled_at=FIRST_PULL,
    )
    landing.snapshot(
        "积分榜",
        [{"编号": "J1", "户编号": "N1", "积分": "-３", "榜单": "红", "日期": "45600"}],
        day="2024-11-19",
    )
    landing.snapshot(
        "荣誉", [{"编号": "Y1", "村民编号": "C1", "称号": "好人", "评选年度": "2023年度"}], day="2024-11-19"
    )


def land_second_day(landing: Landing) -> None:
    """R1 moves to the north, R5 is found gone, a2 is deleted, the villager C2 is in the file no more."""
    moved = {"RYBH": "R1", "XM": "张三", "GMSFHM": "229923198503150027", "XBDM": "2", "CSRQ": "19850315"}
    when = datetime(2024, 11, 19, 20, tzinfo=UTC)
    landing.window(
        "zongzhi",
        "population",
        [moved | {"WGBH": NORTH, "HH": "Z2", "RKLX": "2"}],
        pulled_at=SECOND_PULL,
        updated_at=when,
    )
    landing.gone("zongzhi", "population", ["R5"], pulled_at=SECOND_PULL)
    landing.window(
        "shequ",
        "residents",
        [
            {
                "id": "a2",
                "householdId": "h1",
                "fullName": "李四",
                "gender": "0",
                "moveOutTime": "0",
                "delFlag": "1",
            }
        ],
        pulled_at=SECOND_PULL,
        updated_at=when,
    )
    row = {"区划代码": VILLAGE, "村名": "新甲村", "乡镇": "某镇", "类型": "村", "无讼村": "示范"}
    hamlet = {"屯编码": f"{VILLAGE}001", "屯名": "前屯", "区划代码": VILLAGE, "网格编码": VILLAGE_GRID}
    land_village(landing, "2024-11-20", [row], [hamlet])
    villager = {"户编号": "N1", "性别": "男", "常住": "是", "出生日期": "1950年3月1日"}
    landing.snapshot("村民", [villager | {"村民编号": "C1", "姓名": "赵 六"}], day="2024-11-20")
