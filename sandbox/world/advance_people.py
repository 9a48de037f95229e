"""People of one more day: births, arrivals, leavings, moves, corrections, silent edits."""

from collections.abc import Iterator

from sandbox.world import census, names
from sandbox.world.citizen_id import FEMALE
from sandbox.world.directory import hex_id
from sandbox.world.dwellings import URBAN, VILLAGE, places
from sandbox.world.matters import SHEQU, XIANGCUN, ZONGZHI
from sandbox.world.newcomers import newcomer
from sandbox.world.people import OTHER, Household, Person, family_name, phone
from sandbox.world.population import PopulationClerk, household_number
from sandbox.world.residents import ResidentClerk
from sandbox.world.today import Today, delete
from sandbox.world.villagers import VillageClerk
from sandbox.world.villagers import household_number as village_household_number

_ARRIVALS, _BIRTHS, _GONE, _MOVES, _CORRECTIONS, _PHONES = 0.0002, 0.00004, 0.00005, 0.00015, 0.0004, 0.0001
_TRIES = 500
_REGISTERS = {(ZONGZHI, "population"), (SHEQU, "residents"), (XIANGCUN, "村民")}


class Registrar:
    """Writes people into the registers of their household's setting."""

    def __init__(self, today: Today) -> None:
        grids, self._hamlets = places(today.seed)
        old_codes = {grid.code: grid.old_codes for grid in grids.current}
        self._today = today
        self._population = PopulationClerk(today.scribe(ZONGZHI), old_codes)
        self._residents = ResidentClerk(today.scribe(SHEQU), old_codes, today.seed)
        self._villagers = VillageClerk(today.scribe(XIANGCUN))

    def enrol(self, person: Person, house: Household) -> None:
        """Write a newcomer into zongzhi and into the register of town or village."""
        today = self._today
        key = today.key("RY")
        today.put(self._population.row(person, house, key, today.moment()))
        today.note_person(ZONGZHI, "population", key, person.person_id)
        if house.setting == URBAN:
            self.resident(person, house)
        elif house.setting == VILLAGE:
            key = today.key("CM")
            today.put(self._villagers.villager(person, house, key, today.day))
            today.note_person(XIANGCUN, "村民", key, person.person_id)

    def resident(self, person: Person, house: Household) -> None:
        """Write somebody into shequ who moved in today."""
        today = self._today
        key = hex_id(today.seed, "resident", person.number, today.day)
        moment = today.moment()
        today.put(self._residents.resident(person, house, key, (moment, moment, None)))
        today.note_person(SHEQU, "residents", key, person.person_id)

    def household(self, house: Household) -> None:
        """Write a new household."""
        today = self._today
        if house.setting == URBAN:
            owner = hex_id(today.seed, "resident", house.head.number, today.day)
            today.put(self._residents.household(house, owner, today.moment()))
        elif house.setting == VILLAGE:
            today.put(self._villagers.household(house, self._hamlets[house.site], len(house.members)))


def pass_people(today: Today) -> None:
    """Let a day pass in the registers."""
    registrar = Registrar(today)
    for _ in range(today.share(_ARRIVALS)):
        _arrive(today, registrar)
    for _ in range(today.about(_BIRTHS)):
        _be_born(today, registrar)
    for _ in range(today.share(_MOVES)):
        _move(today, registrar)
    _leave(today)
    _correct(today)
    _change_phones(today)
    _edit_silently(today)


def households(today: Today) -> Iterator[Household]:
    """Yield random households that somebody lives in: many, but not for ever."""
    most = census.next_number(today.connection, "world_household")
    for _ in range(_TRIES):
        house = census.load_household(today.connection, today.rnd.randrange(most))
        if house.members:
            yield house


def _arrive(today: Today, registrar: Registrar) -> None:
    """Let somebody move in from elsewhere: a household of its own behind an existing door."""
    host = next(households(today), None)
    if host is None:
        return
    rnd = today.rnd
    person = newcomer(today.connection, rnd, names.surname(rnd), rnd.randint(20, 65), today.day)
    number = census.next_number(today.connection, "world_household")
    house = Household(
        number, host.setting, [person], host.division, host.grid, host.site, host.door, host.address
    )
    census.save_household(today.connection, house)
    registrar.household(house)
    registrar.enrol(person, house)


def _may_have_a_child(house: Household) -> bool:
    return any(member.sex == FEMALE and 20 <= member.age <= 42 for member in house.members)


def _be_born(today: Today, registrar: Registrar) -> None:
    house = next((h for h in households(today) if _may_have_a_child(h)), None)
    if house is None:
        return
    child = newcomer(today.connection, today.rnd, family_name(house.head), 0, today.day)
    child.phone = house.head.phone
    house.members.append(child)
    census.save_person(today.connection, child, house.number)
    registrar.enrol(child, house)


