"""The matrix: each fault strikes a hub of its own, while readers read; then the hub is run again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bench.chaos.county import County
from bench.chaos.damage import damaged_landing
from bench.chaos.hub import Hub
from bench.chaos.others import clock_set_back, link_swapped, two_runs
from bench.chaos.places import can_mount, read_only, small_disk
from bench.chaos.points import OF_PUBLISH, TO_FILL, TO_KILL, Point
from bench.chaos.readers import READERS, reading
from bench.chaos.rows import NEXT_RUN, Case, Row, Struck

_DISK_MEGABYTES = 700
KILLED = -9
HOME_UNUSABLE = 8

Cell = Callable[[County], list[Row]]


def cells() -> Iterator[tuple[str, Cell]]:
    """Name every cell of the matrix; a cell gives a line for each fault that strikes its hub."""
    for group in TO_KILL:
        yield f"kill -9: {', '.join(point.name for point in group)}", _killing(group)
    for group in TO_FILL:
        yield f"full disk: {', '.join(point.name for point in group)}", _filling(group)
    yield "read-only home", read_only_home
    yield "two runs at once", two_runs
    yield "corrupted Parquet, half-written manifest", damaged_landing
    yield "clock set back", clock_set_back
    yield "link swapped under readers", link_swapped


def _killing(points: Sequence[Point]) -> Cell:
    def cell(county: County) -> list[Row]:
        with county.hub() as hub:
            with reading(hub.home, READERS) as seen:
                struck = [_killed(hub, point) for point in points]
                repair = hub.call("run")
            return Case(county, hub.home, seen, repair).judge(*struck)

    return cell


def _killed(hub: Hub, point: Point) -> Struck:
    answer = hub.struck(point, "kill", "publish" if point in OF_PUBLISH else "run")
    told = hub.call("status").document.get("attention") or [{}]
    said = f"status: {told[0].get('what')}; {told[0].get('action')}"
    return Struck(f"kill -9: {point.name}", answer, KILLED, said)


def _filling(points: Sequence[Point]) -> Cell:
    def cell(county: County) -> list[Row]:
        with _scarce(county) as (hub, then, undo):
            with reading(hub.home, READERS) as seen:
                struck = [_filled(hub, point, then, undo) for point in points]
                repair = hub.call("run")
            return Case(county, hub.home, seen, repair, f"freeing space, then {NEXT_RUN}").judge(*struck)

    return cell


def _filled(hub: Hub, point: Point, then: str, undo: Callable[[], None]) -> Struck:
    answer = hub.struck(point, then, "run")
    undo()
    return Struck(
        f"{'full disk' if can_mount() else 'no file may grow'}: {point.name}", answer, HOME_UNUSABLE
    )


@contextmanager
def _scarce(county: County) -> Iterator[tuple[Hub, str, Callable[[], None]]]:
    """Lend a hub on a small disk, with what fills it and what frees it again.

    Without mounts no file may grow any more, which the system refuses as it refuses on a full disk.
    """
    if not can_mount():
        with county.hub() as hub:
            yield hub, "limit", lambda: None
        return
    place = county.place / "disk"
    with small_disk(place, _DISK_MEGABYTES):
        ballast = place / "ballast"
        yield county.copy(place / "home"), f"fill:{ballast}", lambda: ballast.unlink(missing_ok=True)
    shutil.rmtree(place)


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
