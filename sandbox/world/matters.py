"""Real-world matters and the reports of them that platforms hold."""

from dataclasses import dataclass, field

from sandbox.world.clock import local_day
from sandbox.world.codes import CityClass, Kind
from sandbox.world.dwellings import Hamlet
from sandbox.world.geo import Point
from sandbox.world.grids import Grid

ZONGZHI, CHENGGUAN, SHEQU, XIANGCUN = "zongzhi", "chengguan", "shequ", "xiangcun"
PREFIX = {ZONGZHI: "ZZ", CHENGGUAN: "CG", SHEQU: "SQ", XIANGCUN: "SC"}
STAGES = ("reported", "accepted", "dispatched", "handled", "closed", "revisited")
VOID = "void"
# Lanes say which published figures a report bears on: `free` none, `guarded` in a way not to be touched;
# the others name single grid workers' reports of one class, of which one may be exchanged for another.
FREE, GUARDED = "free", "guarded"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a matter is (WGS-84); `hamlet` in villages only."""

    grid: Grid
    point: Point
    text: str
    hamlet: Hamlet | None = None


@dataclass(slots=True)
class Life:
    """The times of a report (epoch seconds, None = not reached) and the stage that it stands at."""

    stage: str
    reported: int
    accepted: int | None = None
    dispatched: int | None = None
    handled: int | None = None
    closed: int | None = None
    revisited: int | None = None
    updated: int = 0

    def times(self) -> tuple[int | None, ...]:
        """Return the times in the order of STAGES."""
        return self.reported, self.accepted, self.dispatched, self.handled, self.closed, self.revisited


@dataclass(slots=True)
class Report:
    """One platform's record of a matter; `peers` are the numbers of other networks that stand on it."""

    network: str
    number: str
    record_id: str
    source: str
    life: Life
    partner: str = ""
    peers: list[tuple[str, str]] = field(default_factory=list)
    deleted: bool = False
    test: bool = False
    lane: str = FREE


@dataclass(slots=True)
class Matter:
    """One matter; `kind` is None for what only chengguan knows (`city_class` says what); `start` in epoch s.

    `family`: what it could be taken for by place and time.

    `critical`: a published figure hangs on its cross-references and times, so dirt spares those.
    """

    matter_id: str
    kind: Kind | None
    title: str
    spot: Spot
    start: int
    family: str
    city_class: CityClass | None = None
    critical: bool = False
    reports: list[Report] = field(default_factory=list)

    @property
    def day(self) -> int:
        """The ordinal of the local day on which it began."""
        return local_day(self.start).toordinal()

    def of(self, network: str) -> list[Report]:
        """Return its reports on one network."""
        return [report for report in self.reports if report.network == network]
