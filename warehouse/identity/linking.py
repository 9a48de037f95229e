"""The linkage step as a whole: person records in, residents out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from warehouse.database import literal
from warehouse.identity import changes, decisions, increment
from warehouse.identity.features import build_features
from warehouse.identity.golden import build_golden
from warehouse.identity.keys import build_keys
from warehouse.identity.learned import Learned
from warehouse.identity.normalise import build_records
from warehouse.identity.places import build_places
from warehouse.identity.quality import build_quality
from warehouse.identity.registry import write_crosswalk, write_quality, write_registry
from warehouse.identity.repair import build_candidate_numbers
from warehouse.identity.resolve import resolve
from warehouse.identity.state import attach_former, next_number
from warehouse.identity.stopwatch import Stopwatch
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
    mode: str = "full"


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


def link(home: Home, secret: bytes, *, full: bool | None = None) -> LinkReport:
    """Link every person record of the build database to a resident.

    Reads `conformed.int_person_records`; replaces `identity.crosswalk` in the build database and the
    restricted registry file, each atomically. Where the last run is known and little has changed since, only
    what the changes touch is linked anew.

    Args:
        home: the home.
        secret: what resident keys are hashed with.
        full: True links everything; False takes an increment wherever one is possible, be the county ever so
            small or the last full run old; None chooses.

    Raises:
        HomeError: the restricted folder cannot be written.
        ConfigurationError: the registry was written by a later version of this program.

    """
    timed = Stopwatch()
    with workbench(home) as con:
        con.execute(f"attach {literal(str(home.build_db))} as build")
        decided = decisions.read(decisions.file_of(home))
        has_former = attach_former(con, home)
        former = increment.usable(con, secret, _SOURCE) if has_former and full is not True else None
        ready = former and (full is False or changes.is_due(con, former, _SOURCE))
        if former and ready and increment.link_changes(con, former, _SOURCE, decided, timed):
            increment.write(con, home, former, secret, _SOURCE, timed)
            return _report(con, timed.seconds, "increment")
        return _link_all(con, home, secret, decided, timed, has_former=has_former)


def _link_all(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    secret: bytes,
    decided: list[decisions.Decision],
    timed: Stopwatch,
    *,
    has_former: bool,
) -> LinkReport:
    learned = link_people(con, _SOURCE, timed, decided)
    number = next_number(con) if has_former else 1
    timed("keys", lambda: build_keys(con, secret))
    timed("golden", lambda: build_golden(con))
    timed("quality", lambda: build_quality(con, has_former=has_former))
    timed("crosswalk", lambda: write_crosswalk(con, number))
    write_quality(con)
    timed("registry", lambda: write_registry(con, home, secret_fingerprint(secret), learned, number))
    return _report(con, timed.seconds, "full")


def link_people(
    con: duckdb.DuckDBPyConnection,
    source: str,
    timed: Stopwatch | None = None,
    decided: list[decisions.Decision] | None = None,
) -> Learned:
    """Make `member` (record → unit) from a relation shaped as int_person_records; writes no file."""
    timed = timed or Stopwatch()
    timed("normalise", lambda: build_records(con, source))
    decisions.load(con, decided or [])
    timed("trust", lambda: build_trust(con))
    decisions.part_shared_numbers(con)
    timed("places", lambda: build_places(con))
    timed("repair", lambda: build_candidate_numbers(con))
    timed("features", lambda: build_features(con))
    return timed("resolve", lambda: resolve(con))


def _report(con: duckdb.DuckDBPyConnection, seconds: dict[str, float], mode: str) -> LinkReport:
    rules = con.execute(
        "select matched_by, count(*) from build.identity.crosswalk group by all order by all"
    ).fetchall()
    residents = con.execute("select residents from resident_count").fetchone()
    waiting = con.execute(
        "select numerator from build.identity.linkage_quality where measure = 'pairs_to_review'"
    ).fetchone()
    return LinkReport(
        records=sum(int(count) for _, count in rules),
        residents=int(residents[0]) if residents else 0,
        by_rule={str(rule): int(count) for rule, count in rules},
        to_review=int(waiting[0]) if waiting else 0,
        seconds=seconds,
        mode=mode,
    )
