"""Where people live: buildings of the ten communities, hamlets of the villages, town communities."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from sandbox.world.divisions import COUNTY_TEXT, Division, adcode, town_communities
from sandbox.world.geo import Point, within
from sandbox.world.grids import Grid, GridMap, build_grids
from sandbox.world.people import Families, Household, Person, resell_phones

HAMLETS = 1209
URBAN, VILLAGE, TOWN = "urban", "village", "town"
_URBAN_SHARE, _TOWN_SHARE = 0.46, 0.02
_UNITS, _FLOORS, _FLATS = 3, 6, 2
_DOORS = _UNITS * _FLOORS * _FLATS
_ESTATES = (
    "阳光", "福安", "和谐", "锦绣", "滨河", "民生", "永宁", "龙泉", "丽景", "金城",
    "华府", "世纪", "祥和", "安居", "东方", "惠民", "伊水", "新城", "康乐", "文苑",
)  # fmt: skip
_ESTATE_KINDS = ("花园", "小区", "家园", "名苑")
_HAMLET_HEADS = ("", "前", "后", "东", "西", "上", "下", "大", "小")
_HAMLET_STEMS = (
    "王家", "李家", "张家", "刘家", "赵家", "孙家", "杨家", "于家", "郭家", "高家", "姜家", "朱家", "韩家",
    "佟家", "关家", "三家子", "五家子", "四台子", "腰窝堡", "榆树", "柳条沟", "杏山", "石人", "靠河",
    "二道沟", "头道岭",
    "房框子", "烧锅", "马场", "黄花", "白庙", "老窑", "双庙", "大院", "下河沿",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Building:
    """A block of flats; `estate` is the housing estate it belongs to."""

    index: int
    grid: Grid
    estate: str
    number: int
    point: Point
    units: int = _UNITS


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet (屯) of a village; its code is 15 digits like a grid's, in a range of its own."""

    index: int
    code: str
    name: str
    grid: Grid
    point: Point

    @property
    def division(self) -> Division:
        """The village it belongs to."""
        return self.grid.division


@dataclass(frozen=True, slots=True)
class Population:
    """The whole county: people in households, the houses they live in, visitors from elsewhere."""

    people: tuple[Person, ...]
    households: tuple[Household, ...]
    buildings: tuple[Building, ...]
    hamlets: tuple[Hamlet, ...]
    outsiders: tuple[Person, ...]


