"""Parts of the recipes for matters that a grid worker reported first."""

from collections.abc import Callable

from sandbox.world.clock import DAY
from sandbox.world.desk import Desk, forward, refer
from sandbox.world.matters import CHENGGUAN, ZONGZHI, Life, Matter

WORKER = "01"
HOUR = 3600
Recipe = Callable[[Desk], Matter]


def closed_stage(desk: Desk) -> str:
    """Draw one of the two stages that count as closed."""
    return "revisited" if desk.rnd.random() < 0.35 else "closed"


def open_stage(desk: Desk) -> str:
    """Draw a stage before closing."""
    return desk.rnd.choice(("reported", "accepted", "dispatched", "handled"))


def alone(desk: Desk, stage: str, lane: str) -> Matter:
    """Make a matter of zongzhi only."""
    open_days = 45 if stage in ("reported", "accepted", "dispatched", "handled") else None
    matter = desk.matter({ZONGZHI}, recent=open_days)
    lived = desk.live(matter.start, stage, dispatch=desk.rnd.random() < 0.12)
    desk.report(matter, ZONGZHI, WORKER, lived).lane = lane
    return matter


def delete_origin(desk: Desk, matter: Matter) -> None:
    """Delete the first report, within the 90 days that it stays listed."""
    report = matter.reports[0]
    report.deleted = True
    earliest = max(report.life.updated, desk.last - 80 * DAY)
    report.life.updated = desk.rnd.randint(earliest, desk.last)


def again(desk: Desk, matter: Matter, network: str, *, stage: str) -> None:
    """Add a later ticket or village event that points at the grid worker's report."""
    start = desk.later(matter.start, 2 * HOUR, 40 * HOUR)
    other = desk.report(matter, network, "resident", desk.live(start, stage))
    other.partner = ZONGZHI
    if desk.rnd.random() < 2 / 3:
        refer(other, matter.reports[0])


def transfer(desk: Desk, matter: Matter, lived: Life, *, sure: bool = False) -> None:
    """Hand a matter over to chengguan."""
    case = desk.report(matter, CHENGGUAN, "transfer", lived)
    forward(desk.rnd, matter.reports[0], case, sure=sure)


def origin(
    desk: Desk, networks: set[str], stage: str, *, dispatch: bool = True, recent: int | None = None
) -> Matter:
    """Make a matter of several networks with the grid worker's report."""
    matter = desk.matter(networks, recent=recent)
    desk.report(matter, ZONGZHI, WORKER, desk.live(matter.start, stage, dispatch=dispatch))
    return matter


def early(desk: Desk, networks: set[str]) -> Matter:
    """Return a closed matter with a month of time after it."""
    while True:
        matter = origin(desk, networks, "closed")
        if matter.start < desk.last - 40 * DAY:
            return matter
