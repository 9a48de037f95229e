"""`python -m bench.linkage.increments --people 480000`: a day's changes by increment, beside a full run.

A county is linked in full; then one record in a thousand is new, one in two thousand has another phone and
one in four thousand is deleted; that is linked by increment, and then in full again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import duckdb

from bench.linkage.__main__ import cpu_seconds, prepared
from bench.linkage.measure import Figures, figures
from bench.linkage.profiles import PROFILES
from warehouse.identity import link
from warehouse.paths import Home

_SECRET = b"a secret of the benchmark"
_TODAY = "timestamptz '2024-11-04'"
_FIRST_DAY = """
create schema conformed;
create table conformed.int_person_records as
select * exclude (person) from read_parquet('{file}') where hash(source_record_id) % 1000 <> 7;
"""
_CHANGES = """
insert into conformed.int_person_records
select * exclude (person) replace ({today} as first_seen_at, {today} as updated_at)
from read_parquet('{file}') where hash(source_record_id) % 1000 = 7;
update conformed.int_person_records set phone_text = '13712345678', updated_at = {today}
where hash(source_record_id) % 2000 = 5;
update conformed.int_person_records set is_deleted = true, updated_at = {today}
where hash(source_record_id) % 4000 = 6;
"""
_CROSSWALK = "select network, stream, source_record_id, resident_key from build.identity.crosswalk"
_MOVED = """
select numerator, denominator from identity.linkage_quality where measure = 'keys_moved_of_untouched'
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.linkage.increments", description=__doc__)
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--profile", choices=list(PROFILES), default="default")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "duowang-linkage-bench")
    options = parser.parse_args()
    file = prepared(options.cache, options.people, options.seed, options.profile)
    print(
        "| run | seconds | CPU s | P | R | F1 beside the last full run |",
        "|---|---|---|---|---|---|",
        sep="\n",
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(folder).prepare()
        change(home, _FIRST_DAY.format(file=file))
        first = timed(home, "full, the day before", full=True)
        print(row(first, truth_figures(home, file), ""))
        change(home, _CHANGES.format(file=file, today=_TODAY))
        second = timed(home, "increment", full=False)
        of_increment = truth_figures(home, file)
        kept = Path(folder) / "increment.parquet"
        keep(home, kept)
        third = timed(home, "full, the same day", full=True)
        print(row(second, of_increment, f"{beside(home, kept).f1:.6f}"))
        print(row(third, truth_figures(home, file), ""))
        with duckdb.connect(str(home.build_db), read_only=True) as con:
            moved = con.execute(_MOVED).fetchone() or (0, 0)
        print(f"keys moved by the full run, of untouched records: {moved[0]:.0f} of {moved[1]:.0f}")


def change(home: Home, script: str) -> None:
    """Run a script in the build database."""
    with duckdb.connect(str(home.build_db)) as con:
        con.execute("set timezone = 'UTC'")
        con.execute("set memory_limit = '800MB'")
        con.execute(script)


def timed(home: Home, name: str, *, full: bool) -> tuple[str, float, float]:
    """Link, and give seconds by the clock and of the processors."""
    began, spent = time.perf_counter(), cpu_seconds()
    link(home, _SECRET, full=full)
    return name, time.perf_counter() - began, cpu_seconds() - spent


def keep(home: Home, file: Path) -> None:
    """Keep the crosswalk as it is now."""
    with duckdb.connect() as con:
        con.execute(f"attach '{home.build_db}' as build (read_only)")
        con.execute(f"copy ({_CROSSWALK}) to '{file}'")


def beside(home: Home, kept: Path) -> Figures:
    """Compare a crosswalk that was kept with the present one."""
    with duckdb.connect() as con:
        con.execute(f"attach '{home.build_db}' as build (read_only)")
        con.execute(f"create view truth as select * rename (resident_key as person) from ({_CROSSWALK})")
        return figures(con, "truth", f"'{kept}'")


def truth_figures(home: Home, file: Path) -> Figures:
    """Compare the present crosswalk with the truth."""
    with duckdb.connect() as con:
        con.execute(f"attach '{home.build_db}' as build (read_only)")
        return figures(con, f"'{file}'", "build.identity.crosswalk")


def row(run: tuple[str, float, float], found: Figures, agreement: str) -> str:
    """Write a line of the table."""
    name, seconds, cpu = run
    cells = [name, f"{seconds:.1f}", f"{cpu:.1f}", f"{found.precision:.5f}", f"{found.recall:.4f}", agreement]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
