"""xiangcun `行政村`, `屯`, `积分榜`, `荣誉`."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from sandbox.world import figures
from sandbox.world.clock import EVENTS_FROM, FIRST_DAY
from sandbox.world.directory import Directory
from sandbox.world.divisions import former_names, town_communities, villages
from sandbox.world.dwellings import Hamlet, Population
from sandbox.world.geo import dms
from sandbox.world.grids import GridMap
from sandbox.world.matters import XIANGCUN
from sandbox.world.people import Person
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row
from sandbox.world.villagers import UPDATED_MS, sheet_date

_POINTS = 1600
_REMARKS = ("经村民代表会议讨论", '按"村规民约"第8条', "限3日内整改,逾期通报")
_REASONS = (
    ("参加义务清扫", 5), ("孝老爱亲", 10), ("调解邻里纠纷", 8), ("主动让路修渠", 6),
    ("乱倒垃圾", -5), ("焚烧秸秆", -10), ("乱搭乱建", -8), ("拒不履行村规民约", -6),
)  # fmt: skip


def text_row(stream: str, key: str, body: dict[str, str]) -> Row:
    """Return a row of a file; all rows carry the day's midnight as their update time."""
    return Row(XIANGCUN, stream, key, UPDATED_MS, dict(body))


def village_rows(grids: GridMap, rnd: Random, tests: int) -> Iterator[Row]:
    """Yield the 187 villages and the communities in towns; three villages are models, eight pilots."""
    chosen = rnd.sample(range(len(villages())), figures.PILOT_VILLAGES)
    levels = dict.fromkeys(chosen, "试点") | dict.fromkeys(chosen[: figures.DEMONSTRATION_VILLAGES], "示范")
    centres = {grid.division.code: grid.centre for grid in grids.current if grid.code[12] != "9"}
    for place, division in enumerate((*villages(), *town_communities())):
        x, y = centres[division.code]
        body = {
            "区划代码": division.code,
            "村名": division.short_name,
            "乡镇": division.town,
            "类型": "社区" if division.is_community else "村",
            "曾用名": former_names().get(division.code, ""),
            "无讼村": levels.get(place, "否"),
            "经度": dms(x),
            "纬度": dms(y),
        }
        yield text_row("行政村", division.code, body)
    for count in range(min(tests, 1)):
        code = f"22032310029{count}"
        yield text_row("行政村", code, body | {"区划代码": code, "村名": "测试村", "类型": "村"})


def hamlet_rows(world: Population, scribe: Scribe, tests: int) -> Iterator[Row]:
    """Yield the hamlets with the number of their households and their chief."""
    households: dict[int, list[Person]] = {}
    for house in world.households:
        if house.setting == "village":
            households.setdefault(house.site, []).append(house.head)
    for hamlet in world.hamlets:
        heads = households.get(hamlet.index, [])
        chief = scribe.name(heads[0]) if heads else ""
        yield text_row("屯", hamlet.code, _hamlet_body(hamlet, len(heads), chief, scribe))
    for count in range(min(tests, 2)):
        hamlet = world.hamlets[count]
        body = _hamlet_body(hamlet, 0, "测试", scribe) | {
            "屯编码": f"{hamlet.division.code}99{count}",
            "屯名": "测试屯",
        }
        yield text_row("屯", body["屯编码"], body)


def _hamlet_body(hamlet: Hamlet, households: int, chief: str, scribe: Scribe) -> dict[str, str]:
    return {
        "屯编码": hamlet.code,
        "屯名": hamlet.name,
        "区划代码": hamlet.division.code,
        "户数": str(households),
        "屯长姓名": chief,
        "网格编码": scribe.grid(hamlet.grid.code, hamlet.grid.old_codes, often=True),
    }


def points_body(key: str, day: date, households: Sequence[str], scribe: Scribe) -> dict[str, str]:
    """Draw one entry of the civility list."""
    rnd = scribe.rnd
    reason, points = rnd.choice(_REASONS)
    listed = "" if rnd.random() < 0.5 else "红" if points > 0 else "黑"
    return {
        "编号": key,
        "户编号": rnd.choice(households),
        "事由": f"{reason}，\n“{rnd.choice(_REMARKS)}”" if rnd.random() < 0.03 else reason,
        "积分": f"+{points}" if points > 0 and rnd.random() < 0.2 else str(points),
        "榜单": listed,
        "日期": sheet_date(day, scribe),
    }


def points_rows(directory: Directory, scribe: Scribe) -> Iterator[Row]:
    """Yield the civility list."""
    span = FIRST_DAY.toordinal() - EVENTS_FROM.toordinal()
    for place in range(_POINTS):
        day = date.fromordinal(EVENTS_FROM.toordinal() + scribe.rnd.randrange(span))
        key = f"JF{place + 1:06d}"
        yield text_row("积分榜", key, points_body(key, day, directory.xiangcun_households, scribe))


def honour_rows(directory: Directory, rnd: Random) -> Iterator[Row]:
    """Yield the honours; a few of the honoured are no longer in the register."""
    villagers = list(directory.xiangcun.values())
    count = 0
    for title, wanted in figures.HONOURS.items():
        for place in range(wanted):
            count += 1
            holder = f"CM9{count:07d}" if place % 120 == 7 else rnd.choice(villagers)
            key = f"RY{count:05d}"
            body = {
                "编号": key,
                "村民编号": holder,
                "称号": title,
                "评选年度": str(rnd.choice((2022, 2023, 2024))),
            }
            yield text_row("荣誉", key, body)