def _records(today: Today, person: Person) -> list[tuple[str, str, str]]:
    """Return network, stream and id of somebody's records in the registers."""
    rows = today.connection.execute(
        "select network, stream, id from world_person_record where person_id = ? order by 1, 2, 3",
        (person.person_id,),
    )
    return [(n, s, i) for n, s, i in rows if (n, s) in _REGISTERS]


def _leave(today: Today) -> None:
    """Let people die or go away; who holds a post stays."""
    rows = today.connection.execute(
        "select json_extract(body, '$.RYBH') from record where network = 'zongzhi' and stream = 'post'"
    )
    holders = {row[0] for row in rows}
    left = today.about(_GONE)
    for house in households(today):
        if left == 0:
            return
        person = house.members[-1]
        records = _records(today, person)
        if len(house.members) > 1 and not any(record_id in holders for _, _, record_id in records):
            census.save_person(today.connection, person, None)
            for record in records:
                _strike_out(today, *record)
            left -= 1


def _strike_out(today: Today, network: str, stream: str, record_id: str) -> None:
    body = today.find(network, stream, record_id)
    if body is None:
        return
    if network == SHEQU and today.chance(0.5):
        body["moveOutTime"] = today.moment() * 1000
        today.save(network, stream, record_id, body)
    else:
        delete(today, network, stream, record_id, body)


def _origin_and_target(choices: Iterator[Household]) -> tuple[Household, Household] | None:
    """Return a household that somebody may leave and one of the same setting, if there are such."""
    origin = next((h for h in choices if len(h.members) > 1 and h.setting in (URBAN, VILLAGE)), None)
    if origin is None:
        return None
    target = next((h for h in choices if h.setting == origin.setting and h.number != origin.number), None)
    return None if target is None else (origin, target)


def _move(today: Today, registrar: Registrar) -> None:
    """Let somebody move in with another household of the same setting."""
    pair = _origin_and_target(households(today))
    if pair is None:
        return
    origin, target = pair
    person = origin.members[-1]
    person.relation = OTHER
    census.save_person(today.connection, person, target.number)
    target.members.append(person)
    for network, stream, record_id in _records(today, person):
        body = today.find(network, stream, record_id)
        if body is None:
            continue
        if network == ZONGZHI:
            new = {"XZDZ": target.address, "WGBH": target.grid, "HH": household_number(target), "HZGX": OTHER}
            body.update(new)
        elif network == SHEQU:
            body["moveOutTime"] = today.moment() * 1000
        else:
            body["户编号"] = village_household_number(target)
        today.save(network, stream, record_id, body)
    if target.setting == URBAN:
        registrar.resident(person, target)


_TRUE_FIELDS = {
    (ZONGZHI, "population"): ("GMSFHM", "XM", "LXDH"),
    (SHEQU, "residents"): ("idCard", "fullName", "mobile"),
    (XIANGCUN, "村民"): ("身份证号", "姓名", "联系电话"),
}


def _correct(today: Today) -> None:
    """Let clerks put ids, names or telephones right."""
    for (network, stream), fields in _TRUE_FIELDS.items():
        for record_id, body in today.sample(network, stream, today.share(_CORRECTIONS / 3)):
            person = today.owner(network, stream, record_id)
            if person is not None:
                values = (person.citizen_id, person.name, person.phone)
                place = today.rnd.randrange(3)
                body[fields[place]] = values[place]
                today.save(network, stream, record_id, body)


def _change_phones(today: Today) -> None:
    """Give people new numbers that one register learns of."""
    for record_id, body in today.sample(ZONGZHI, "population", today.share(_PHONES)):
        person = today.owner(ZONGZHI, "population", record_id)
        if person is not None and person.phone:
            person.former_phone, person.phone = person.phone, phone(today.rnd)
            census.update_phones(today.connection, person)
            body["LXDH"] = person.phone
            today.save(ZONGZHI, "population", record_id, body)


def _edit_silently(today: Today) -> None:
    """Change records without a new update time."""
    if not today.dirt.silent_edit:
        return
    count = today.share(today.dirt.silent_edit / 2)
    for record_id, body in today.sample(ZONGZHI, "population", count):
        body["LXDH"] = phone(today.rnd)
        today.save_silently(ZONGZHI, "population", record_id, body)
    for record_id, body in today.sample(SHEQU, "residents", count):
        body["careTags"] = ["disabled"]
        today.save_silently(SHEQU, "residents", record_id, body)
