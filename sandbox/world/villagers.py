"""xiangcun `农户`, `村民`: the 187 villages, every value a text that went through a spreadsheet."""

from collections.abc import Iterator
from datetime import date
from random import Random

from sandbox.world import dirt
from sandbox.world.clock import DAY, FIRST_DAY, local_day, midnight
from sandbox.world.directory import Directory
from sandbox.world.dwellings import VILLAGE, Hamlet, Population
from sandbox.world.people import CHILD, HEAD, PARENT, SPOUSE, Household, Person
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row

_COVERAGE = 0.96
_KEPT_BY_TOWNSFOLK = 0.015
UPDATED_MS = midnight(FIRST_DAY) * 1000
_SHEET_EPOCH = date(1899, 12, 30).toordinal()
_RELATIONS = {HEAD: "户主", SPOUSE: "配偶", CHILD: "子女", PARENT: "父母"}


def sheet_date(day: date, scribe: Scribe) -> str:
    """Return a date as spreadsheets leave it: ISO, slashes, Chinese, or a serial number."""
    if not scribe.chance(scribe.profile.date_form):
        return day.isoformat()
    form = scribe.rnd.randrange(3)
    if form == 0:
        return f"{day.year}/{day.month}/{day.day}"
    if form == 1:
        return f"{day.year}年{day.month}月{day.day}日"
    return str(day.toordinal() - _SHEET_EPOCH)


def household_number(house: Household) -> str:
    """Return xiangcun's number of a household."""
    return f"NH{house.number:07d}"


class VillageClerk:
    """Writes rows of the two files."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._count = 0

    def new_key(self) -> str:
        """Return the next 村民编号."""
        self._count += 1
        return f"CM{self._count:08d}"

    def household(self, house: Household, hamlet: Hamlet, living: int) -> Row:
        """Return a household's row."""
        key = household_number(house)
        scribe = self._scribe
        door = house.door
        if scribe.chance(scribe.profile.phone_full_width):
            door = dirt.full_width(door)
        body = {
            "户编号": key,
            "户主姓名": scribe.name(house.head),
            "屯编码": hamlet.code,
            "门牌": door,
            "人口数": str(living),
        }
        return Row("xiangcun", "农户", key, UPDATED_MS, body)

    def villager(self, person: Person, house: Household, key: str, updated: date | None) -> Row:
        """Return a villager's row."""
        scribe, rnd = self._scribe, self._scribe.rnd
        sex = scribe.sex(person)
        birth = scribe.birth(person)
        body = {
            "村民编号": key,
            "户编号": household_number(house),
            "姓名": scribe.name(person),
            "身份证号": str(scribe.citizen_id(person, house.head)),
            "性别": "" if sex == 0 else rnd.choice((str(sex), "男女"[sex - 1], "男女"[sex - 1])),
            "民族": "满族" if rnd.random() < 0.38 else "汉族",
            "出生日期": _birth_text(birth, scribe),
            "联系电话": scribe.phone(person),
            "与户主关系": _RELATIONS.get(person.relation, "其他"),
            "常住": "否" if rnd.random() < 0.12 else "是",
            "更新日期": "" if updated is None else sheet_date(updated, scribe),
        }
        return Row("xiangcun", "村民", key, UPDATED_MS, body)


def _birth_text(text: str, scribe: Scribe) -> str:
    if not text:
        return ""
    return sheet_date(date(int(text[:4]), int(text[4:6]), int(text[6:])), scribe)


def villager_rows(
    world: Population, clerk: VillageClerk, scribe: Scribe, rnd: Random, directory: Directory
) -> Iterator[Row]:
    """Yield villagers and, after those of each, its household."""
    rural = [h for h in world.households if h.setting == VILLAGE]
    for house in rural:
        living = [person for person in house.members if rnd.random() < _COVERAGE]
        for person in living:
            yield from _villager(person, house, clerk, scribe, directory)
        directory.xiangcun_households.append(household_number(house))
        yield clerk.household(house, world.hamlets[house.site], len(living))
    for house in world.households:
        if house.setting != VILLAGE and rnd.random() < _KEPT_BY_TOWNSFOLK:
            host = rnd.choice(rural)
            for person in house.members:
                yield from _villager(person, host, clerk, scribe, directory)
    yield from _test_rows(rural, clerk, scribe, directory)


def _villager(
    person: Person, house: Household, clerk: VillageClerk, scribe: Scribe, directory: Directory
) -> Iterator[Row]:
    rnd = scribe.rnd
    for copy in range(2 if scribe.chance(scribe.profile.duplicate_record) else 1):
        key = clerk.new_key()
        updated = None if rnd.random() < 0.3 else local_day(midnight(FIRST_DAY) - rnd.randrange(700) * DAY)
        directory.add("xiangcun", "村民", key, person.person_id)
        if copy == 0:
            directory.xiangcun[person.number] = key
        yield clerk.villager(person, house, key, updated)


def _test_rows(
    rural: list[Household], clerk: VillageClerk, scribe: Scribe, directory: Directory
) -> Iterator[Row]:
    for count in range(scribe.profile.test_rows):
        house = rural[count % len(rural)]
        key = clerk.new_key()
        directory.add("xiangcun", "村民", key, f"T-{key}")
        row = clerk.villager(house.head, house, key, FIRST_DAY)
        row.body.update({"姓名": "测试" if count == 0 else f"测试{count}", "身份证号": "", "联系电话": ""})
        yield row
