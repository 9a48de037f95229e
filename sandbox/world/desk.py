"""Where matters are drawn: places and times that no other platform's matter comes near, numbers, links.

Two different matters of one family never stand in one grid within three days when one of them is held by
another platform than zongzhi; so a hub that joins unnumbered reports by place and time joins no wrong ones.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from sandbox.world import codes, life
from sandbox.world.clock import DAY, compact, daytime, local_day
from sandbox.world.codes import Kind
from sandbox.world.directory import hex_id
from sandbox.world.dwellings import Hamlet
from sandbox.world.geo import within
from sandbox.world.grids import Grid, GridMap
from sandbox.world.matters import (
    CHENGGUAN,
    SHEQU,
    STAGES,
    VOID,
    XIANGCUN,
    ZONGZHI,
    Life,
    Matter,
    Report,
    Spot,
)

_NUMBER_PREFIX = {ZONGZHI: "SJ", CHENGGUAN: "AJ", SHEQU: "GD", XIANGCUN: "XC"}
_LANDMARKS = (
    "东侧",
    "门前",
    "路口",
    "南侧胡同",
    "广场旁",
    "幼儿园旁",
    "超市门前",
    "健身角",
    "停车场",
    "北侧空地",
)
_SLOT_DAYS = 3
_STAGE_WEIGHTS = (3, 4, 5, 4, 62, 18, 4)
NUMBERED = 2 / 3
"""Share of the forwarded matters whose receiver knows the sender's number."""


