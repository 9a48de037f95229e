"""shequ `buildings`, `households`, `residents`: the ten communities, ids often masked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from sandbox.world.clock import DAY, FIRST_DAY, midnight
from sandbox.world.directory import Directory, hex_id, import_time
from sandbox.world.dwellings import URBAN, Building, Population
from sandbox.world.geo import bd09
from sandbox.world.people import CHILD, HEAD, OTHER, SPOUSE, Household, Person
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row

_COVERAGE = 0.95
_MOVED_TO_TOWN = 0.02
IMPORTED = midnight(date(2023, 8, 15)) + 3 * 3600
LAST = midnight(FIRST_DAY) + 19 * 3600
_GENDER = {1: "0", 2: "1", 0: "2"}
CARE_TAGS = ("living-alone elder", "disabled", "left-behind child")


def millis(instant: int | None, rnd: Random) -> int | str:
    """Return epoch milliseconds as this platform does: a number, now and then a string; 0 = unknown."""
    value = 0 if instant is None else instant * 1000
    return str(value) if rnd.random() < 0.04 else value


class ResidentClerk:
    """Writes the rows of the three streams; `seed` makes the 32-digit ids."""

    def __init__(self, scribe: Scribe, old_codes: Mapping[str, tuple[str, ...]], seed: int) -> None:
        self._scribe, self._old_codes, self._seed = scribe, old_codes, seed

    def building_id(self, index: int) -> str:
        """Return the id of a building."""
        return hex_id(self._seed, "building", index)

    def household_id(self, house: Household) -> str:
        """Return the id of a household."""
        return hex_id(self._seed, "household", house.number)

    def building(self, building: Building, updated: int) -> Row:
        """Return a building's row."""
        scribe = self._scribe
        point = scribe.point(bd09(building.point)) or (0, 0)
        community = building.grid.division.code
        body = self._body(self.building_id(building.index), updated) | {
            "communityCode": community,
            "estateName": building.estate,
            "buildingNo": str(building.number),
            "unitCount": building.units,
            "lng": point[0],
            "lat": point[1],
            "gridCode": scribe.grid(building.grid.code, self._old_codes.get(building.grid.code, ())),
        }
        return Row("shequ", "buildings", body["id"], updated * 1000, body, community)

    def household(self, house: Household, owner: str, updated: int) -> Row:
        """Return a household's row."""
        number, unit, room = house.door.split("-")
        body = self._body(self.household_id(house), updated) | {
            "buildingId": self.building_id(house.site),
            "unitNo": unit,
            "roomNo": room,
            "houseNo": f"{number}-{unit}-{room}",
            "ownerResidentId": owner,
            "livingCount": len(house.members),
        }
        return Row("shequ", "households", body["id"], updated * 1000, body, house.division)

    def resident(
        self,
        person: Person,
        house: Household,
        key: str,
        times: tuple[int, int, int | None],
        *,
        deleted: bool = False,
    ) -> Row:
        """Return a resident's row; `times` are the update and the moving in and out."""
        scribe, rnd = self._scribe, self._scribe.rnd
        updated, moved_in, moved_out = times
        birth = scribe.birth(person)
        mobile = scribe.phone(person)
        if mobile and scribe.chance(scribe.profile.phone_masked):
            mobile = mobile[:3] + "****" + mobile[-4:]
        body = self._body(key, updated) | {
            "householdId": self.household_id(house),
            "fullName": scribe.name(person),
            "idCard": scribe.citizen_id(person, house.head),
            "gender": _GENDER[scribe.sex(person)],
            "birthday": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}" if birth else "",
            "mobile": mobile,
            "nation": "满族" if rnd.random() < 0.38 else "汉族",
            "faith": "无",
            "residentType": _resident_type(person, house),
            "partyMember": int(person.age >= 22 and rnd.random() < 0.07),
            "careTags": _care_tags(person, house, rnd),
            "moveInTime": millis(moved_in, rnd),
            "moveOutTime": millis(moved_out, rnd),
            "delFlag": int(deleted),
        }
        return Row("shequ", "residents", key, updated * 1000, body, house.division)

    def _body(self, key: str, updated: int) -> dict[str, Any]:
        stamp = millis(updated, self._scribe.rnd)
        return {"id": key, "updateTime": stamp, "delFlag": 0}


