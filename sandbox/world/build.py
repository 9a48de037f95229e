"""Makes a new county at its first day: everything from one seed, in one store."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sandbox.world import city, disputes, divisions, duty, services, villages_files
from sandbox.world.census import save_household, save_person
from sandbox.world.clock import EVENTS_FROM, FIRST_DAY, midnight
from sandbox.world.desk import Desk
from sandbox.world.directory import Directory
from sandbox.world.dwellings import Hamlet, Population, build_population, places
from sandbox.world.grids import GridMap
from sandbox.world.matters import CHENGGUAN, SHEQU, XIANGCUN, ZONGZHI, Matter
from sandbox.world.plan_grid import grid_matters, guard
from sandbox.world.plan_rest import rest_matters
from sandbox.world.population import PopulationClerk, population_rows
from sandbox.world.profiles import DirtProfile, profile
from sandbox.world.reporters import Reporters
from sandbox.world.residents import ResidentClerk, building_rows, resident_rows
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row, new_store, put, write_meta
from sandbox.world.truth import write_truth
from sandbox.world.villagers import VillageClerk, villager_rows
from sandbox.world.wires import EventWriter, store_matters

SMALLEST = 100
LAST = midnight(FIRST_DAY) + 20 * 3600


@dataclass(slots=True)
class Builder:
    """What the parts of a county are made from."""

    seed: int
    dirt: DirtProfile
    grids: GridMap
    hamlets: tuple[Hamlet, ...]
    world: Population
    directory: Directory = field(default_factory=Directory)

    def rnd(self, area: str) -> Random:
        """Return the random source of one area, apart from all others."""
        return Random(f"{self.seed}/{area}")

    def scribe(self, network: str, area: str) -> Scribe:
        """Return a clerk with a random source of its own, so that dirt never moves the truth."""
        return Scribe(network, self.dirt, self.rnd(f"{area}/dirt"))

    @property
    def old_codes(self) -> dict[str, tuple[str, ...]]:
        """Return the old grid codes of each grid in force."""
        return {grid.code: grid.old_codes for grid in self.grids.current}


def create(
    home: Path,
    people: int = 30_000,
    seed: int = 20_241_120,
    dirt: str = "default",
    adcode: str = divisions.ADCODE,
) -> None:
    """Make the county in `home` at its first day; whatever was there is replaced.

    With another `adcode` it is the same county under another code, with other people.

    Raises ValueError for an unknown dirt profile, fewer than 100 people or what is no code.
    """
    if people < SMALLEST:
        raise ValueError(f"a county of {people} people is too small: at least {SMALLEST}")
    with divisions.under(adcode):
        _create(home, people, seed, dirt)


def _create(home: Path, people: int, seed: int, dirt: str) -> None:
    grids, hamlets = places(seed)
    world = build_population(grids, hamlets, people, seed)
    builder = Builder(seed, profile(dirt), grids, hamlets, world)
    with new_store(home) as connection:
        _write_registers(builder, connection)
        _write_duty_and_events(builder, connection)
        _write_surroundings(builder, connection)
        _write_people(builder, connection)
        write_meta(connection, _settings(people, seed, dirt))
        write_truth(connection, home)


def _settings(people: int, seed: int, dirt: str) -> dict[str, str]:
    day = FIRST_DAY.isoformat()
    world = {"people": str(people), "seed": str(seed), "dirt": dirt, "adcode": divisions.adcode()}
    return world | {"first_day": day, "virtual_day": day}


def _write_registers(b: Builder, connection: sqlite3.Connection) -> None:
    scribe = b.scribe(ZONGZHI, "population")
    put(
        connection,
        population_rows(b.world, PopulationClerk(scribe, b.old_codes), scribe, b.rnd("in zz"), b.directory),
    )
    scribe = b.scribe(SHEQU, "residents")
    clerk = ResidentClerk(scribe, b.old_codes, b.seed)
    put(connection, building_rows(b.world, clerk, b.rnd("buildings"), b.dirt.test_rows))
    put(connection, resident_rows(b.world, clerk, scribe, b.rnd("in sq"), b.directory))
    scribe = b.scribe(XIANGCUN, "villagers")
    put(connection, villager_rows(b.world, VillageClerk(scribe), scribe, b.rnd("in xc"), b.directory))


def _write_duty_and_events(b: Builder, connection: sqlite3.Connection) -> None:
    on_duty = duty.Duty(b.rnd("duty"), b.directory)
    put(connection, duty.post_rows(on_duty, b.grids, b.hamlets))
    put(connection, duty.visit_rows(on_duty))
    matters = list(_matters(b))
    writer = EventWriter.make(b.grids, _reporters(b, on_duty), LAST)
    scribes = {network: b.scribe(network, "events") for network in (ZONGZHI, CHENGGUAN, SHEQU, XIANGCUN)}
    put(connection, writer.rows(matters, scribes, b.rnd("steps"), b.directory))
    put(connection, disputes.dispute_rows(matters, midnight(EVENTS_FROM), LAST, b.rnd("disputes")))
    store_matters(connection, matters)


def _matters(b: Builder) -> Iterator[Matter]:
    by_division: dict[str, list[Hamlet]] = {}
    for hamlet in b.hamlets:
        by_division.setdefault(hamlet.division.code, []).append(hamlet)
    desk = Desk(b.rnd("matters"), b.grids, by_division, midnight(EVENTS_FROM), LAST, skew=b.dirt.clock_skew)
    for matter in grid_matters(desk):
        yield guard(matter)
    yield from rest_matters(desk, b.dirt.test_rows)


def _reporters(b: Builder, on_duty: duty.Duty) -> Reporters:
    known = b.directory
    town = [p for h in b.world.households if h.setting == "urban" for p in h.members if 18 <= p.age <= 85]
    country = [
        p for h in b.world.households if h.setting == "village" for p in h.members if 18 <= p.age <= 85
    ]
    return Reporters(
        directory=known,
        grid_posts=tuple(on_duty.grid_posts),
        chief_posts=tuple(on_duty.chiefs),
        workers=tuple(on_duty.workers),
        townspeople=tuple(town),
        villagers=tuple(country),
        outsiders=b.world.outsiders,
    )


def _write_surroundings(b: Builder, connection: sqlite3.Connection) -> None:
    tests = b.dirt.test_rows
    households: dict[str, int] = {}
    for house in b.world.households:
        households[house.grid] = households.get(house.grid, 0) + 1
    put(connection, duty.grid_rows(b.grids, households, b.rnd("grid rows"), tests))
    put(connection, duty.team_rows(b.rnd("teams")))
    put(connection, duty.whistle_rows(b.rnd("whistles")))
    put(connection, duty.department_rows(tests))
    units = city.unit_grids(b.grids)
    scribe = b.scribe(CHENGGUAN, "city")
    put(connection, city.unit_grid_rows(units, scribe))
    put(connection, city.component_rows(units, scribe))
    put(connection, city.department_rows(tests))
    for rows in _community_life(b, b.rnd("services"), tests):
        put(connection, rows)
    scribe = b.scribe(XIANGCUN, "villages")
    put(connection, villages_files.village_rows(b.grids, b.rnd("villages"), tests))
    put(connection, villages_files.hamlet_rows(b.world, scribe, tests))
    put(connection, villages_files.points_rows(b.directory, scribe))
    put(connection, villages_files.honour_rows(b.directory, b.rnd("honours")))


def _community_life(b: Builder, rnd: Random, tests: int) -> Iterable[Iterable[Row]]:
    yield services.community_rows(rnd, tests)
    yield services.centre_rows(b.grids, rnd, tests)
    yield services.company_rows(b.world.buildings, rnd, tests)
    yield services.group_rows(rnd, tests)
    yield services.activity_rows(rnd, tests)


def _write_people(b: Builder, connection: sqlite3.Connection) -> None:
    connection.executemany("insert into world_person_record values (?, ?, ?, ?)", b.directory.records)
    for house in b.world.households:
        save_household(connection, house)
    for person in b.world.outsiders:
        save_person(connection, person, None)
