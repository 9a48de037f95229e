"""zongzhi `post`, `team`, `visit`, `whistle`, `dept`: who is on duty and what they did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from sandbox.world import codes, figures
from sandbox.world.clock import (
    DAY,
    EVENTS_FROM,
    FIRST_DAY,
    REDEMARCATION,
    compact,
    daytime,
    local_text,
    midnight,
)
from sandbox.world.directory import Directory
from sandbox.world.divisions import all_divisions, street_communities, villages
from sandbox.world.dwellings import Hamlet
from sandbox.world.geo import wkt
from sandbox.world.grids import Grid, GridMap
from sandbox.world.matters import ZONGZHI
from sandbox.world.store import Row

ESTATE, BUILDING, UNIT, HAMLET, GRID = "1", "2", "3", "4", "5"
_LAST = midnight(FIRST_DAY) + 17 * 3600
_FIRST = midnight(EVENTS_FROM)
_SPARE_VISITS = 640
_OTHER_TEAMS = {"01": 197, "02": 64, "03": 96}
_VACANT = {ESTATE: 6, BUILDING: 40, UNIT: 110}
_TERM_ENDED = 60


def zz_row(stream: str, key_column: str, body: dict[str, Any], updated: int, *, deleted: bool = False) -> Row:
    """Return a row with the two columns that every zongzhi stream has."""
    full = body | {"GXSJ": local_text(updated), "SCBZ": "1" if deleted else "0"}
    return Row(ZONGZHI, stream, str(body[key_column]), updated * 1000, full)


@dataclass(slots=True)
class Duty:
    """Draws duty rows; keeps the posts that visits and events may name."""

    rnd: Random
    directory: Directory
    chiefs: list[str] = field(default_factory=list)
    grid_posts: list[str] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)
    _holders: list[str] = field(default_factory=list)
    _posts: int = 0

    def __post_init__(self) -> None:
        """Choose who may hold posts: at most three adults in five, so that others stay free to go."""
        adults = self.directory.adults
        chosen = self.rnd.sample(adults, max(1, len(adults) * 3 // 5))
        self._holders = [self.directory.zongzhi[person.number] for person in chosen]

    @property
    def holders(self) -> list[str]:
        """RYBH of everybody who may hold a post."""
        return self._holders

    def someone(self) -> str:
        """Draw somebody's RYBH."""
        return self.rnd.choice(self._holders)

    def post(self, kind: str, role: str, grid: str, partner: str = "", *, vacant: bool = False) -> Row:
        """Draw a post in force."""
        self._posts += 1
        key = f"GW{self._posts:06d}"
        started = max(REDEMARCATION, date.fromordinal(FIRST_DAY.toordinal() - self.rnd.randrange(520)))
        holder = "" if vacant else self.someone()
        body = {
            "GWBH": key, "GWLX": kind, "ABJ": role, "DGWBH": partner, "WGBH": grid, "RYBH": holder,
            "RZRQ": "" if vacant else compact(started), "LZRQ": "",
        }  # fmt: skip
        # Some terms have an end that has been fixed already: they are in force until then.
        if not vacant and self.rnd.random() < 0.04:
            body["LZRQ"] = "20291231"
        updated = min(_LAST, midnight(started) + self.rnd.randrange(DAY))
        return zz_row("post", "GWBH", body, updated)


def post_rows(duty: Duty, grids: GridMap, hamlets: tuple[Hamlet, ...]) -> Iterator[Row]:
    """Yield posts: the counted A posts, their B partners, vacant, ended and deleted ones."""
    for kind, count in figures.CHIEFS.items():
        for place in range(count):
            yield from _pair(duty, kind, grids.urban[place % len(grids.urban)])
        for _ in range(_VACANT[kind]):
            yield duty.post(kind, "A", duty.rnd.choice(grids.urban).code, vacant=True)
    for hamlet in hamlets:
        yield duty.post(HAMLET, "A", hamlet.grid.code, vacant=duty.rnd.random() < 0.02)
    for grid in grids.urban + grids.village:
        yield from _pair(duty, GRID, grid)
    yield from _former_posts(duty, grids)


