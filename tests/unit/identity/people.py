"""Person records written out by hand, and small things the tests of identity share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa

from bench.linkage.people import check_character
from bench.linkage.records import SCHEMA
from warehouse.identity.linking import link_people
from warehouse.identity.normalise import build_records
from warehouse.identity.repair import build_candidate_numbers
from warehouse.identity.trust import build_trust

SEEN = datetime(2024, 11, 18, tzinfo=UTC)
NUMBER = "229923198503150027"
STREAMS = {"zongzhi": "population", "shequ": "residents", "xiangcun": "村民", "chengguan": "cases"}
Row = dict[str, object]


def citizen_id(birth: date, sequence: int) -> str:
    """A valid number of a generated person."""
    body = f"229923{birth:%Y%m%d}{sequence:03d}"
    return body + check_character(body)


def person(number: int, network: str = "zongzhi", **values: object) -> Row:
    """One record of a woman born on 1985-03-15 in a village, changed where the test says so."""
    row: Row = {
        "network": network, "stream": STREAMS[network], "source_record_id": f"R{number:03d}",
        "name_text": "王芳", "sex": "female", "birth_date": date(1985, 3, 15), "phone_text": "13812345671",
        "address_text": "伊通镇前进村后屯12号", "division_code": "220323100201",
        "household_ref": f"H{number:03d}",
        "is_test": False, "is_deleted": False, "first_seen_at": SEEN, "updated_at": SEEN, "person": 1,
    }  # fmt: skip
    return row | values


def complaint(number: int, **values: object) -> Row:
    """One case of a reporter who gave no more than a name and a phone."""
    bare: Row = {"sex": "unknown", "birth_date": None, "address_text": None, "division_code": None}
    return person(number, "chengguan", household_ref=None, **(bare | values))


def table(rows: list[Row]) -> pa.Table:
    """Rows in the shape of int_person_records, one unused column among them; what is missing is null."""
    columns = {f.name: pa.array([row.get(f.name) for row in rows], f.type) for f in SCHEMA}
    unused = pa.array(["grid_code"] * len(rows), pa.string())
    return pa.table(columns, schema=SCHEMA).append_column("placed_by", unused)


@contextmanager
def prepared(rows: list[Row]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Type, clean and trust rows in memory, without linking them."""
    with duckdb.connect(config={"threads": 2}) as con:
        con.register("rows", table(rows))
        build_records(con, "rows")
        build_trust(con)
        build_candidate_numbers(con)
        yield con


@contextmanager
def linked(rows: list[Row]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Link rows in memory; the tables of the linkage stay open to look at."""
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute("set timezone = 'UTC'")
        con.register("rows", table(rows))
        link_people(con, "rows")
        yield con


def groups(rows: list[Row]) -> set[frozenset[str]]:
    """Link rows and give who is together, by source record id."""
    with linked(rows) as con:
        found = con.execute("""
            select list(p.source_record_id) from member as m join person as p using (rid) group by m.unit
        """).fetchall()
    return {frozenset(together) for (together,) in found}
