"""Every stream of the four guides is there, with every field and every code."""

from __future__ import annotations

import re

import pytest

from sandbox.world.clock import parse_iso, parse_local
from sandbox.world.store import bodies
from tests.unit.sandbox_world.hub import World

FIELDS = {
    "zongzhi": {
        "grid": "WGBH WGMC SSQHDM SSQHMC JDMC WGLX HS ZXJD ZXWD BJ QYRQ TYRQ YWGBH GXSJ SCBZ",
        "population": "RYBH XM GMSFHM XBDM MZDM ZJXY CSRQ LXDH HJDZ XZDZ WGBH HH HZGX RKLX ZDRYLB GXSJ SCBZ",
        "event": "SJBH SJMC SJLB SBSJ SBRLX SBRBH WGBH FSDD JD WD SLSJ ZBSJ ZBDW CZSJ BJSJ HFSJ MYD "
        "ZTDM WBLY WBBH GXSJ SCBZ",
        "step": "LZBH SJBH HJDM CLDW CLSJ CLYJ GXSJ SCBZ",
        "dispute": "JFBH SJBH LYFS JFLX PCSJ TJFS ZBSJ HJSJ SSQHDM GXSJ SCBZ",
        "visit": "ZFBH ZFLX HH ZFSJ GWBH SSQHDM GXSJ SCBZ",
        "whistle": "CSBH CSSJ CSDW SXDM BDDW BDSJ JJSJ GXSJ SCBZ",
        "post": "GWBH GWLX ABJ DGWBH WGBH RYBH RZRQ LZRQ GXSJ SCBZ",
        "team": "RYBH2 LB SSQHDM GXSJ SCBZ",
        "dept": "BMBH BMMC SJBM GXSJ SCBZ",
    },
    "chengguan": {
        "cases": "caseNo caseKind codeSet majorClass minorClass unitGrid reportTime source reporter address "
        "x y stage acceptTime fileTime dispatchTime deptCode handleTime verifyTime closeTime deadline "
        "returns relatedNos photos lastModified archived",
        "actions": "actionId caseNo stage deptCode operator at remark lastModified archived",
        "components": "componentCode name x y unitGrid deptCode state lastModified archived",
        "unitgrids": "unitGrid name areaM2 ring dutyGridCode lastModified archived",
        "depts": "deptCode name zongzhiDept lastModified archived",
    },
    "shequ": {
        "communities": "id communityCode communityName brand streetName updateTime delFlag",
        "service-centers": "id centerName level communityCode openedTime closedTime updateTime delFlag",
        "buildings": "id communityCode estateName buildingNo unitCount lng lat gridCode updateTime delFlag",
        "households": "id buildingId unitNo roomNo houseNo ownerResidentId livingCount updateTime delFlag",
        "residents": "id householdId fullName idCard gender birthday mobile nation faith residentType "
        "partyMember careTags moveInTime moveOutTime updateTime delFlag",
        "tickets": "id ticketNo kind residentId householdId communityCode content lng lat createTime "
        "acceptTime dispatchTime finishTime evaluateTime score state forwardTo forwardNo updateTime delFlag",
        "property-companies": "id companyName creditCode estates listed listedTime interviewed interviewTime "
        "updateTime delFlag",
        "volunteer-groups": "id groupName kind members communityCode updateTime delFlag",
        "activities": "id groupId action title startTime attendees updateTime delFlag",
    },
    "xiangcun": {
        "行政村": "区划代码 村名 乡镇 类型 曾用名 无讼村 经度 纬度",
        "屯": "屯编码 屯名 区划代码 户数 屯长姓名 网格编码",
        "农户": "户编号 户主姓名 屯编码 门牌 人口数",
        "村民": "村民编号 户编号 姓名 身份证号 性别 民族 出生日期 联系电话 与户主关系 常住 更新日期",
        "村务事件": "编号 类别 标题 屯编码 上报人姓名 上报人电话 上报时间 受理时间 办结时间 状态 "
        "转办平台 对方编号 经度 纬度",
        "积分榜": "编号 户编号 事由 积分 榜单 日期",
        "荣誉": "编号 村民编号 称号 评选年度",
    },
}
CODES = {
    ("zongzhi", "grid", "WGLX"): "01 02 03",
    ("zongzhi", "population", "RKLX"): "1 2 3 9",
    ("zongzhi", "population", "HZGX"): "01 02 03 04 99",
    ("zongzhi", "population", "XBDM"): "0 1 2 9",
    ("zongzhi", "event", "SJLB"): "0101 0102 0201 0202 0203 0301 0401 0402 0501 0502 0601 0701 0801 0901 "
    "1001 1101 1102 9901",
    ("zongzhi", "event", "SBRLX"): "01 02 03 04 05",
    ("zongzhi", "event", "ZTDM"): "01 02 03 04 05 06 09",
    ("zongzhi", "step", "HJDM"): "01 02 03 04 05 06",
    ("zongzhi", "dispute", "JFLX"): "01 02 03 04 05 06 99",
    ("zongzhi", "dispute", "TJFS"): "1 2 3 4",
    ("zongzhi", "visit", "ZFLX"): "1 2 3",
    ("zongzhi", "post", "GWLX"): "1 2 3 4 5",
    ("zongzhi", "post", "ABJ"): "A B",
    ("zongzhi", "team", "LB"): "01 02 03 04 05 06 07 08",
    ("chengguan", "cases", "caseKind"): "1 2",
    ("chengguan", "cases", "majorClass"): "01 02 03 04 05 99",
    ("chengguan", "cases", "source"): "supervisor hotline citizen video transfer",
    ("chengguan", "cases", "stage"): "COLLECT ACCEPT FILE DISPATCH HANDLE VERIFY CLOSE CANCEL",
    ("chengguan", "components", "state"): "1 2 3",
    ("shequ", "service-centers", "level"): "county street community grid",
    ("shequ", "residents", "gender"): "0 1 2",
    ("shequ", "residents", "residentType"): "owner tenant family other",
    ("shequ", "tickets", "kind"): "P01 P02 P03 H01 H02 H03 T01 T02 T03 E01 E02 E03 S01 S02 X99",
    ("shequ", "tickets", "state"): "0 1 2 3 4 8",
    ("shequ", "volunteer-groups", "kind"): "1 2 3 4 5 6 7 8",
    ("shequ", "activities", "action"): "1 2 3 4 5 6 7 8",
    ("xiangcun", "行政村", "类型"): "村 社区",
    ("xiangcun", "行政村", "无讼村"): "否 试点 示范",
    ("xiangcun", "村务事件", "状态"): "待受理 办理中 已办结 作废",
    ("xiangcun", "荣誉", "称号"): "乡贤 好人 最美婆媳",
}  # fmt: skip
MAY_BE_BLANK = {
    ("zongzhi", "event", "WBLY"): "CG SQ SC",
    ("chengguan", "cases", "codeSet"): "A B",
    ("shequ", "tickets", "forwardTo"): "CG ZZ",
    ("shequ", "property-companies", "listed"): "red black",
    ("xiangcun", "村民", "性别"): "男 女 1 2",
    ("xiangcun", "村务事件", "转办平台"): "综治 城管",
    ("xiangcun", "积分榜", "榜单"): "红 黑",
}
STREAMS = [(network, stream) for network, streams in FIELDS.items() for stream in streams]


