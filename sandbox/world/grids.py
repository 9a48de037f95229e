"""Grids of both schemes: 44 old ones (14 digits, closed on 2023-07-01) and those in force since.

The 136 urban grids tile one area around 125.30 E, 43.34 N; each is a four-cornered cell of a lattice with
moved corners, so that neighbours share their border exactly. Village grids lie on a coarse lattice about.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from shapely import unary_union
from shapely.geometry import Polygon

from sandbox.world.clock import REDEMARCATION
from sandbox.world.divisions import Division, street_communities, town_communities, villages
from sandbox.world.geo import Point, within

URBAN, VILLAGE, SPECIAL = "01", "02", "03"
COLUMNS, ROWS = 17, 8
CELL_LNG, CELL_LAT = 0.0042, 0.0031
WEST, SOUTH = 125.30 - COLUMNS * CELL_LNG / 2, 43.34 - ROWS * CELL_LAT / 2
_OLD_FROM = date(2018, 1, 1)
_OLD_VILLAGES = 4
_RURAL_WEST, _RURAL_SOUTH, _RURAL_LNG, _RURAL_LAT = 124.92, 43.10, 0.045, 0.033
_RURAL_COLUMNS, _RURAL_ROWS = 17, 15


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid of one scheme; `quad` is the cell that places are drawn from, `ring` its border."""

    code: str
    name: str
    division: Division
    kind: str
    valid_from: date
    valid_to: date | None
    old_codes: tuple[str, ...]
    quad: tuple[Point, ...]
    ring: tuple[Point, ...]

    @property
    def centre(self) -> Point:
        """The middle of the cell (WGS-84)."""
        return within(self.quad, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class GridMap:
    """All grids of the county and the way from present codes to the old ones."""

    urban: tuple[Grid, ...]
    village: tuple[Grid, ...]
    special: tuple[Grid, ...]
    old: tuple[Grid, ...]

    @property
    def current(self) -> tuple[Grid, ...]:
        """Every grid in force."""
        return self.urban + self.village + self.special


def build_grids(seed: int) -> GridMap:
    """Return the grids of both schemes; the seed moves the corners of the urban cells."""
    cells = _urban_cells(Random(f"{seed}/grids"))
    urban, old = _urban_grids(cells)
    lattice = _rural_cells()
    old_village = _old_village_grids(lattice)
    village = tuple(_village_grid(d, lattice[i], old_village) for i, d in enumerate(villages()))
    special = tuple(_special_grids(lattice[len(village) :]))
    return GridMap(urban=urban, village=village, special=special, old=old + tuple(old_village.values()))


def _urban_cells(rnd: Random) -> list[tuple[Point, ...]]:
    """Return the 136 cells in snake order, each lower-left, lower-right, upper-right, upper-left."""
    corner = {
        (c, r): (
            round(WEST + (c + rnd.uniform(-0.18, 0.18)) * CELL_LNG, 6),
            round(SOUTH + (r + rnd.uniform(-0.18, 0.18)) * CELL_LAT, 6),
        )
        for c in range(COLUMNS + 1)
        for r in range(ROWS + 1)
    }
    order = [(c, r if c % 2 == 0 else ROWS - 1 - r) for c in range(COLUMNS) for r in range(ROWS)]
    return [(corner[c, r], corner[c + 1, r], corner[c + 1, r + 1], corner[c, r + 1]) for c, r in order]


def _urban_grids(cells: list[tuple[Point, ...]]) -> tuple[tuple[Grid, ...], tuple[Grid, ...]]:
    urban: list[Grid] = []
    old: list[Grid] = []
    start = 0
    for index, community in enumerate(street_communities()):
        size = 14 if index < 6 else 13
        new, former = _community_grids(community, cells[start : start + size], start)
        urban += new
        old += former
        start += size
    return tuple(urban), tuple(old)


def _community_grids(
    community: Division, cells: list[tuple[Point, ...]], start: int
) -> tuple[list[Grid], list[Grid]]:
    """Cut a community's run of cells into present grids, and the same run into four old grids."""
    cuts = [round(len(cells) * k / 4) for k in range(5)]
    pieces: list[list[tuple[Point, ...]]] = [[] for _ in range(4)]
    origins: list[list[int]] = []
    for index, cell in enumerate(cells):
        owner = next(k for k in range(4) if cuts[k] <= index < cuts[k + 1])
        row = (start + index) % ROWS
        if index in cuts[1:4] and 0 < row < ROWS - 1:
            upward = ((start + index) // ROWS) % 2 == 0
            low, high = _halves(cell)
            pieces[owner - 1].append(low if upward else high)
            pieces[owner].append(high if upward else low)
            origins.append([owner - 1, owner])
        else:
            pieces[owner].append(cell)
            origins.append([owner])
    old_codes = [f"{community.code}{k + 1:02d}" for k in range(4)]
    new = [
        _current(
            f"{community.code}{i + 1:03d}", community, URBAN, cell, tuple(old_codes[k] for k in origins[i])
        )
        for i, cell in enumerate(cells)
    ]
    old = [_former(old_codes[k], community, URBAN, pieces[k]) for k in range(4)]
    return new, old


def _halves(cell: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    left, right = within(cell, 0.0, 0.5), within(cell, 1.0, 0.5)
    return (cell[0], cell[1], right, left), (left, right, cell[2], cell[3])


def _current(
    code: str, division: Division, kind: str, cell: tuple[Point, ...], old_codes: tuple[str, ...] = ()
) -> Grid:
    name = f"{division.stem}第{int(code[-3:])}网格" if kind == URBAN else f"{division.stem}网格"
    return Grid(code, name, division, kind, REDEMARCATION, None, old_codes, cell, cell)


def _former(code: str, division: Division, kind: str, pieces: list[tuple[Point, ...]]) -> Grid:
    shape = unary_union([Polygon(piece) for piece in pieces])  # type: ignore[no-untyped-call]
    ring = tuple((round(x, 6), round(y, 6)) for x, y in shape.exterior.coords[:-1])
    name = f"{division.stem}{code[-2:]}网格"
    return Grid(code, name, division, kind, _OLD_FROM, REDEMARCATION, (), pieces[len(pieces) // 2], ring)


def _rural_cells() -> list[tuple[Point, ...]]:
    """Return the cells round about the town in snake order, those over the urban area left out."""
    cells = []
    for row in range(_RURAL_ROWS):
        for step in range(_RURAL_COLUMNS):
            column = step if row % 2 == 0 else _RURAL_COLUMNS - 1 - step
            x, y = _RURAL_WEST + column * _RURAL_LNG, _RURAL_SOUTH + row * _RURAL_LAT
            if not _meets_town(x, y):
                cells.append(_box(x, y))
    return cells


def _meets_town(x: float, y: float) -> bool:
    east, north = WEST + (COLUMNS + 1) * CELL_LNG, SOUTH + (ROWS + 1) * CELL_LAT
    return x < east and x + _RURAL_LNG > WEST - CELL_LNG and y < north and y + _RURAL_LAT > SOUTH - CELL_LAT


def _box(x: float, y: float) -> tuple[Point, ...]:
    west, south = round(x, 6), round(y, 6)
    east, north = round(x + _RURAL_LNG, 6), round(y + _RURAL_LAT, 6)
    return (west, south), (east, south), (east, north), (west, north)


def _old_village_grids(lattice: list[tuple[Point, ...]]) -> dict[str, Grid]:
    """Four villages beside the streets had a grid before the re-demarcation too."""
    chosen = list(enumerate(villages()))[:_OLD_VILLAGES]
    return {d.code: _former(f"{d.code}01", d, VILLAGE, [lattice[i]]) for i, d in chosen}


def _village_grid(village: Division, cell: tuple[Point, ...], old: dict[str, Grid]) -> Grid:
    former = old.get(village.code)
    return _current(f"{village.code}001", village, VILLAGE, cell, (former.code,) if former else ())


def _special_grids(cells: list[tuple[Point, ...]]) -> list[Grid]:
    """Town communities and a few places that are no neighbourhood (industrial park, schools…)."""
    grids = [_current(f"{d.code}001", d, SPECIAL, cells[i]) for i, d in enumerate(town_communities())]
    names = ("伊通经济开发区网格", "伊通河公园网格", "客运站网格", "伊通火山群景区网格")
    for i, name in enumerate(names):
        home = street_communities()[i]
        cell = cells[len(grids) + i]
        grids.append(
            Grid(f"{home.code}9{i + 1:02d}", name, home, SPECIAL, REDEMARCATION, None, (), cell, cell)
        )
    return grids
