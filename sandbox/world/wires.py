"""Writes matters to the platforms that hold them."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from sandbox.world.city import UnitGrid, unit_grids
from sandbox.world.directory import Directory
from sandbox.world.grids import GridMap
from sandbox.world.matters import CHENGGUAN, SHEQU, XIANGCUN, ZONGZHI, Matter, Report
from sandbox.world.people import Person
from sandbox.world.reporters import Reporters
from sandbox.world.scribe import Scribe
from sandbox.world.store import Row
from sandbox.world.wire_city import action_rows, case_row
from sandbox.world.wire_tickets import ticket_row, village_row
from sandbox.world.wire_zongzhi import event_row, step_rows

STREAM = {ZONGZHI: "event", CHENGGUAN: "cases", SHEQU: "tickets", XIANGCUN: "村务事件"}


@dataclass(frozen=True, slots=True)
class EventWriter:
    """Turns reports into rows of their platforms; `last` is the end of the time they may lie in."""

    units: Mapping[str, tuple[UnitGrid, ...]]
    reporters: Reporters
    last: int

    @classmethod
    def make(cls, grids: GridMap, reporters: Reporters, last: int) -> "EventWriter":
        """Return a writer for a county."""
        return cls(unit_grids(grids), reporters, last)

    def rows(
        self, matters: Iterable[Matter], scribes: Mapping[str, Scribe], rnd: Random, directory: Directory
    ) -> Iterator[Row]:
        """Yield the rows of all reports with their steps and actions; note the citizens who reported."""
        for matter in matters:
            resident: Person | None = None
            for report in matter.reports:
                scribe = scribes[report.network]
                if report.network == ZONGZHI:
                    yield event_row(matter, report, scribe, self.reporters, self.last)
                    yield from step_rows(matter, report, rnd)
                elif report.network == CHENGGUAN:
                    yield self._case(matter, report, scribe, self._who(report, resident, rnd, directory), rnd)
                    yield from action_rows(matter, report, rnd)
                elif report.network == SHEQU:
                    resident_id, household, resident = self.reporters.ticket(rnd)
                    yield ticket_row(matter, report, scribe, (resident_id, household), self.last)
                else:
                    who = self.reporters.villager(rnd) if rnd.random() < 0.7 else None
                    yield village_row(matter, report, scribe, who, self.last)

    def _who(
        self, report: Report, resident: Person | None, rnd: Random, directory: Directory
    ) -> Person | None:
        """Return who reported a case: citizens, and residents whose tickets were forwarded."""
        who = resident if report.source == "transfer" else None
        if report.source in ("hotline", "citizen"):
            who = self.reporters.citizen(rnd)
        if who is not None:
            directory.add(CHENGGUAN, "cases", report.record_id, who.person_id)
        return who

    def _case(self, matter: Matter, report: Report, scribe: Scribe, who: Person | None, rnd: Random) -> Row:
        units = self.units.get(matter.spot.grid.code)
        unit = rnd.choice(units).code if units else ""
        return case_row(matter, report, scribe, who, unit, self.last)


def store_matters(connection: sqlite3.Connection, matters: Iterable[Matter]) -> None:
    """Note which reports are one matter, and where and when each matter was."""
    kept = list(matters)
    connection.executemany(
        "insert into world_event_record values (?, ?, ?, ?, ?)",
        ((r.network, STREAM[r.network], r.record_id, m.matter_id, r.lane) for m in kept for r in m.reports),
    )
    connection.executemany(
        "insert into world_matter values (?, ?, ?, ?, ?, ?)",
        (
            (
                m.matter_id,
                m.family,
                m.spot.grid.code,
                m.day,
                bool(m.of(ZONGZHI)),
                len(m.of(ZONGZHI)) < len(m.reports),
            )
            for m in kept
        ),
    )