def build_hamlets(grids: GridMap, seed: int) -> tuple[Hamlet, ...]:
    """Return the 1,209 hamlets, at least six a village."""
    rnd = Random(f"{seed}/hamlets")
    counts = [HAMLETS // len(grids.village)] * len(grids.village)
    for place in rnd.sample(range(len(counts)), HAMLETS - sum(counts)):
        counts[place] += 1
    hamlets: list[Hamlet] = []
    for grid, count in zip(grids.village, counts, strict=True):
        stems = rnd.sample(_HAMLET_STEMS, count)
        for k, stem in enumerate(stems):
            name = f"{rnd.choice(_HAMLET_HEADS)}{stem}屯"
            point = within(grid.quad, rnd.uniform(0.05, 0.95), rnd.uniform(0.05, 0.95))
            hamlets.append(Hamlet(len(hamlets), f"{grid.division.code}{201 + k}", name, grid, point))
    return tuple(hamlets)


def places(seed: int) -> tuple[GridMap, tuple[Hamlet, ...]]:
    """Return the grids and hamlets of a seed."""
    return _places(seed, adcode())


@cache
def _places(seed: int, _: str) -> tuple[GridMap, tuple[Hamlet, ...]]:
    grids = build_grids(seed)
    return grids, build_hamlets(grids, seed)


def build_population(grids: GridMap, hamlets: tuple[Hamlet, ...], people: int, seed: int) -> Population:
    """Draw households until `people` people live in the county, and give each a home."""
    rnd = Random(f"{seed}/people")
    families = Families(rnd)
    shares = ((URBAN, round(people * _URBAN_SHARE)), (TOWN, round(people * _TOWN_SHARE)))
    quotas = dict(shares) | {VILLAGE: people - sum(n for _, n in shares)}
    households: list[Household] = []
    for setting, quota in quotas.items():
        room = quota
        while room > 0:
            house = families.household(len(households), setting, room)
            households.append(house)
            room -= len(house.members)
    everyone = [member for house in households for member in house.members]
    families.make_namesakes(everyone)
    resell_phones(everyone, rnd)
    buildings = tuple(_settle(households, grids, hamlets, Random(f"{seed}/homes")))
    outsiders = tuple(families.outsider() for _ in range(600))
    return Population(tuple(everyone), tuple(households), buildings, hamlets, outsiders)


def _settle(
    households: list[Household], grids: GridMap, hamlets: tuple[Hamlet, ...], rnd: Random
) -> Iterator[Building]:
    """Give each household a home; yield the buildings, at least one a grid."""
    urban = [h for h in households if h.setting == URBAN]
    yield from _settle_urban(urban, grids.urban, rnd)
    doors = dict.fromkeys(range(len(hamlets)), 0)
    weights = list(accumulate(rnd.uniform(0.4, 1.8) for _ in hamlets))
    town_grids = [g for g in grids.special if g.division in town_communities()]
    for house in households:
        if house.setting == VILLAGE:
            hamlet = rnd.choices(hamlets, cum_weights=weights)[0]
            doors[hamlet.index] += 1
            _in_hamlet(house, hamlet, doors[hamlet.index])
        elif house.setting == TOWN:
            _in_town(house, rnd.choice(town_grids), rnd)


def _in_hamlet(house: Household, hamlet: Hamlet, door: int) -> None:
    village = hamlet.division
    house.division, house.grid, house.site = village.code, hamlet.grid.code, hamlet.index
    house.door = f"{door}号"
    house.address = f"{COUNTY_TEXT}{village.town}{village.short_name}{hamlet.name}{door}号"


def _in_town(house: Household, grid: Grid, rnd: Random) -> None:
    house.division, house.grid = grid.division.code, grid.code
    house.door = f"{rnd.randint(1, 400)}号"
    house.address = f"{COUNTY_TEXT}{grid.division.town}{grid.division.name}{house.door}"


def _settle_urban(urban: list[Household], grids: tuple[Grid, ...], rnd: Random) -> Iterator[Building]:
    """Spread the households evenly over the grids, then door by door over the buildings of each."""
    shuffled = urban[:]
    rnd.shuffle(shuffled)
    weights = [rnd.uniform(0.8, 1.2) for _ in grids]
    edges = [round(len(urban) * share / sum(weights)) for share in accumulate(weights)]
    index, start = 0, 0
    for grid, edge in zip(grids, edges, strict=True):
        residents = shuffled[start:edge]
        start = edge
        estates = _estates(grid, len(residents), rnd)
        for block, estate in enumerate(estates):
            point = within(grid.quad, rnd.uniform(0.1, 0.9), rnd.uniform(0.1, 0.9))
            building = Building(index, grid, estate, block + 1, point)
            for door, house in enumerate(residents[block * _DOORS : (block + 1) * _DOORS]):
                _in_building(house, building, door)
            yield building
            index += 1


def _estates(grid: Grid, households: int, rnd: Random) -> list[str]:
    """Return the estate of each building of a grid; a grid has one or two estates."""
    count = max(1, -(-households // _DOORS))
    first, second = rnd.sample(_ESTATES, 2)
    cut = count if rnd.random() < 0.5 else rnd.randint(1, count)
    kind = rnd.choice(_ESTATE_KINDS)
    ordinal = int(grid.code[-3:])
    return [f"{first if k < cut else second}{kind}{ordinal}区" for k in range(count)]


def _in_building(house: Household, building: Building, door: int) -> None:
    unit, rest = divmod(door, _FLOORS * _FLATS)
    floor, flat = divmod(rest, _FLATS)
    community = building.grid.division
    room = f"{floor + 1}{flat + 1:02d}"
    house.division, house.grid, house.site = community.code, building.grid.code, building.index
    house.door = f"{building.number}-{unit + 1}-{room}"
    flat_text = f"{building.number}号楼{unit + 1}单元{room}室"
    house.address = f"{COUNTY_TEXT}{community.town}{community.name}{building.estate}{flat_text}"
