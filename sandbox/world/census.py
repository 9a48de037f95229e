"""The truth about people in the store: kept so that later days can go on from it."""

import sqlite3
from collections.abc import Iterable
from datetime import date

from sandbox.world.people import Household, Person

_PERSON = (
    "number, name, sex, birth, citizen_id, phone, former_phone, relation, residence, former_name, has_twin"
)


def save_household(connection: sqlite3.Connection, house: Household) -> None:
    """Write a household and its members."""
    place = (house.number, house.setting, house.division, house.grid, house.site, house.door, house.address)
    connection.execute("insert or replace into world_household values (?, ?, ?, ?, ?, ?, ?)", place)
    for member in house.members:
        save_person(connection, member, house.number)


def save_person(connection: sqlite3.Connection, person: Person, household: int | None) -> None:
    """Write one person; `household` is None for people from elsewhere and for those who died or left."""
    connection.execute(
        "insert or replace into world_person values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            person.number, household, person.name, person.sex, person.birth.isoformat(), person.citizen_id,
            person.phone, person.former_phone, person.relation, person.residence, person.former_name,
            int(person.has_twin),
        ),
    )  # fmt: skip


def load_household(connection: sqlite3.Connection, number: int) -> Household:
    """Read a household with its members, the head first; KeyError when there is none."""
    found = connection.execute(
        "select number, setting, division, grid, site, door, address from world_household where number = ?",
        (number,),
    ).fetchone()
    if found is None:
        raise KeyError(f"no household {number}")
    _, setting, division, grid, site, door, address = found
    rows = connection.execute(
        f"select {_PERSON} from world_person where household = ? order by relation, number", (number,)
    )
    return Household(number, setting, _people(rows), division, grid, site, door, address)


def _people(rows: Iterable[tuple[object, ...]]) -> list[Person]:
    return [_person(row) for row in rows]


def _person(row: tuple[object, ...]) -> Person:
    number, name, sex, birth, citizen_id, phone, former_phone, relation, residence, former_name, twin = row
    return Person(
        number=int(str(number)),
        name=str(name),
        sex=int(str(sex)),
        birth=date.fromisoformat(str(birth)),
        citizen_id=str(citizen_id),
        phone=str(phone),
        former_phone=str(former_phone),
        relation=str(relation),
        residence=str(residence),
        former_name=str(former_name),
        has_twin=bool(twin),
    )


def load_person(connection: sqlite3.Connection, person_id: str) -> Person | None:
    """Read one person by the truth's id; None for those who are nobody (test rows)."""
    if not person_id.startswith("P"):
        return None
    rows = connection.execute(f"select {_PERSON} from world_person where number = ?", (int(person_id[1:]),))
    return next(iter(_people(rows)), None)


def update_phones(connection: sqlite3.Connection, person: Person) -> None:
    """Write somebody's telephones."""
    connection.execute(
        "update world_person set phone = ?, former_phone = ? where number = ?",
        (person.phone, person.former_phone, person.number),
    )


def is_free(connection: sqlite3.Connection, citizen_id: str) -> bool:
    """Tell whether nobody holds an id number yet."""
    found = connection.execute("select 1 from world_person where citizen_id = ?", (citizen_id,)).fetchone()
    return found is None


def next_number(connection: sqlite3.Connection, table: str) -> int:
    """Return the next free number of `world_person` or `world_household`."""
    return int(connection.execute(f"select coalesce(max(number), 0) + 1 from {table}").fetchone()[0])
