"""shequ `communities`, `service-centers`, `property-companies`, `volunteer-groups`, `activities`."""

from collections.abc import Iterator
from random import Random
from typing import Any

from sandbox.world import figures
from sandbox.world.clock import DAY, FIRST_DAY, REDEMARCATION, midnight
from sandbox.world.directory import hex_id
from sandbox.world.divisions import street_communities
from sandbox.world.dwellings import Building
from sandbox.world.grids import GridMap
from sandbox.world.matters import SHEQU
from sandbox.world.residents import millis
from sandbox.world.store import Row

_FIRST, _LAST = midnight(REDEMARCATION), midnight(FIRST_DAY) + 16 * 3600
_BRANDS = (
    "福宁红管家", "正阳邻里", "福安茶馆", "庆德和事佬", "康泰一家亲", "福康百姓说事", "庆阳暖阳",
    "永宁连心桥", "福庆有约", "永青先锋",
)  # fmt: skip
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_GROUP_NAMES = ("排查", "环境", "应急", "白衣卫士", "调解", "关爱", "宣传", "文明")
_COMPANY_NAMES = tuple(a + b for a in "安泰恒信达盛祥" for b in "和源顺佳兴洁邦")
_ACTION_NAMES = (
    "隐患排查",
    "环境整治",
    "应急救援",
    "健康义诊",
    "矛盾调解",
    "关爱帮扶",
    "政策宣讲",
    "文明倡导",
)
CARRIED_GROUPS = 96
_ACTIVITIES = 420


def shequ_row(
    stream: str, key: str, body: dict[str, Any], updated: int, rnd: Random, *, community: str | None = None
) -> Row:
    """Return a row with the three fields of every shequ stream (delFlag 0 unless the body says else)."""
    full = {"id": key, "updateTime": millis(updated, rnd), "delFlag": 0} | body
    return Row(SHEQU, stream, key, updated * 1000, full, community)


def _moment(rnd: Random) -> int:
    return rnd.randrange(_FIRST, _LAST)


def community_rows(rnd: Random, tests: int) -> Iterator[Row]:
    """Yield the ten communities, a deleted one and a test one."""
    for place, community in enumerate(street_communities()):
        body = {
            "communityCode": community.code, "communityName": community.name, "brand": _BRANDS[place],
            "streetName": community.town,
        }  # fmt: skip
        key = hex_id("community", community.code)
        yield shequ_row("communities", key, body, _moment(rnd), rnd, community=community.code)
    gone: dict[str, Any] = {
        "communityCode": "220323001009", "communityName": "老城社区", "brand": "", "streetName": "永盛街道",
        "delFlag": 1,
    }  # fmt: skip
    yield shequ_row("communities", hex_id("community", "gone"), gone, _moment(rnd), rnd)
    if tests:
        body = gone | {"communityCode": "220323001099", "communityName": "测试社区", "delFlag": 0}
        yield shequ_row("communities", hex_id("community", "test"), body, _moment(rnd), rnd)


def centre_rows(grids: GridMap, rnd: Random, tests: int) -> Iterator[Row]:
    """Yield the 57 open centres of four levels, and closed, deleted and test ones."""
    places = [("county", "县党群服务中心", "")]
    places += [("street", f"{town}党群服务中心", "") for town in ("永盛街道", "永宁街道")]
    places += [("community", f"{d.name}党群服务中心", d.code) for d in street_communities()]
    chosen = rnd.sample(grids.urban, figures.CENTRES["grid"])
    places += [("grid", f"{g.name}党群服务站", g.division.code) for g in chosen]
    for place in places:
        yield centre_row(place, rnd)
    shut = [("grid", f"{g.name}旧党群服务站", g.division.code) for g in rnd.sample(grids.urban, 6)]
    for place in shut:
        yield centre_row(place, rnd, closed=_moment(rnd))
    for community in street_communities()[:2]:
        yield centre_row(("grid", f"{community.stem}临时服务站", community.code), rnd, deleted=True)
    for count in range(min(tests, 3)):
        yield centre_row(("community", f"测试中心{count}", street_communities()[0].code), rnd)


def centre_row(
    place: tuple[str, str, str], rnd: Random, *, closed: int | None = None, deleted: bool = False
) -> Row:
    """Return a centre's row; `place` is level, name and community."""
    level, name, community = place
    updated = _moment(rnd)
    body = {
        "centerName": name,
        "level": level,
        "communityCode": community,
        "openedTime": millis(_FIRST - rnd.randrange(900 * DAY), rnd),
        "closedTime": millis(closed, rnd),
        "delFlag": int(deleted),
    }
    key = hex_id("centre", name)
    return shequ_row(
        "service-centers", key, body, max(updated, closed or 0), rnd, community=community or None
    )


