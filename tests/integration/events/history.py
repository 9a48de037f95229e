"""A county whose grids are cut anew, whose code list changes and whose village is renamed between pulls.

Three moments are built: before the re-demarcation of 2023-07-01, some days after it, and after chengguan
changed its code set on 2024-07-01 and a village took another name. All of it is made up.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.landing import Landing

COMMUNITY, VILLAGE, NAMESAKE = "220323001001", "220323101201", "220323102201"
CUT, KEPT = f"{COMMUNITY}01", f"{COMMUNITY}02"
WEST, EAST, SOLE = f"{COMMUNITY}001", f"{COMMUNITY}002", f"{COMMUNITY}003"
VILLAGE_GRID, NAMESAKE_GRID = f"{VILLAGE}001", f"{NAMESAKE}001"
HAMLET = f"{VILLAGE}201"
BEFORE = datetime(2023, 6, 20, 1, tzinfo=UTC)
AFTER = datetime(2023, 7, 5, 1, tzinfo=UTC)
EVE_OF_SWAP = datetime(2024, 6, 20, 1, tzinfo=UTC)
SWAPPED = datetime(2024, 7, 5, 1, tzinfo=UTC)
PEOPLE = {("zongzhi", "population", number): f"resident-{number}" for number in ("R1", "R2", "R3")}


def box(west: float, east: float, south: float = 43.3) -> str:
    north = south + 0.1
    return f"POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def grid(code: str, boundary: str, **more: str) -> dict[str, str]:
    urban = {"SSQHDM": code[:12], "SSQHMC": "东社区", "JDMC": "甲街道", "WGLX": "01", "HS": "500"}
    return urban | {"WGBH": code, "BJ": boundary, "QYRQ": "20200101"} | more


OLD_GRIDS = [
    grid(CUT, box(125.2, 125.4), WGMC="东一网格"),
    grid(KEPT, box(125.4, 125.5), WGMC="东二网格"),
    grid(VILLAGE_GRID, box(125.6, 125.7), WGLX="02", SSQHMC="前进村", JDMC="乙镇", WGMC="前进网格"),
    grid(NAMESAKE_GRID, box(125.8, 125.9), WGLX="02", SSQHMC="前进村", JDMC="丙镇", WGMC="丙前进网格"),
]
CLOSED_GRIDS = [old | {"TYRQ": "20230701"} for old in OLD_GRIDS[:2]]
NEW_GRIDS = [
    grid(WEST, box(125.2, 125.3), YWGBH=CUT, QYRQ="20230701", WGMC="东第1网格"),
    grid(EAST, box(125.3, 125.4), YWGBH=CUT, QYRQ="20230701", WGMC="东第2网格"),
    grid(SOLE, box(125.4, 125.5), YWGBH=KEPT, QYRQ="20230701", WGMC="东第3网格"),
]


def event(number: str, reported: str, **more: str) -> dict[str, str]:
    common = {"SJMC": "垃圾堆放", "SJLB": "0101", "SBRLX": "01", "ZTDM": "05", "BJSJ": reported}
    return common | {"SJBH": number, "SBSJ": reported} | more


def village(code: str, name: str, town: str, **more: str) -> dict[str, str]:
    return {"区划代码": code, "村名": name, "乡镇": town, "类型": "村", "无讼村": "试点"} | more


def land_before(landing: Landing) -> None:
    """The old grids are in force: reports with a code and a point, with either, and with words alone."""
    landing.window("zongzhi", "grid", OLD_GRIDS, pulled_at=BEFORE)
    reports = [
        event("E1", "2023-06-10 08:00:00", WGBH=CUT, JD="125.35", WD="43.35"),
        event("E2", "2023-06-12 08:00:00", WGBH=CUT),
        event("E3", "2023-06-13 08:00:00", WGBH=KEPT),
        event("E4", "2023-06-14 08:00:00", JD="125.25", WD="43.35"),
        event("V1", "2023-06-15 08:00:00", FSDD="乙镇前进村口"),
    ]
    landing.window("zongzhi", "event", reports, pulled_at=BEFORE)
    person = {"XM": "甲", "XBDM": "1", "CSRQ": "19850315", "RKLX": "1"}
    people = [
        person | {"RYBH": "R1", "WGBH": CUT, "HH": "H1"},
        person | {"RYBH": "R2", "WGBH": KEPT, "HH": "H2"},
        person | {"RYBH": "R3", "XZDZ": "乙镇前进村前屯3号"},
    ]
    landing.window("zongzhi", "population", people, pulled_at=BEFORE)
    visit = {"ZFBH": "F1", "ZFLX": "1", "HH": "H1", "ZFSJ": "2023-06-16 09:00:00"}
    landing.window("zongzhi", "visit", [visit], pulled_at=BEFORE)
    land_villages(landing, "2023-06-19", "前进村")


def land_villages(landing: Landing, day: str, name: str) -> None:
    """One day's files: the village under the name it bears then, and its namesake in the other town."""
    landing.snapshot("行政村", [village(VILLAGE, name, "乙镇"), village(NAMESAKE, "前进村", "丙镇")], day=day)
    hamlet = {"屯编码": HAMLET, "屯名": "前屯", "区划代码": VILLAGE, "网格编码": VILLAGE_GRID}
    landing.snapshot("屯", [hamlet], day=day)