@pytest.mark.parametrize(("network", "stream"), STREAMS)
def test_records_have_exactly_the_guides_fields(county: World, network: str, stream: str) -> None:
    expected = set(FIELDS[network][stream].split())
    seen = {frozenset(body) for _, body in bodies(county.connection, network, stream)}
    assert seen == {frozenset(expected)}


def test_there_is_no_stream_that_no_guide_names(county: World) -> None:
    rows = county.connection.execute("select distinct network, stream from record")
    assert set(rows) == set(STREAMS)


@pytest.mark.parametrize(("network", "stream", "field"), CODES)
def test_every_code_is_used_and_no_other(county: World, network: str, stream: str, field: str) -> None:
    seen = {str(body[field]) for _, body in bodies(county.connection, network, stream)}
    assert seen == set(CODES[network, stream, field].split())


@pytest.mark.parametrize(("network", "stream", "field"), MAY_BE_BLANK)
def test_every_code_is_used_beside_blanks(county: World, network: str, stream: str, field: str) -> None:
    seen = {str(body[field]) for _, body in bodies(county.connection, network, stream)}
    assert seen == {*MAY_BE_BLANK[network, stream, field].split(), ""}


def test_village_event_classes_are_all_there(clean_county: World) -> None:
    seen = {body["类别"] for _, body in bodies(clean_county.connection, "xiangcun", "村务事件")}
    assert seen == {
        "环境卫生",
        "污水排放",
        "秸秆焚烧",
        "道路损坏",
        "路灯损坏",
        "矛盾纠纷",
        "治安线索",
        "犬只扰民",
        "民生诉求",
        "其他",
    }


@pytest.mark.parametrize(("network", "stream"), [s for s in STREAMS if s[0] != "xiangcun"])
def test_the_update_time_in_a_body_is_that_of_the_store(county: World, network: str, stream: str) -> None:
    read = {
        "zongzhi": lambda body: (parse_local(body["GXSJ"]) or 0) * 1000,
        "chengguan": lambda body: (parse_iso(body["lastModified"]) or 0) * 1000,
        "shequ": lambda body: int(body["updateTime"]),
    }[network]
    rows = dict(
        county.connection.execute(
            "select id, updated_ms from record where network = ? and stream = ?", (network, stream)
        )
    )
    assert {key: read(body) for key, body in bodies(county.connection, network, stream)} == rows


def test_the_swapped_classes_follow_their_code_set(clean_county: World) -> None:
    """Flying-wire charging (minor 02 of emergencies) is 04 in set A, 05 in set B; blank goes by the time."""
    wires = {
        body["majorClass"] + (body["codeSet"] or ("A" if str(body["reportTime"]) < "2024-07" else "B"))
        for _, body in bodies(clean_county.connection, "chengguan", "cases")
        if body["caseKind"] == "2" and body["minorClass"] == "05"
    }
    assert wires == {"05A", "04B"}


def test_wire_forms_vary_as_the_guides_say(county: World) -> None:
    cases = [body["reportTime"] for _, body in bodies(county.connection, "chengguan", "cases")]
    assert any(time.endswith("Z") for time in cases)
    assert any(time.endswith("+08:00") for time in cases)
    moved = [body["moveOutTime"] for _, body in bodies(county.connection, "shequ", "residents")]
    assert {0, "0"} <= set(moved)
    degrees = [body["经度"] for _, body in bodies(county.connection, "xiangcun", "行政村")]
    assert all(re.fullmatch(r"\d{2,3}°\d{2}′\d{2}\.\d″", text) for text in degrees)
    households = [body["HS"] for _, body in bodies(county.connection, "zongzhi", "grid")]
    assert {type(value) for value in households} == {int, str}