def _resident_type(person: Person, house: Household) -> str:
    if person.relation == HEAD:
        return "tenant" if person.residence == "2" else "owner"
    if person.relation in (SPOUSE, CHILD):
        return "family"
    return "tenant" if person.relation == OTHER and person.residence == "2" else "other"


def _care_tags(person: Person, house: Household, rnd: Random) -> list[str]:
    tags = []
    if person.age >= 70 and len(house.members) == 1:
        tags.append(CARE_TAGS[0])
    if rnd.random() < 0.015:
        tags.append(CARE_TAGS[1])
    if person.residence == "3":
        tags.append(CARE_TAGS[2])
    return tags


def building_rows(world: Population, clerk: ResidentClerk, rnd: Random, tests: int) -> Iterator[Row]:
    """Yield every building."""
    for building in world.buildings:
        yield clerk.building(building, import_time(rnd, IMPORTED, 0.9, LAST))
    for count in range(min(tests, 1)):
        row = clerk.building(world.buildings[0], LAST - 7200)
        row.body.update(id=hex_id("building", "test", count), estateName="测试小区")
        yield replace(row, id=row.body["id"])


def resident_rows(
    world: Population, clerk: ResidentClerk, scribe: Scribe, rnd: Random, directory: Directory
) -> Iterator[Row]:
    """Yield residents and, after those of each, its household."""
    for house in [h for h in world.households if h.setting == URBAN]:
        kept = [person for person in house.members if rnd.random() < _COVERAGE]
        for person in kept:
            yield from _resident(person, house, clerk, scribe, directory)
        owner = directory.shequ[kept[0].number][0] if kept and kept[0].number in directory.shequ else ""
        row = clerk.household(house, owner, import_time(rnd, IMPORTED, 0.9, LAST))
        yield row
    yield from _newcomers(world, clerk, scribe, rnd, directory)


def _resident(
    person: Person,
    house: Household,
    clerk: ResidentClerk,
    scribe: Scribe,
    directory: Directory,
    copy: int = 0,
) -> Iterator[Row]:
    rnd, profile = scribe.rnd, scribe.profile
    key = hex_id("resident", person.number, copy, house.number)
    deleted = scribe.chance(profile.deleted_record)
    updated = rnd.randrange(LAST - 200 * DAY, LAST) if deleted else import_time(rnd, IMPORTED, 0.88, LAST)
    moved_in = midnight(date(rnd.randint(2005, 2023), rnd.randint(1, 7), rnd.randint(1, 28)))
    left = not deleted and rnd.random() < 0.01
    moved_out = rnd.randrange(IMPORTED - 300 * DAY, IMPORTED) if left else None
    directory.add("shequ", "residents", key, person.person_id)
    if not deleted and not left and copy == 0:
        directory.shequ[person.number] = (key, clerk.household_id(house), house.division)
    yield clerk.resident(person, house, key, (updated, moved_in, moved_out), deleted=deleted)
    if copy == 0 and scribe.chance(profile.duplicate_record):
        yield from _resident(person, house, clerk, scribe, directory, copy=1)


def _newcomers(
    world: Population, clerk: ResidentClerk, scribe: Scribe, rnd: Random, directory: Directory
) -> Iterator[Row]:
    """Yield villagers who also have a flat in town, and test rows."""
    urban = [h for h in world.households if h.setting == URBAN]
    for house in world.households:
        if house.setting != URBAN and rnd.random() < _MOVED_TO_TOWN:
            host = rnd.choice(urban)
            for person in house.members:
                yield from _resident(person, host, clerk, scribe, directory)
    for count in range(scribe.profile.test_rows):
        house = urban[count % len(urban)]
        key = hex_id("resident", "test", count)
        directory.add("shequ", "residents", key, f"T-{key}")
        row = clerk.resident(house.head, house, key, (LAST - 7200 * (count + 1), IMPORTED, None))
        row.body.update(fullName=f"测试用户{count + 1}", idCard="", mobile="")
        yield row
