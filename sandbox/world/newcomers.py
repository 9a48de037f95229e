"""People whom the county did not know before: their id numbers are free in the store."""

import sqlite3
from datetime import date
from random import Random

from sandbox.world import census, names
from sandbox.world.citizen_id import FEMALE, MALE, compose
from sandbox.world.people import CHILD, HEAD, REGISTERED, Person, birthday, phone


def newcomer(connection: sqlite3.Connection, rnd: Random, family: str, age: int, today: date) -> Person:
    """Draw somebody of an age; a newborn is a child of the house, all others come as heads."""
    sex = rnd.choice((MALE, FEMALE))
    birth = birthday(age, rnd) if age else today
    sequence = rnd.randrange(901, 999, 2) + (sex == FEMALE)
    while not census.is_free(connection, compose(birth, sequence)):
        sequence = rnd.randrange(1 if sex == MALE else 2, 1000, 2)
    return Person(
        number=census.next_number(connection, "world_person"),
        name=family + names.given(rnd, female=sex == FEMALE, year=birth.year),
        sex=sex,
        birth=birth,
        citizen_id=compose(birth, sequence),
        phone=phone(rnd) if age > 14 else "",
        former_phone=phone(rnd) if age > 14 else "",
        relation=HEAD if age else CHILD,
        residence=REGISTERED,
    )