def land_after(landing: Landing) -> None:
    """The grids are cut. Reports of the last night and the first morning, a stale code, a mended person."""
    landing.window("zongzhi", "grid", [*CLOSED_GRIDS, *NEW_GRIDS], pulled_at=AFTER)
    reports = [
        event("E5", "2023-07-01 00:10:00", WGBH=CUT, JD="125.25", WD="43.35"),
        event("E6", "2023-06-30 23:50:00", WGBH=EAST),
        event("E7", "2023-07-03 08:00:00", WGBH=SOLE),
        event("E8", "2023-07-03 09:00:00", WGBH=CUT),
    ]
    landing.window("zongzhi", "event", reports, pulled_at=AFTER)
    mended = {
        "RYBH": "R1",
        "XM": "甲",
        "XBDM": "1",
        "CSRQ": "19850315",
        "RKLX": "1",
        "HH": "H1",
        "WGBH": WEST,
    }
    landing.window("zongzhi", "population", [mended], pulled_at=AFTER)
    visit = {"ZFBH": "F2", "ZFLX": "1", "HH": "H1", "ZFSJ": "2023-07-02 09:00:00"}
    landing.window("zongzhi", "visit", [visit], pulled_at=AFTER)


def case(number: str, code: str, reported: str, **more: str) -> dict[str, str]:
    major, minor = code.split("-")
    common = {"caseKind": "2", "majorClass": major, "minorClass": minor, "stage": "DISPATCH"}
    return common | {"caseNo": number, "reportTime": reported, "source": "supervisor"} | more


OLD_CASE = case("C5", "04-02", "2024-06-01T09:00:00+08:00")


def land_swap(landing: Landing) -> None:
    """Cases of both code sets, most without saying which; one of before is closed after the swap."""
    landing.window("chengguan", "cases", [OLD_CASE], pulled_at=EVE_OF_SWAP)
    cases = [
        OLD_CASE | {"stage": "CLOSE", "closeTime": "2024-07-02T09:00:00+08:00"},
        case("C1", "04-02", "2024-06-30T23:30:00+08:00"),
        case("C2", "04-01", "2024-06-30T16:30:00Z"),
        case("C3", "05-05", "2024-07-02T09:00:00+08:00", codeSet="A"),
        case("C4", "05-02", "2024-07-02T10:00:00+08:00", codeSet="B"),
        case("C6", "04-01", "2024-07-03T10:00:00+08:00", codeSet="C"),
    ]
    landing.window("chengguan", "cases", cases, pulled_at=SWAPPED)


def land_renaming(landing: Landing) -> None:
    """The village is called 红旗村 from now on; people go on writing the old name, the namesake keeps it."""
    land_villages(landing, "2024-07-03", "前进村")
    land_villages(landing, "2024-07-04", "红旗村")
    reports = [
        event("V2", "2024-07-04 08:00:00", FSDD="乙镇前进村口"),
        event("V3", "2024-07-04 09:00:00", FSDD="乙镇红旗村口"),
        event("V4", "2024-07-04 10:00:00", FSDD="丙镇前进村口"),
        event("V5", "2024-07-04 11:00:00", FSDD="前进村口"),
    ]
    landing.window("zongzhi", "event", reports, pulled_at=SWAPPED)
