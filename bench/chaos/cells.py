"""The matrix: each fault strikes a hub of its own, while readers read; then the hub is run again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence

from bench.chaos.county import County
from bench.chaos.damage import damaged_landing
from bench.chaos.hub import Hub
from bench.chaos.others import clock_set_back, link_swapped, two_runs
from bench.chaos.places import can_mount, read_only, small_disk
from bench.chaos.points import COPYING, TO_FILL, TO_KILL, Point
from bench.chaos.readers import READERS, reading
from bench.chaos.rows import Case, Row, Struck

_DISK_MEGABYTES = 700
KILLED = -9
HOME_UNUSABLE = 8

Cell = Callable[[County], list[Row]]


def cells() -> Iterator[tuple[str, Cell]]:
    """Name every cell of the matrix; a cell gives a line for each fault that strikes its hub."""
    for group in TO_KILL:
        yield f"kill -9: {', '.join(point.name for point in group)}", _killing(group)
    for point in TO_FILL:
        yield f"full disk: {point.name}", _filling(point)
    yield "read-only home", read_only_home
    yield "two runs at once", two_runs
    yield "corrupted Parquet, half-written manifest", damaged_landing
    yield "clock set back", clock_set_back
    yield "link swapped under readers", link_swapped


def _killing(points: Sequence[Point]) -> Cell:
    def cell(county: County) -> list[Row]:
        with county.hub() as hub:
            with reading(hub.home, READERS) as seen:
                struck = [_killed(hub, point, points[0]) for point in points]
                repair = hub.call("run")
            return Case(county, hub.home, seen, repair).judge(*struck)

    return cell


def _killed(hub: Hub, point: Point, first: Point) -> Struck:
    """Kill the run, or the publication that goes on with what the run before has built and checked."""
    command = "publish" if first is COPYING and point is not COPYING else "run"
    answer = hub.struck(point, "kill", command)
    told = hub.call("status").document.get("attention") or [{}]
    said = f"status: {told[0].get('what')}; {told[0].get('action')}"
    return Struck(f"kill -9: {point.name}", answer, KILLED, said)


def _filling(point: Point) -> Cell:
    def cell(county: County) -> list[Row]:
        if not can_mount():
            return _limited(county, point)
        place = county.place / "disk"
        with small_disk(place, _DISK_MEGABYTES):
            hub = county.copy(place / "home")
            with reading(hub.home, READERS) as seen:
                struck = hub.struck(point, f"fill:{place / 'ballast'}", "run")
                (place / "ballast").unlink(missing_ok=True)
                repair = hub.call("run")
            case = Case(county, hub.home, seen, repair, "freeing space, then the next run")
            rows = case.judge(Struck(f"full disk: {point.name}", struck, HOME_UNUSABLE))
        shutil.rmtree(place)
        return rows

    return cell


def _limited(county: County, point: Point) -> list[Row]:
    """Without mounts: no file may grow any more, which the system refuses as it refuses on a full disk."""
    with county.hub() as hub:
        with reading(hub.home, READERS) as seen:
            struck = hub.struck(point, "limit", "run")
            repair = hub.call("run")
        fault = f"no file may grow: {point.name}"
        return Case(county, hub.home, seen, repair).judge(Struck(fault, struck, HOME_UNUSABLE))


def read_only_home(county: County) -> list[Row]:
    """Run and ask for the status while nothing can be written."""
    with county.hub() as hub:
        with reading(hub.home, READERS) as seen:
            with read_only(hub.home):
                struck, status = hub.call("run"), hub.call("status")
            repair = hub.call("run")
        case = Case(county, hub.home, seen, repair, "making it writable, then the next run")
        [row] = case.judge(Struck("read-only home", struck, HOME_UNUSABLE))
        return [row.also(status_cannot_be_asked=status.code != 0)]
