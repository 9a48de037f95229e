"""chengguan `components`, `unitgrids`, `depts`: what the city looks after."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.world import codes
from sandbox.world.clock import DAY, FIRST_DAY, REDEMARCATION, iso_text, midnight
from sandbox.world.geo import Point, gcj02, within
from sandbox.world.grids import Grid, GridMap
from sandbox.world.matters import CHENGGUAN
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row

_COMPONENTS = 2000
_LAST = midnight(FIRST_DAY) + 16 * 3600


@dataclass(frozen=True, slots=True)
class UnitGrid:
    """A third of an urban grid (chengguan's smallest area); WGS-84 here."""

    code: str
    grid: Grid
    ring: tuple[Point, ...]


def unit_grids(grids: GridMap) -> dict[str, tuple[UnitGrid, ...]]:
    """Cut every urban grid in three; the 14-digit codes of a community run from 21."""
    counts: dict[str, int] = {}
    found: dict[str, tuple[UnitGrid, ...]] = {}
    for grid in grids.urban:
        parts = []
        for third in range(3):
            number = counts.get(grid.division.code, 20) + 1
            counts[grid.division.code] = number
            low, high = third / 3, (third + 1) / 3
            ring = tuple(within(grid.quad, u, v) for u, v in ((low, 0), (high, 0), (high, 1), (low, 1)))
            parts.append(UnitGrid(f"{grid.division.code}{number:02d}", grid, ring))
        found[grid.code] = tuple(parts)
    return found


def city_row(stream: str, key: str, body: dict[str, Any], updated: int, *, archived: bool = False) -> Row:
    """Return a row with the two fields that every chengguan stream has."""
    full = body | {"lastModified": iso_text(updated), "archived": archived}
    return Row(CHENGGUAN, stream, key, updated * 1000, full)


def unit_grid_rows(units: dict[str, tuple[UnitGrid, ...]], scribe: Scribe) -> Iterator[Row]:
    """Yield the unit grids; some cross several hub grids, some still name an old one."""
    rnd = scribe.rnd
    for parts in units.values():
        for unit in parts:
            ring = [list(gcj02(point)) for point in (*unit.ring, unit.ring[0])]
            duty = "" if rnd.random() < 0.06 else scribe.grid(unit.grid.code, unit.grid.old_codes)
            body = {
                "unitGrid": unit.code,
                "name": f"{unit.grid.division.stem}{int(unit.code[-2:])}单元",
                "areaM2": round(rnd.uniform(28_000, 42_000), 1),
                "ring": ring,
                "dutyGridCode": duty,
            }
            yield city_row("unitgrids", unit.code, body, midnight(REDEMARCATION) + rnd.randrange(300 * DAY))


def component_rows(units: dict[str, tuple[UnitGrid, ...]], scribe: Scribe) -> Iterator[Row]:
    """Yield components with their state."""
    rnd = scribe.rnd
    everywhere = [unit for parts in units.values() for unit in parts]
    for place in range(_COMPONENTS):
        major, minor, name = rnd.choice(codes.COMPONENTS)
        unit = rnd.choice(everywhere)
        point = scribe.point(gcj02(within(unit.ring, rnd.uniform(0.1, 0.9), rnd.uniform(0.1, 0.9)))) or (0, 0)
        code = f"220323{major}{minor}{place + 1:06d}"
        body = {
            "componentCode": code,
            "name": name,
            "x": point[0],
            "y": point[1],
            "unitGrid": unit.code,
            "deptCode": codes.city_department(None, major),
            "state": rnd.choices((1, 2, 3), weights=(93, 5, 2))[0],
        }
        updated = rnd.randrange(midnight(REDEMARCATION), _LAST)
        yield city_row("components", code, body, updated, archived=rnd.random() < 0.01)
    for count in range(min(scribe.profile.test_rows, 2)):
        code = f"2203230501999{count:03d}"
        yield city_row("components", code, body | {"componentCode": code, "name": "测试部件"}, _LAST)


def department_rows(tests: int) -> Iterator[Row]:
    """Yield the professional departments, and a test one."""
    for code, name, same in codes.CITY_DEPARTMENTS:
        body = {"deptCode": code, "name": name, "zongzhiDept": same}
        yield city_row("depts", code, body, midnight(REDEMARCATION))
    if tests:
        yield city_row("depts", "CG99", {"deptCode": "CG99", "name": "测试部门", "zongzhiDept": ""}, _LAST)