def credit_code(rnd: Random) -> str:
    """Draw an 18-character credit code (GB 32100) with the unassigned division 229923."""
    first17 = "91229923" + "".join(rnd.choice(_CREDIT) for _ in range(9))
    total = sum(_CREDIT.index(c) * w for c, w in zip(first17, _CREDIT_WEIGHTS, strict=True))
    return first17 + _CREDIT[(31 - total % 31) % 31]


def company_rows(buildings: tuple[Building, ...], rnd: Random, tests: int) -> Iterator[Row]:
    """Yield the 42 companies, of which 5 were interviewed, and deleted and test ones."""
    estates = sorted({building.estate for building in buildings})
    for place in range(figures.COMPANIES + 4):
        deleted = place >= figures.COMPANIES
        interviewed = place % 9 == 4 and not deleted
        listed = (
            "black"
            if interviewed and place % 2
            else rnd.choices(("red", "", "black"), weights=(25, 68, 7))[0]
        )
        body = {
            "companyName": f"伊通{_COMPANY_NAMES[place]}物业服务有限公司",
            "creditCode": credit_code(rnd),
            "estates": rnd.sample(estates, min(len(estates), rnd.randint(1, 5))),
            "listed": listed,
            "listedTime": millis(_moment(rnd) if listed else None, rnd),
            "interviewed": int(interviewed) if rnd.random() < 0.8 else str(int(interviewed)),
            "interviewTime": millis(_moment(rnd) if interviewed else None, rnd),
            "delFlag": int(deleted),
        }
        yield shequ_row("property-companies", hex_id("company", place), body, _moment(rnd), rnd)
    for count in range(min(tests, 2)):
        body = {
            "companyName": "测试物业", "creditCode": "", "estates": [], "listed": "", "listedTime": 0,
            "interviewed": 1, "interviewTime": 0,
        }  # fmt: skip
        yield shequ_row("property-companies", hex_id("company", "test", count), body, _moment(rnd), rnd)


def group_rows(rnd: Random, tests: int) -> Iterator[Row]:
    """Yield volunteer groups of the eight kinds."""
    for place in range(CARRIED_GROUPS):
        community = street_communities()[place % 10]
        kind = place % figures.GROUP_KINDS
        body = {
            "groupName": f"{community.stem}{_GROUP_NAMES[kind]}志愿服务{place // 10 + 1}队",
            "kind": kind + 1 if rnd.random() < 0.8 else str(kind + 1),
            "members": rnd.randint(5, 60),
            "communityCode": community.code,
            "delFlag": int(place >= 88),
        }
        yield shequ_row(
            "volunteer-groups", group_id(place), body, _moment(rnd), rnd, community=community.code
        )
    if tests:
        body = {
            "groupName": "测试志愿队",
            "kind": 1,
            "members": 0,
            "communityCode": street_communities()[0].code,
        }
        yield shequ_row("volunteer-groups", group_id(CARRIED_GROUPS), body, _moment(rnd), rnd)


def group_id(place: int) -> str:
    """Return the id of a volunteer group."""
    return hex_id("group", place)


def activity_row(number: int, started: int, updated: int, rnd: Random) -> Row:
    """Draw an activity of one of the eight actions by a group that exists."""
    group = rnd.randrange(88)
    action = number % figures.ACTION_KINDS
    body = {
        "groupId": group_id(group),
        "action": action + 1 if rnd.random() < 0.8 else str(action + 1),
        "title": f"{_ACTION_NAMES[action]}行动第{number + 1}场",
        "startTime": millis(started, rnd),
        "attendees": rnd.randint(4, 120),
    }
    community = street_communities()[group % 10].code
    return shequ_row("activities", hex_id("activity", number), body, updated, rnd, community=community)


def activity_rows(rnd: Random, tests: int) -> Iterator[Row]:
    """Yield activities, some deleted, one a test."""
    for number in range(_ACTIVITIES):
        started = _moment(rnd)
        row = activity_row(number, started, min(_LAST, started + rnd.randint(3600, 3 * DAY)), rnd)
        row.body["delFlag"] = int(number >= _ACTIVITIES - 6)
        yield row
    if tests:
        row = activity_row(_ACTIVITIES, _moment(rnd), _LAST, rnd)
        row.body["title"] = "测试活动"
        yield row
