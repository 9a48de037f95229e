"""Whistles, teams, ratings, volunteers and posts, and what becomes of them on the second day."""

from __future__ import annotations

from tests.integration.people.county import FIRST_PULL, SECOND_PULL, STREET, VILLAGE
from tests.support.landing import Landing

WHISTLE = {"CSBH": "W1", "CSSJ": "2024-11-18 08:00:00", "CSDW": STREET, "BDDW": "B05,B06", "JJSJ": ""}
MEMBER = {"RYBH2": "T1", "LB": "08", "SSQHDM": VILLAGE}
GROUP = {"id": "g1", "groupName": "白衣卫士", "kind": "4", "communityCode": STREET}
ACTION = {"id": "x1", "groupId": "g1", "action": "3", "startTime": "1731900000000", "attendees": "12"}
COMPANY = {"id": "p1", "companyName": "甲物业", "listed": "", "interviewed": "0"}
ENTRY = {"编号": "J1", "户编号": "N1", "积分": "-３", "榜单": "红", "日期": "45600"}
HONOUR = {"编号": "Y1", "村民编号": "C1", "称号": "好人", "评选年度": "2023年度"}


def land_services(landing: Landing) -> None:
    """Two of each: one that will change and one that will go."""
    landing.window("zongzhi", "whistle", [WHISTLE, WHISTLE | {"CSBH": "W2"}], pulled_at=FIRST_PULL)
    landing.window("zongzhi", "team", [MEMBER, MEMBER | {"RYBH2": "T2", "LB": "06"}], pulled_at=FIRST_PULL)
    landing.window("shequ", "volunteer-groups", [GROUP], pulled_at=FIRST_PULL)
    landing.window("shequ", "activities", [ACTION, ACTION | {"id": "x2"}], pulled_at=FIRST_PULL)
    landing.window("shequ", "property-companies", [COMPANY, COMPANY | {"id": "p2"}], pulled_at=FIRST_PULL)


def land_second_day(landing: Landing) -> None:
    """The whistle is solved, the team's member becomes a judge, the company is blacklisted; the others go.

    The B post is filled and the A post falls vacant; the village withdraws its entry and its honour.
    """
    solved = WHISTLE | {"BDSJ": "2024-11-18 09:30:00", "JJSJ": "2024-11-19 10:00:00"}
    landing.window("zongzhi", "whistle", [solved], pulled_at=SECOND_PULL)
    landing.gone("zongzhi", "whistle", ["W2"], pulled_at=SECOND_PULL)
    judge, gone = MEMBER | {"LB": "07"}, MEMBER | {"RYBH2": "T2", "LB": "06", "SCBZ": "1"}
    landing.window("zongzhi", "team", [judge, gone], pulled_at=SECOND_PULL)
    landing.window("shequ", "volunteer-groups", [GROUP | {"delFlag": "1"}], pulled_at=SECOND_PULL)
    actions = [ACTION | {"attendees": "20"}, ACTION | {"id": "x2", "delFlag": "1"}]
    landing.window("shequ", "activities", actions, pulled_at=SECOND_PULL)
    listed = COMPANY | {"listed": "black", "interviewed": "1", "interviewTime": "1732000000000"}
    companies = [listed, COMPANY | {"id": "p2", "delFlag": "1"}]
    landing.window("shequ", "property-companies", companies, pulled_at=SECOND_PULL)
    post = {"GWLX": "1", "RZRQ": "20230701"}
    posts = [
        post | {"GWBH": "P1", "ABJ": "A", "DGWBH": "P2", "WGBH": f"{STREET}001", "RYBH": ""},
        post | {"GWBH": "P2", "ABJ": "B", "DGWBH": "P1", "WGBH": f"{STREET}01", "RYBH": "R2"},
    ]
    landing.window("zongzhi", "post", posts, pulled_at=SECOND_PULL)
    landing.window("zongzhi", "visit", [{"ZFBH": "V2", "SCBZ": "1"}], pulled_at=SECOND_PULL)
    landing.snapshot("积分榜", [ENTRY | {"编号": "J2", "积分": "5", "榜单": ""}], day="2024-11-20")
    landing.snapshot("荣誉", [HONOUR | {"编号": "Y2", "称号": "乡贤"}], day="2024-11-20")
