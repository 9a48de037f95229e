"""The linkage step as a whole: person records in, residents out."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from warehouse.identity import decisions
from warehouse.identity.features import build_features
from warehouse.identity.golden import build_golden
from warehouse.identity.keys import build_keys
from warehouse.identity.normalise import build_records
from warehouse.identity.places import build_places
from warehouse.identity.quality import build_quality
from warehouse.identity.registry import write_crosswalk, write_registry
from warehouse.identity.repair import build_candidate_numbers
from warehouse.identity.resolve import resolve
from warehouse.identity.trust import build_trust
from warehouse.paths import Home
from warehouse.secret import secret_fingerprint

_SOURCE = "build.conformed.int_person_records"
_MEMORY_LIMIT = "1300MB"


@dataclass(frozen=True)
class LinkReport:
    """Counts and times of one linkage; nothing personal."""

    records: int
    residents: int
    by_rule: dict[str, int]
    to_review: int
    seconds: dict[str, float] = field(default_factory=dict)


class Stopwatch:
    """Runs stages one after another and keeps how long each took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], object]) -> None:
        """Run one stage."""
        began = time.perf_counter()
        work()
        self.seconds[stage] = round(time.perf_counter() - began, 3)


@contextmanager
def workbench(home: Home, *, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory database whose spill files stay in the restricted folder."""
    home.restricted.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".link-", dir=home.restricted) as spill:
        con = duckdb.connect(
            config={"threads": threads, "memory_limit": _MEMORY_LIMIT, "temp_directory": spill}
        )
        try:
            con.execute("set timezone = 'UTC'")
            con.execute("set preserve_insertion_order = true")
            yield con
        finally:
            con.close()


def link(home: Home, secret: bytes) -> LinkReport:
    """Link every person record of the build database to a resident.

    Reads `conformed.int_person_records`; replaces `identity.crosswalk` in the build database and the
    restricted registry file, each atomically.

    Raises:
        HomeError: the restricted folder cannot be written.

    """
    timed = Stopwatch()
    with workbench(home) as con:
        con.execute(f"attach '{home.build_db}' as build")
        link_people(con, _SOURCE, timed, decisions.read(decisions.file_of(home)))
        timed("keys", lambda: build_keys(con, secret))
        timed("golden", lambda: build_golden(con))
        timed("quality", lambda: build_quality(con, home.identity_db))
        timed("crosswalk", lambda: write_crosswalk(con))
        timed("registry", lambda: write_registry(con, home, secret_fingerprint(secret)))
        return _report(con, timed.seconds)


def link_people(
    con: duckdb.DuckDBPyConnection,
    source: str,
    timed: Stopwatch | None = None,
    decided: list[decisions.Decision] | None = None,
) -> None:
    """Make `member` (record → unit) from a relation shaped as int_person_records; writes no file."""
    timed = timed or Stopwatch()
    timed("normalise", lambda: build_records(con, source))
    decisions.load(con, decided or [])
    timed("trust", lambda: build_trust(con))
    decisions.part_shared_numbers(con)
    timed("places", lambda: build_places(con))
    timed("repair", lambda: build_candidate_numbers(con))
    timed("features", lambda: build_features(con))
    timed("resolve", lambda: resolve(con))


def _report(con: duckdb.DuckDBPyConnection, seconds: dict[str, float]) -> LinkReport:
    rules = con.execute("select matched_by, count(*) from member group by all order by all").fetchall()
    residents = con.execute("select count(*) from unit_key").fetchone()
    waiting = con.execute("select count(*) from queue").fetchone()
    return LinkReport(
        records=sum(int(count) for _, count in rules),
        residents=int(residents[0]) if residents else 0,
        by_rule={str(rule): int(count) for rule, count in rules},
        to_review=int(waiting[0]) if waiting else 0,
        seconds=seconds,
    )
