"""`python -m bench.province --people 100000`: three counties, some people in two of them, and who is found.

A generated county is dealt out to three; of one person in fifty the records lie in two counties. The truth
says who they are. Beside the pass stand two simpler ways: equal numbers, and equal names and birth dates.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterable

import duckdb

from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from warehouse.counties import Counties
from warehouse.identity import link as link_county
from warehouse.paths import Home
from warehouse.province import link

CODES = ("220323", "220422", "220581")
SECRET = b"a secret of the bench, long enough"
_DEAL = """
create or replace table dealt as
select
    r.*,
    (hash(person) + case when hash(person, 'moves') % 50 = 0 then hash(network, person) % 2 else 0 end) % 3
        as county
from records as r
"""
_OWNERS = """
insert into owner
select '{code}', r.resident_key, mode(d.person), count(distinct d.person) = 1
from county.identity.resident_record as r
join dealt as d using (network, stream, source_record_id)
group by r.resident_key
"""
_WAYS = {
    "the pass": "select county_code, resident_key, province_resident_key::varchar as one"
    " from province.identity.province_crosswalk where is_living",
    "equal numbers": "select county_code, resident_key, citizen_id as one from golden"
    " where citizen_id is not null",
    "name and birth date": "select county_code, resident_key, name || birth_date::varchar as one from golden"
    " where name is not null and birth_date is not null",
}
_PAIRS = """
with said as ({way}),
pair as (
    select a.person as left_person, b.person as right_person
    from said as x join said as y on x.one = y.one and x.county_code < y.county_code
    join owner as a on a.county_code = x.county_code and a.resident_key = x.resident_key
    join owner as b on b.county_code = y.county_code and b.resident_key = y.resident_key
),
true_pair as (
    select count(*) as pairs
    from owner as a join owner as b on a.person = b.person and a.county_code < b.county_code
)
select count(*), count(*) filter (where left_person = right_person), (select pairs from true_pair) from pair
"""


def main(arguments: Iterable[str] | None = None) -> None:
    """Deal, link, measure; one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--profile", choices=sorted(PROFILES), default="default")
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args(None if arguments is None else list(arguments))
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Home.at(folder), asked.people, asked.seed, asked.profile)
    sys.stdout.write(json.dumps({"people": asked.people, "profile": asked.profile} | found) + "\n")


def measure(hub: Home, people: int, seed: int, profile: str) -> dict[str, object]:
    """Link three counties each by itself, then across, and compare with the truth."""
    with duckdb.connect(str(hub.root / "truth.duckdb")) as con:
        con.execute("set timezone = 'UTC'")
        con.register("records", generate(people, seed, PROFILES[profile]))
        con.execute(_DEAL)
    for number, code in enumerate(CODES):
        deal(hub, number, hub.county(code).prepare())
    whole = Counties.model_validate(
        {"county": [{"id": f"c{code}", "adcode": code, "name_zh": code, "name_en": code} for code in CODES]}
    )
    began, busy = time.perf_counter(), cpu_seconds()
    done = link(whole, hub, SECRET)
    spent = {"seconds": round(time.perf_counter() - began, 2), "cpu_seconds": round(cpu_seconds() - busy, 2)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    counts = {"residents": done.residents, "persons": done.people, "to_review": done.to_review}
    return counts | spent | {"peak_gib": round(peak, 2), "ways": ways(hub)}


def deal(hub: Home, number: int, home: Home) -> None:
    """Give one county its records, and link them."""
    with duckdb.connect(str(home.build_db)) as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"attach '{hub.root / 'truth.duckdb'}' as truth (read_only)")
        con.execute("create schema conformed")
        con.execute(
            "create table conformed.int_person_records as"
            " select * exclude (person, county) from truth.dealt where county = ?",
            [number],
        )
    link_county(home, SECRET)


def ways(hub: Home) -> dict[str, dict[str, float]]:
    """Give pairwise precision and recall across counties of the pass and of the simpler ways."""
    with duckdb.connect(str(hub.root / "truth.duckdb")) as con:
        con.execute(f"attach '{hub.province.identity_db}' as province (read_only)")
        con.execute(
            "create table owner (county_code varchar, resident_key varchar, person bigint, is_pure boolean)"
        )
        con.execute(
            "create table golden (county_code varchar, resident_key varchar, name varchar,"
            " birth_date date, citizen_id varchar)"
        )
        for code in CODES:
            con.execute(f"attach '{hub.county(code).identity_db}' as county (read_only)")
            con.execute(_OWNERS.format(code=code))
            con.execute(
                f"insert into golden select '{code}', resident_key, name, birth_date, citizen_id"
                " from county.identity.resident"
            )
            con.execute("detach county")
        return {name: scored(con, way) for name, way in _WAYS.items()}


def scored(con: duckdb.DuckDBPyConnection, way: str) -> dict[str, float]:
    """Count the pairs that a way says are one person."""
    said, right, true = con.execute(_PAIRS.format(way=way)).fetchone() or (0, 0, 0)
    return {
        "pairs": said,
        "precision": round(right / max(said, 1), 4),
        "recall": round(right / max(true, 1), 4),
    }


def cpu_seconds() -> float:
    """Seconds that this process has kept processors busy."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