def _pair(duty: Duty, kind: str, grid: Grid) -> Iterator[Row]:
    """Yield a filled A post, and for most of them a B post that pairs with it."""
    first = duty.post(kind, "A", grid.code)
    (duty.grid_posts if kind == GRID else duty.chiefs).append(first.id)
    if kind == GRID:
        duty.workers.append(first.body["RYBH"])
    if duty.rnd.random() < (0.95 if kind == GRID else 0.7):
        second = duty.post(kind, "B", grid.code, first.id, vacant=duty.rnd.random() < 0.08)
        first.body["DGWBH"] = second.id
        yield second
    yield first


def _former_posts(duty: Duty, grids: GridMap) -> Iterator[Row]:
    """Yield posts whose term ended (some in an old grid), and deleted ones: none counts."""
    rnd = duty.rnd
    for place in range(_TERM_ENDED):
        kind = (ESTATE, BUILDING, UNIT)[place % 3]
        grid = rnd.choice(grids.old if place % 2 else grids.urban)
        row = duty.post(kind, "A", grid.code)
        ended = date.fromordinal(FIRST_DAY.toordinal() - rnd.randint(20, 500))
        row.body.update(RZRQ=compact(date(2021, 3, 1)), LZRQ=compact(ended))
        yield zz_row("post", "GWBH", row.body, midnight(ended) + 40_000)
    for _ in range(20):
        row = duty.post(rnd.choice((ESTATE, BUILDING, UNIT)), "A", rnd.choice(grids.urban).code)
        yield zz_row("post", "GWBH", row.body, rnd.randrange(_LAST - 80 * DAY, _LAST), deleted=True)


def team_rows(rnd: Random) -> Iterator[Row]:
    """Yield members of the sweep teams, with some deleted ones of every class."""
    places = [d.code for d in (*street_communities(), *villages())]
    count = 0
    for kind, wanted in (figures.TEAMS | _OTHER_TEAMS).items():
        for place in range(wanted + 3):
            count += 1
            deleted = place >= wanted
            body = {"RYBH2": f"XD{count:06d}", "LB": kind, "SSQHDM": places[place % len(places)]}
            updated = rnd.randrange(_LAST - 80 * DAY, _LAST) if deleted else rnd.randrange(_FIRST, _LAST)
            yield zz_row("team", "RYBH2", body, updated, deleted=deleted)


def visit_body(key: str, when: int, post: str, duty: Duty) -> dict[str, Any]:
    """Draw one visit to a household."""
    household, division, _ = duty.rnd.choice(duty.directory.zongzhi_households)
    kind = duty.rnd.choices("123", weights=(70, 20, 10))[0]
    return {
        "ZFBH": key,
        "ZFLX": kind,
        "HH": household,
        "ZFSJ": local_text(when),
        "GWBH": post,
        "SSQHDM": division,
    }


def visit_rows(duty: Duty) -> Iterator[Row]:
    """Yield some more than the 7,000 visits of posts, and some without a post or deleted."""
    rnd = duty.rnd
    posts = duty.chiefs + duty.grid_posts
    total = figures.VISITS_AT_LEAST + _SPARE_VISITS
    for place in range(total + 180):
        when = daytime(rnd, _FIRST, _LAST - 3600)
        post = rnd.choice(posts) if place < total + 80 else ""
        deleted = total <= place < total + 80
        updated = rnd.randrange(_LAST - 80 * DAY, _LAST) if deleted else when + rnd.randint(60, 3600)
        yield zz_row(
            "visit", "ZFBH", visit_body(f"ZF{place + 1:07d}", when, post, duty), updated, deleted=deleted
        )


