"""The matrix: each fault strikes a hub of its own, while readers read; then the hub is run again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from bench.chaos.county import County
from bench.chaos.damage import corrupt_files, half_manifest
from bench.chaos.others import clock_set_back, link_swapped, two_runs
from bench.chaos.places import can_mount, read_only, small_disk
from bench.chaos.points import TO_FILL, TO_KILL, Point
from bench.chaos.readers import reading
from bench.chaos.rows import Case, Row

READERS = 2
_SPARE_MEGABYTES = 600
KILLED = -9
HOME_UNUSABLE = 8

Cell = Callable[[County], Row]


def cells() -> Iterator[tuple[str, Cell]]:
    """Name every cell of the matrix."""
    for point in TO_KILL:
        yield f"kill -9: {point.name}", _killing(point)
    for point in TO_FILL:
        yield f"full disk: {point.name}", _filling(point)
    yield "read-only home", _read_only_home
    yield "two runs at once", two_runs
    yield from corrupt_files()
    yield "half-written manifest", half_manifest
    yield "clock set back 3 days", clock_set_back
    yield "link swapped under 8 readers for 60 s", link_swapped


def _killing(point: Point) -> Cell:
    def cell(county: County) -> Row:
        case = Case(county, f"kill -9: {point.name}", KILLED)
        with county.hub() as hub:
            with reading(hub.home, READERS) as seen:
                struck = hub.struck(point, "kill", "run")
                said = hub.call("status").document.get("last_outcome", "")
                repair = hub.call("run")
            return case.judge(hub.home, seen, struck, repair, said)

    return cell


def _filling(point: Point) -> Cell:
    def cell(county: County) -> Row:
        if not can_mount():
            return _limited(county, point)
        case = Case(county, f"full disk: {point.name}", HOME_UNUSABLE, "freeing space, then the next run")
        with small_disk(county.place / "disk", _SPARE_MEGABYTES) as disk:
            hub = county.copy(disk / "home")
            with reading(hub.home, READERS) as seen:
                struck = hub.struck(point, f"fill:{disk / 'ballast'}", "run")
                (disk / "ballast").unlink(missing_ok=True)
                repair = hub.call("run")
            row = case.judge(hub.home, seen, struck, repair)
        shutil.rmtree(county.place / "disk")
        return row

    return cell


def _limited(county: County, point: Point) -> Row:
    """Without mounts: no file may grow any more, which the system refuses as it refuses on a full disk."""
    case = Case(county, f"no file may grow: {point.name}", HOME_UNUSABLE)
    with county.hub() as hub:
        with reading(hub.home, READERS) as seen:
            struck = hub.struck(point, "limit", "run")
            repair = hub.call("run")
        return case.judge(hub.home, seen, struck, repair)


def _read_only_home(county: County) -> Row:
    case = Case(county, "read-only home", HOME_UNUSABLE, "making it writable, then the next run")
    with county.hub() as hub:
        with reading(hub.home, READERS) as seen:
            with read_only(hub.home):
                struck = hub.call("run")
                status = hub.call("status")
            repair = hub.call("run")
        row = case.judge(hub.home, seen, struck, repair)
        return row if status.code == 0 else _also(row, f"status ended with {status.code}: {status.message}")


def _also(row: Row, wrong: str) -> Row:
    return Row(**{**vars(row), "wrong": (*row.wrong, wrong)})
