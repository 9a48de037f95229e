"""A county of two cut grids and one village, whose matters stand on four platforms. All of it is made up."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.support.landing import Landing

COMMUNITY, VILLAGE = "220323001001", "220323101201"
HAMLET = f"{VILLAGE}001"
OLD_GRID = f"{COMMUNITY}01"
FIRST_PULL = datetime(2024, 11, 19, 1, tzinfo=UTC)
SECOND_PULL = datetime(2024, 11, 20, 1, tzinfo=UTC)
TICKET = "0" * 31 + "a"


def square(west: float, east: float) -> str:
    """A grid between two longitudes."""
    return f"POLYGON(({west} 43.3, {east} 43.3, {east} 43.4, {west} 43.4, {west} 43.3))"


def millis(text: str) -> str:
    return str(int(datetime.fromisoformat(text).timestamp() * 1000))


def land_places(landing: Landing) -> None:
    grids = [
        {"WGBH": OLD_GRID, "QYRQ": "20200101", "TYRQ": "20230701", "BJ": square(125.2, 125.4)},
        {"WGBH": f"{COMMUNITY}001", "QYRQ": "20230701", "YWGBH": OLD_GRID, "BJ": square(125.2, 125.3)},
        {"WGBH": f"{COMMUNITY}002", "QYRQ": "20230701", "YWGBH": OLD_GRID, "BJ": square(125.3, 125.4)},
    ]
    common = {"SSQHDM": COMMUNITY, "WGLX": "01", "ZXJD": "125.3", "ZXWD": "43.35"}
    landing.window("zongzhi", "grid", [common | grid for grid in grids], pulled_at=FIRST_PULL)
    landing.window("zongzhi", "dept", [{"BMBH": "B05", "BMMC": "城市管理执法局"}], pulled_at=FIRST_PULL)
    landing.window("chengguan", "depts", [{"deptCode": "CG01", "zongzhiDept": "B05"}], pulled_at=FIRST_PULL)
    post = {"GWBH": "P1", "GWLX": "5", "RYBH": "R1", "RZRQ": "20230701"}
    landing.window("zongzhi", "post", [post], pulled_at=FIRST_PULL)
    landing.window(
        "zongzhi", "population", [{"RYBH": "R1"}, {"RYBH": "R2", "XM": "测试"}], pulled_at=FIRST_PULL
    )
    landing.snapshot("行政村", [{"区划代码": VILLAGE, "村名": "二道村", "类型": "村"}], day="2024-11-18")
    landing.snapshot("屯", [{"屯编码": HAMLET, "屯名": "前屯", "区划代码": VILLAGE}], day="2024-11-18")


MANHOLE = {
    "SJBH": "SJ20241101001",
    "SJMC": "井盖破损",
    "SJLB": "0201",
    "SBRLX": "01",
    "SBRBH": "P1",
    "WGBH": OLD_GRID,
    "JD": "125.35",
    "WD": "43.35",
    "SBSJ": "2024-11-01 08:00:00",
    "SLSJ": "2024-11-01 09:00:00",
    "ZBSJ": "2024-11-01 10:00:00",
    "ZBDW": "B05",
    "ZTDM": "03",
}
MANHOLE_CASE = {
    "caseNo": "AJ2024110100001",
    "caseKind": "1",
    "codeSet": "B",
    "majorClass": "01",
    "minorClass": "02",
    "source": "transfer",
    "stage": "CLOSE",
    "deptCode": "CG01",
    "reportTime": "2024-11-01T02:30:00Z",
    "acceptTime": "2024-11-01T10:40:00+08:00",
    "dispatchTime": "2024-11-01T11:00:00+08:00",
    "handleTime": "2024-11-01T18:00:00+08:00",
    "closeTime": "2024-11-01T20:00:00+08:00",
    "relatedNos": '["zz：ＳＪ2024 1101001","SQ:GD2024110101"]',
}
MANHOLE_TICKET = {
    "id": TICKET,
    "ticketNo": "GD2024110101",
    "kind": "E02",
    "communityCode": COMMUNITY,
    "state": "1",
    "createTime": millis("2024-11-01T09:30:00+08:00"),
    "acceptTime": millis("2024-11-01T09:45:00+08:00"),
    "finishTime": "0",
}
DISPUTE = {
    "SJBH": "SJ20241103001",
    "SJMC": "邻里纠纷",
    "SJLB": "0301",
    "SBRLX": "01",
    "SBRBH": "R2",
    "WGBH": f"{COMMUNITY}001",
    "SBSJ": "2024-11-03 08:00:00",
    "SLSJ": "2024-11-03 10:00:00",
    "BJSJ": "2024-11-03 09:00:00",
    "ZTDM": "05",
}
VILLAGE_DISPUTE = {
    "编号": "XC0001",
    "类别": "矛盾 纠份",
    "标题": "地界",
    "屯编码": HAMLET,
    "上报人姓名": "甲",
    "上报时间": "2024/11/4 8:05",
    "状态": "已办结",
    "办结时间": "2024-11-05",
    "转办平台": "综治",
    "对方编号": "SJ20241103001",
}
TEST_EVENT = {"SJBH": "SJ20241104001", "SJMC": "测试事件", "SJLB": "0101", "SBRLX": "01", "ZTDM": "01"}


def land_matters(landing: Landing) -> None:
    """The first day: a manhole on three platforms, a dispute on two, a test."""
    landing.window("zongzhi", "event", [MANHOLE, DISPUTE, TEST_EVENT], pulled_at=FIRST_PULL)
    landing.window("chengguan", "cases", [MANHOLE_CASE], pulled_at=FIRST_PULL)
    landing.window("shequ", "tickets", [MANHOLE_TICKET], pulled_at=FIRST_PULL)
    landing.snapshot("村务事件", [VILLAGE_DISPUTE], day="2024-11-18")
    steps = [
        {"LZBH": "L1", "SJBH": "SJ20241101001", "HJDM": "03", "CLDW": "B05", "CLSJ": "2024-11-01 10:00:00"},
        {"LZBH": "L2", "SJBH": "SJ20241101001", "HJDM": "88", "CLSJ": "2024-11-01 11:00:00"},
        {"LZBH": "L3", "SJBH": "SJ20241104001", "HJDM": "01", "CLSJ": "2024-11-04 11:00:00"},
    ]
    landing.window("zongzhi", "step", steps, pulled_at=FIRST_PULL)
    closing = {"actionId": "A1", "caseNo": "AJ2024110100001", "stage": "CLOSE", "at": "2024-11-01T12:00:00Z"}
    landing.window("chengguan", "actions", [closing], pulled_at=FIRST_PULL)
    disputes = [
        {"JFBH": "J1", "SJBH": "SJ20241103001", "LYFS": "1", "JFLX": "02", "TJFS": "1", "SSQHDM": COMMUNITY},
        {"JFBH": "J2", "LYFS": "2", "JFLX": "3", "HJSJ": "2024-11-05 08:00:00", "SSQHDM": VILLAGE},
        {"JFBH": "J3", "SJBH": "SJ20241104001", "LYFS": "1", "JFLX": "01", "SSQHDM": COMMUNITY},
        {"JFBH": "J4", "SJBH": "", "LYFS": "2", "JFLX": "01", "SSQHDM": COMMUNITY, "SCBZ": "1"},
    ]
    landing.window("zongzhi", "dispute", disputes, pulled_at=FIRST_PULL)
    whistle = {
        "CSBH": "W1",
        "CSSJ": "2024-11-03 08:00:00",
        "CSDW": "220323001000",
        "SXDM": "M7",
        "BDDW": "B05，B06",
        "BDSJ": "2024-11-03 08:30:00",
        "JJSJ": "",
    }
    landing.window("zongzhi", "whistle", [whistle], pulled_at=FIRST_PULL)


def land_second_day(landing: Landing) -> None:
    """The founder of the manhole is gone, its case is opened again, the village withdraws its dispute."""
    landing.gone("zongzhi", "event", ["SJ20241101001"], pulled_at=SECOND_PULL)
    reopened = MANHOLE_CASE | {"stage": "DISPATCH", "dispatchTime": "2024-11-19T15:00:00+08:00"}
    landing.window("chengguan", "cases", [reopened], pulled_at=SECOND_PULL)
    closed = MANHOLE_TICKET | {"state": "3", "finishTime": millis("2024-11-10T08:00:00+08:00")}
    landing.window("shequ", "tickets", [closed], pulled_at=SECOND_PULL)
    landing.snapshot("村务事件", [VILLAGE_DISPUTE | {"状态": "作废"}], day="2024-11-19")