class Diary:
    """Which families of matters stand where and when."""

    def __init__(self) -> None:
        self._zongzhi: set[tuple[str, str, int]] = set()
        self._elsewhere: set[tuple[str, str, int]] = set()

    def claim(self, family: str, grid: str, day: int, networks: frozenset[str]) -> bool:
        """Take a place and time; False when another platform's matter of the family is too near."""
        slot = day // _SLOT_DAYS
        near = [(family, grid, slot + step) for step in (-1, 0, 1)]
        beyond = networks != {ZONGZHI}
        if any(key in self._elsewhere or (beyond and key in self._zongzhi) for key in near):
            return False
        self.note(family, grid, day, on_zongzhi=ZONGZHI in networks, elsewhere=beyond)
        return True

    def note(self, family: str, grid: str, day: int, *, on_zongzhi: bool, elsewhere: bool) -> None:
        """Remember a matter."""
        key = (family, grid, day // _SLOT_DAYS)
        if on_zongzhi:
            self._zongzhi.add(key)
        if elsewhere:
            self._elsewhere.add(key)


@dataclass(slots=True)
class Desk:
    """Draws matters between `first` and `last` (epoch seconds)."""

    rnd: Random
    grids: GridMap
    hamlets: dict[str, list[Hamlet]]
    first: int
    last: int
    diary: Diary = field(default_factory=Diary)
    skew: float = 0.0
    stage_weights: tuple[int, ...] = _STAGE_WEIGHTS
    _numbers: Counter[tuple[str, int]] = field(default_factory=Counter)
    _matters: int = 0
    matter_prefix: str = "M"

    def matter(
        self, networks: Iterable[str], kind: Kind | None = None, *, recent: int | None = None
    ) -> Matter:
        """Draw a matter that these networks can hold; `recent` = at most so many days before the end."""
        held = frozenset(networks)
        first = self.first if recent is None else max(self.first, self.last - recent * DAY)
        while True:
            drawn, grid = self._topic(held, kind)
            start = daytime(self.rnd, first, self.last - 2 * 3600)
            day = local_day(start).toordinal()
            if self.diary.claim(drawn.family, grid.code, day, held):
                return self._write(drawn, (drawn.title, drawn.family), grid, start)

    def city_matter(self) -> Matter:
        """Draw a matter of a class that only chengguan has."""
        while True:
            title, city_class, family = self.rnd.choice(codes.CITY_ONLY)
            grid = self.rnd.choice(self.grids.urban)
            start = daytime(self.rnd, self.first, self.last - 2 * 3600)
            if self.diary.claim(family, grid.code, local_day(start).toordinal(), frozenset({CHENGGUAN})):
                matter = self._write(None, (title, family), grid, start)
                matter.city_class = city_class
                return matter

    def _topic(self, held: frozenset[str], kind: Kind | None) -> tuple[Kind, Grid]:
        rural = XIANGCUN in held or (held == {ZONGZHI} and self.rnd.random() < 0.3)
        if kind is None:
            fitting = [k for k in codes.KINDS if _fits(k, held, rural=rural)]
            kind = self.rnd.choices(fitting, weights=[k.weight for k in fitting])[0]
        return kind, self.rnd.choice(self.grids.village if rural else self.grids.urban)

    def _write(self, kind: Kind | None, topic: tuple[str, str], grid: Grid, start: int) -> Matter:
        rnd = self.rnd
        point = within(grid.quad, rnd.uniform(0.08, 0.92), rnd.uniform(0.08, 0.92))
        hamlets = self.hamlets.get(grid.division.code)
        hamlet = rnd.choice(hamlets) if hamlets else None
        place = hamlet.name if hamlet else grid.name
        text = f"{grid.division.town}{grid.division.short_name}{place}{rnd.choice(_LANDMARKS)}"
        self._matters += 1
        matter_id = f"{self.matter_prefix}{self._matters:06d}"
        title, family = topic
        matter = Matter(matter_id, kind, title, Spot(grid, point, text, hamlet), start, family)
        if kind is not None and kind.city:
            matter.city_class = rnd.choice(kind.city)
        return matter

    def report(self, matter: Matter, network: str, source: str, lived: Life) -> Report:
        """Add a report with the network's next number of the day it was reported."""
        day = local_day(lived.reported)
        self._numbers[network, day.toordinal()] += 1
        count = self._numbers[network, day.toordinal()]
        number = f"{_NUMBER_PREFIX[network]}{compact(day)}{count:05d}"
        record_id = hex_id("ticket", number) if network == SHEQU else number
        report = Report(network, number, record_id, source, lived)
        matter.reports.append(report)
        return report

    def live(self, start: int, stage: str, *, dispatch: bool = True) -> Life:
        """Return a life that stands at a stage before the end of the time."""
        return life.run(self.rnd, start, stage, self.last, dispatch=dispatch)

    def later(self, start: int, shortest: int, longest: int) -> int:
        """Return a later moment that leaves an hour before the end."""
        return min(start + self.rnd.randint(shortest, longest), self.last - 3600)

    def set_clock_back(self, receiver: Report, start: int) -> None:
        """Let the receiver's clock be some minutes behind now and then: it wrote the matter down too early.

        All is drawn whatever the skew, and after the number was given, so that it moves nothing else.
        """
        behind, before = self.rnd.random() < self.skew, self.rnd.randint(30, 360)
        if behind:
            receiver.life.reported = start - before

    def mixed_stage(self) -> str:
        """Draw how far a report has come that bears on no figure."""
        return self.rnd.choices((*STAGES, VOID), weights=self.stage_weights)[0]


def _fits(kind: Kind, held: frozenset[str], *, rural: bool) -> bool:
    if kind.weight == 0:
        return False
    if rural and not kind.village and XIANGCUN not in held:
        return kind.key in {"other", "safety"}
    return (
        (CHENGGUAN not in held or bool(kind.city))
        and (SHEQU not in held or bool(kind.shequ))
        and (XIANGCUN not in held or bool(kind.village))
        and (rural or kind.key not in {"straw", "sewage"})
    )


def refer(holder: Report, other: Report) -> None:
    """Write the other's number on a report."""
    holder.partner = other.network
    holder.peers.append((other.network, other.number))


def forward(rnd: Random, sender: Report, receiver: Report, *, sure: bool = False) -> None:
    """Tie two reports as their platforms allow; without `sure` about a third carry no number."""
    receiver.partner = sender.network
    can_answer = sender.network != ZONGZHI
    if can_answer:
        sender.partner = receiver.network
    numbered = sure or rnd.random() < NUMBERED
    if numbered:
        refer(receiver, sender)
    if can_answer and (sure or rnd.random() < (0.6 if numbered else 0.3)):
        refer(sender, receiver)
