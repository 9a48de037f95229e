"""`python -m bench.linkage --people 30000 --profile default`: generate, link, measure, beside simpler ways.

Every run is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from bench.linkage.measure import figures
from bench.linkage.missed import missed
from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from warehouse.identity import link
from warehouse.paths import Home

OURS = "duowang"
METHODS = (OURS, "cascade", "splink alone", "valid ids only")
_TITLES = [
    "profile", "method", "P", "R", "R registers", "F1", "exact persons", "over-merged",
    "records", "seconds", "CPU s", "GiB",
]  # fmt: skip


def prepared(cache: Path, people: int, seed: int, profile: str) -> Path:
    """Generate a county once and keep it as Parquet."""
    cache.mkdir(parents=True, exist_ok=True)
    file = cache / f"{profile}-{people}-{seed}.parquet"
    if not file.exists():
        fresh = file.with_suffix(".tmp")
        pq.write_table(generate(people, seed, PROFILES[profile]), fresh)
        fresh.replace(file)
    return file


def cpu_seconds() -> float:
    """Seconds that this process has kept processors busy: on a busy machine they say more than the clock."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ours(file: Path) -> dict[str, object]:
    """Link the records of one file in a fresh home."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.at(folder).prepare()
        with duckdb.connect(str(home.build_db)) as con:
            con.execute("set timezone = 'UTC'")
            con.execute("set memory_limit = '800MB'")
            con.execute("create schema conformed")
            con.execute(
                "create table conformed.int_person_records as "
                f"select * exclude (person) from read_parquet('{file}')"
            )
        began, spent = time.perf_counter(), cpu_seconds()
        report = link(home, b"a secret of the benchmark")
        seconds, spent = time.perf_counter() - began, cpu_seconds() - spent
        with duckdb.connect(str(home.build_db), read_only=True) as con:
            quality = dict(con.execute("select measure, value from identity.linkage_quality").fetchall())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with duckdb.connect() as con:
            con.execute(f"attach '{home.identity_db}' as registry (read_only)")
            measured = _measured(con, file, "registry.identity.resident_record")
            living = f"(select * from read_parquet('{file}') where not is_deleted)"
            lost = missed(con, living, "registry.identity.resident_record")
    return measured | {
        "seconds": seconds, "cpu": spent, "peak": peak, "stages": report.seconds, "quality": quality,
        "missed": lost,
    }  # fmt: skip


def peer(name: str, file: Path) -> dict[str, object]:
    """Link the same records in a simpler way."""
    from bench.linkage.peers import PEERS

    with duckdb.connect(config={"threads": 2}) as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"create table records as select * exclude (person) from read_parquet('{file}')")
        began, spent = time.perf_counter(), cpu_seconds()
        PEERS[name](con, "records")
        seconds, spent = time.perf_counter() - began, cpu_seconds() - spent
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return _measured(con, file, "found") | {"seconds": seconds, "cpu": spent, "peak": peak}


def _measured(con: duckdb.DuckDBPyConnection, file: Path, found: str) -> dict[str, object]:
    living = f"(select * from read_parquet('{file}') where not is_deleted {{}})"
    everything = figures(con, living.format(""), found)
    registers = figures(con, living.format("and network <> 'chengguan'"), found)
    return asdict(everything) | {"register_recall": registers.recall}


def _in_a_process(method: str, file: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.linkage", "--one", method, "--file", str(file)],
        check=True, capture_output=True, text=True, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _row(profile: str, method: str, f: dict[str, object]) -> str:
    numbers = {
        name: float(str(f[name]))
        for name in (
            "precision",
            "recall",
            "register_recall",
            "f1",
            "exact_persons",
            "seconds",
            "cpu",
            "peak",
        )
    }
    return _line(
        [
            profile, method, f"{numbers['precision']:.5f}", f"{numbers['recall']:.4f}",
            f"{numbers['register_recall']:.4f}", f"{numbers['f1']:.4f}", f"{numbers['exact_persons']:.4f}",
            str(f["over_merged"]), str(f["records"]), f"{numbers['seconds']:.1f}", f"{numbers['cpu']:.1f}",
            f"{numbers['peak'] / 1024**2:.2f}",
        ]
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.linkage", description=__doc__)
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", choices=[*PROFILES, "all"], default="all")
    parser.add_argument("--method", choices=[*METHODS, "all"], default=OURS)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "duowang-linkage-bench")
    parser.add_argument(
        "--stages", action="store_true", help="show seconds a stage, quality without truth, missed pairs"
    )
    parser.add_argument("--one", choices=METHODS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(ours(options.file) if options.one == OURS else peer(options.one, options.file)))
        return
    print(_line(_TITLES), _line(["---"] * len(_TITLES)), sep="\n")
    for profile in PROFILES if options.profile == "all" else [options.profile]:
        file = prepared(options.cache, options.people, options.seed, profile)
        for method in METHODS if options.method == "all" else [options.method]:
            found = _in_a_process(method, file)
            print(_row(profile, method, found), flush=True)
            if options.stages and method == OURS:
                print(json.dumps({name: found[name] for name in ("stages", "quality", "missed")}))


if __name__ == "__main__":
    main()
