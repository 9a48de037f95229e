"""`python -m bench.linkage --people 30000 --profile default`: generate, link, measure."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from bench.linkage.measure import Figures, figures
from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from warehouse.identity import link
from warehouse.paths import Home


def prepared(cache: Path, people: int, seed: int, profile: str) -> Path:
    """Generate a county once and keep it as Parquet."""
    cache.mkdir(parents=True, exist_ok=True)
    file = cache / f"{profile}-{people}-{seed}.parquet"
    if not file.exists():
        pq.write_table(generate(people, seed, PROFILES[profile]), file)
    return file


def run(file: Path, home: Home) -> tuple[Figures, float, dict[str, object]]:
    """Link the records of one file in a fresh home."""
    home.prepare()
    with duckdb.connect(str(home.build_db)) as con:
        con.execute("set timezone = 'UTC'")
        con.execute("create schema conformed")
        con.execute(
            "create table conformed.int_person_records as "
            f"select * exclude (person) from read_parquet('{file}') order by source_record_id"
        )
    began = time.perf_counter()
    report = link(home, b"bench")
    seconds = time.perf_counter() - began
    with duckdb.connect(str(home.identity_db), read_only=True) as con:
        truth = f"(select * from read_parquet('{file}') where not is_deleted)"
        return (
            figures(con, truth, "identity.identity.resident_record"),
            seconds,
            {"by_rule": report.by_rule, "stages": report.seconds},
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.linkage")
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", choices=[*PROFILES, "all"], default="all")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "duowang-linkage-bench")
    options = parser.parse_args()
    for name in PROFILES if options.profile == "all" else [options.profile]:
        file = prepared(options.cache, options.people, options.seed, name)
        with tempfile.TemporaryDirectory() as folder:
            found, seconds, detail = run(file, Home.at(folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(
            f"{name:8} P {found.precision:.5f}  R {found.recall:.4f}  F1 {found.f1:.4f}"
            f"  exact {found.exact_persons:.4f}"
            f"  over-merged {found.over_merged}  records {found.records}  {seconds:.1f} s  {peak:.2f} GiB"
        )
        print("        ", detail)


if __name__ == "__main__":
    main()
