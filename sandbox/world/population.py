"""zongzhi `population`: nearly everybody, with the fields that a hub must drop."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from sandbox.world.clock import DAY, FIRST_DAY, local_text, midnight
from sandbox.world.directory import Directory, import_time
from sandbox.world.divisions import COUNTY_TEXT, villages
from sandbox.world.dwellings import Population
from sandbox.world.people import FLOATING, Household, Person
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row

_COVERAGE = 0.97
_IMPORTS = tuple(midnight(date(2023, 7, 10 + k)) + 9 * 3600 for k in range(15))
_LAST = midnight(FIRST_DAY) + 18 * 3600
_AWAY = ("吉林省公主岭市", "吉林省长春市双阳区", "辽宁省开原市", "黑龙江省双城市", "吉林省梨树县")


def household_number(house: Household) -> str:
    """Return zongzhi's number of a household."""
    return f"HH{house.number:07d}"


class PopulationClerk:
    """Writes population rows; `old_codes` leads from a grid to the old grids it was cut from."""

    def __init__(self, scribe: Scribe, old_codes: Mapping[str, tuple[str, ...]]) -> None:
        self._scribe, self._old_codes = scribe, old_codes
        self._count = 0

    def new_key(self) -> str:
        """Return the next RYBH."""
        self._count += 1
        return f"RY{self._count:09d}"

    def row(self, person: Person, house: Household, key: str, updated: int, *, deleted: bool = False) -> Row:
        """Return one person's row as it goes over the wire."""
        scribe, rnd = self._scribe, self._scribe.rnd
        body = {
            "RYBH": key,
            "XM": scribe.name(person),
            "GMSFHM": scribe.citizen_id(person, house.head),
            "XBDM": rnd.choice("09") if (sex := scribe.sex(person)) == 0 else str(sex),
            "MZDM": "11" if rnd.random() < 0.38 else "01",
            "ZJXY": "00",
            "CSRQ": scribe.birth(person),
            "LXDH": scribe.phone(person),
            "HJDZ": scribe.address(registered_address(person, house, rnd), house.division),
            "XZDZ": scribe.address(house.address, house.division),
            "WGBH": scribe.grid(house.grid, self._old_codes.get(house.grid, ())),
            "HH": household_number(house),
            "HZGX": person.relation,
            "RKLX": person.residence,
            "ZDRYLB": rnd.choice(("01", "02", "05")) if rnd.random() < 0.01 else "",
            "GXSJ": local_text(updated),
            "SCBZ": "1" if deleted else "0",
        }
        return Row("zongzhi", "population", key, updated * 1000, body)


def registered_address(person: Person, house: Household, rnd: Random) -> str:
    """Return where somebody is registered: at home, in a village, or in another county."""
    if person.residence != FLOATING:
        return house.address
    if rnd.random() < 0.5:
        village = rnd.choice(villages())
        return f"{COUNTY_TEXT}{village.town}{village.short_name}{rnd.randint(1, 200)}号"
    return f"{rnd.choice(_AWAY)}{rnd.choice('东西南北')}街{rnd.randint(1, 300)}号"


def population_rows(
    world: Population, clerk: PopulationClerk, scribe: Scribe, rnd: Random, directory: Directory
) -> Iterator[Row]:
    """Yield the register; fills the directory with those who stay in it."""
    profile = scribe.profile
    for house in world.households:
        imported = _IMPORTS[house.number % len(_IMPORTS)]
        for person in house.members:
            if rnd.random() >= _COVERAGE:
                continue
            updated = import_time(rnd, imported, 0.7, _LAST)
            key = clerk.new_key()
            deleted = person.age > 60 and scribe.chance(profile.deleted_record * 2)
            if deleted:
                updated = rnd.randrange(_LAST - 85 * DAY, _LAST)
            directory.add("zongzhi", "population", key, person.person_id)
            yield clerk.row(person, house, key, updated, deleted=deleted)
            if not deleted:
                directory.zongzhi[person.number] = key
                if 20 <= person.age <= 72:
                    directory.adults.append(person)
        if house.head.number in directory.zongzhi:
            directory.zongzhi_households.append((household_number(house), house.division, house.grid))
    yield from _second_records(world, clerk, scribe, directory)


def _second_records(
    world: Population, clerk: PopulationClerk, scribe: Scribe, directory: Directory
) -> Iterator[Row]:
    """Yield second records of people whom two grids list: at home and with relatives elsewhere."""
    rnd = scribe.rnd
    for house in world.households:
        for person in house.members:
            if scribe.chance(scribe.profile.duplicate_record):
                host = house if rnd.random() < 0.5 else rnd.choice(world.households)
                key = clerk.new_key()
                directory.add("zongzhi", "population", key, person.person_id)
                yield clerk.row(person, host, key, rnd.randrange(_IMPORTS[0], _LAST))
    for count in range(scribe.profile.test_rows):
        house = world.households[count % len(world.households)]
        key = clerk.new_key()
        directory.add("zongzhi", "population", key, f"T-{key}")
        row = clerk.row(house.head, house, key, _LAST - 3600 * (count + 1))
        row.body.update(XM=f"测试{count or ''}", GMSFHM=rnd.choice(("", "111111111111111111")), LXDH="")
        yield row