def whistle_body(key: str, when: int, rnd: Random, *, solved: bool, last: int) -> tuple[dict[str, Any], int]:
    """Draw one whistle; return it with its last moment."""
    places = [d.code for d in street_communities()] + ["220323001000", "220323002000"]
    departments = rnd.sample(
        [code for code, _, parent in codes.ZONGZHI_DEPARTMENTS if parent], rnd.randint(1, 4)
    )
    reported_in = min(last, when + rnd.randint(900, 8 * 3600))
    end = min(last, reported_in + rnd.randint(DAY, 12 * DAY)) if solved else None
    body = {
        "CSBH": key, "CSSJ": local_text(when), "CSDW": rnd.choice(places),
        "SXDM": f"{rnd.randint(1, 24):03d}",
        "BDDW": ",".join(departments), "BDSJ": local_text(reported_in), "JJSJ": local_text(end),
    }  # fmt: skip
    return body, end or reported_in


def whistle_rows(rnd: Random) -> Iterator[Row]:
    """Yield the whistles, and three deleted ones."""
    for place in range(figures.WHISTLES + 3):
        when = daytime(rnd, _FIRST, _LAST - 20 * DAY)
        solved = place < figures.WHISTLES_SOLVED or place >= figures.WHISTLES
        body, updated = whistle_body(f"CS{place + 1:05d}", when, rnd, solved=solved, last=_LAST)
        deleted = place >= figures.WHISTLES
        if deleted:
            updated = rnd.randrange(_LAST - 80 * DAY, _LAST)
        yield zz_row("whistle", "CSBH", body, updated, deleted=deleted)


def department_rows(tests: int) -> Iterator[Row]:
    """Yield the departments, and test ones."""
    for code, name, parent in codes.ZONGZHI_DEPARTMENTS:
        yield zz_row("dept", "BMBH", {"BMBH": code, "BMMC": name, "SJBM": parent}, midnight(REDEMARCATION))
    for place in range(min(tests, 2)):
        body = {"BMBH": f"220323T{place:02d}", "BMMC": "测试部门", "SJBM": "220323B00"}
        yield zz_row("dept", "BMBH", body, _LAST - 5 * DAY)


def grid_rows(grids: GridMap, households: dict[str, int], rnd: Random, tests: int) -> Iterator[Row]:
    """Yield the grids of both schemes, one deleted and test ones."""
    for grid in grids.old + grids.current:
        yield _grid_row(grid, households.get(grid.code, 0), rnd)
    withdrawn = _grid_row(grids.urban[0], 0, rnd).body | {"WGBH": f"{grids.urban[0].division.code}099"}
    yield zz_row("grid", "WGBH", withdrawn, _LAST - 30 * DAY, deleted=True)
    for place in range(min(tests, 2)):
        code = f"{all_divisions()[0].code}98{place}"
        body = _grid_row(grids.urban[0], 1, rnd).body | {"WGBH": code, "WGMC": "测试网格", "YWGBH": ""}
        yield zz_row("grid", "WGBH", body, _LAST - 9 * DAY)


def _grid_row(grid: Grid, households: int, rnd: Random) -> Row:
    number: str | int = households if rnd.random() < 0.3 else str(households)
    updated = midnight(REDEMARCATION) + 36_000 if grid.valid_to else rnd.randrange(_FIRST, _LAST)
    body = {
        "WGBH": grid.code, "WGMC": grid.name, "SSQHDM": grid.division.code, "SSQHMC": grid.division.name,
        "JDMC": grid.division.town, "WGLX": grid.kind, "HS": number, "ZXJD": f"{grid.centre[0]:.6f}",
        "ZXWD": f"{grid.centre[1]:.6f}", "BJ": wkt(grid.ring), "QYRQ": compact(grid.valid_from),
        "TYRQ": compact(grid.valid_to), "YWGBH": ",".join(grid.old_codes),
    }  # fmt: skip
    return zz_row("grid", "WGBH", body, updated)
