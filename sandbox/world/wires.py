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
                    yield self._case(matter, report, scribe, resident, directory)
                    yield from action_rows(matter, report, rnd)
                elif report.network == SHEQU:
                    resident_id, household, resident = self.reporters.ticket(rnd)
                    yield ticket_row(matter, report, scribe, (resident_id, household), self.last)
                else:
                    who = self.reporters.villager(rnd) if rnd.random() < 0.7 else None
                    yield village_row(matter, report, scribe, who, self.last)

    def _case(
        self, matter: Matter, report: Report, scribe: Scribe, resident: Person | None, directory: Directory
    ) -> Row:
        """Return a case; citizens' and forwarded residents' cases name who reported."""
        who = None
        if report.source in ("hotline", "citizen"):
            who = self.reporters.citizen(scribe.rnd)
        elif report.source == "transfer":
            who = resident
        units = self.units.get(matter.spot.grid.code)
        unit = scribe.rnd.choice(units).code if units else ""
        if who is not None:
            directory.add(CHENGGUAN, "cases", report.record_id, who.person_id)
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
