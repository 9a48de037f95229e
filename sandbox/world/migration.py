"""People who move from one sandbox county to another: the registers of both then hold them."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from sandbox.world import census
from sandbox.world.advance_people import Registrar, households
from sandbox.world.divisions import ADCODE, under
from sandbox.world.people import HEAD, Household, Person
from sandbox.world.profiles import profile
from sandbox.world.store import open_store, read_meta
from sandbox.world.today import Today
from sandbox.world.truth import write_truth


def grown_ups(home: Path, count: int, seed: int = 0) -> list[Person]:
    """Draw so many people of 18 to 70 with a telephone who live in a county.

    Raises ValueError when there are fewer.
    """
    with closing(open_store(home)) as connection:
        found = [
            person
            for (number,) in connection.execute("select number from world_person where household is not null")
            if (person := census.load_person(connection, f"P{number:07d}"))
            and person.phone
            and 18 <= person.age <= 70
        ]
    if len(found) < count:
        raise ValueError(f"{home} has {len(found)} grown-ups with a telephone, not {count}")
    return Random(f"{seed}/leaving").sample(sorted(found, key=lambda person: person.number), count)


def settle(home: Path, people: Iterable[Person]) -> list[Person]:
    """Let people move in from elsewhere, each behind the door of somebody who lives there.

    Their registers are written today with the dirt of the county, as for any newcomer. Whoever they left is
    not told.

    Returns them as the county's truth numbers them.
    """
    with _today(home) as today:
        registrar = Registrar(today)
        return [_settle(today, registrar, person) for person in people]


def _settle(today: Today, registrar: Registrar, person: Person) -> Person:
    host = next(households(today))
    arrived = replace(
        person, number=census.next_number(today.connection, "world_person"), relation=HEAD, has_twin=False
    )
    house = Household(
        census.next_number(today.connection, "world_household"),
        host.setting, [arrived], host.division, host.grid, host.site, host.door, host.address,
    )  # fmt: skip
    census.save_household(today.connection, house)
    registrar.household(house)
    registrar.enrol(arrived, house)
    return arrived


@contextmanager
def _today(home: Path) -> Iterator[Today]:
    """Open the day that a county has reached; what is written in it is kept as a whole."""
    with closing(open_store(home)) as connection:
        meta = read_meta(connection)
        with under(meta.get("adcode", ADCODE)), _one_change(connection):
            yield Today(
                connection,
                date.fromisoformat(meta["virtual_day"]),
                int(meta["seed"]),
                int(meta["people"]),
                profile(meta["dirt"]),
                Random(f"{meta['seed']}/{meta['virtual_day']}/arriving"),
                series=f"W{census.next_number(connection, 'world_person')}N",
            )
        write_truth(connection, home)


@contextmanager
def _one_change(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    yield
    connection.execute("commit")
