"""What must hold for every linkage, whatever the records."""

from __future__ import annotations

import random
from collections.abc import Callable

import duckdb
import pyarrow as pa
import pytest

from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from tests.unit.identity.conftest import Linked, build, link_in, load, registry
from tests.unit.identity.people import NUMBER, person, table
from warehouse.identity.linking import link_people
from warehouse.paths import Home

Relink = Callable[[pa.Table], Linked]


@pytest.fixture(scope="module", params=["default", "hostile"])
def county(request: pytest.FixtureRequest) -> pa.Table:
    return generate(1200, 7, PROFILES[request.param])


def test_every_living_record_comes_out_exactly_once(county: pa.Table, home: Home) -> None:
    load(home, county)
    link_in(home)
    living = sum(not deleted for deleted in county["is_deleted"].to_pylist())
    rows = registry(
        home,
        "select count(*), count(distinct (network, stream, source_record_id)), count(resident_key) "
        "from registry.identity.resident_record",
    )
    assert rows == [(living, living, living)]
    assert build(home, "select count(*) from identity.crosswalk") == [(county.num_rows,)]


def test_every_resident_with_a_living_record_has_a_golden_record(county: pa.Table, home: Home) -> None:
    load(home, county)
    link_in(home)
    odd = registry(
        home,
        "select resident_key from registry.identity.resident_record "
        "full join registry.identity.resident as g using (resident_key) "
        "group by resident_key having count(distinct g.resident_key) <> 1 or count(*) <> max(g.record_count)",
    )
    assert odd == []


def test_the_order_of_the_rows_changes_nothing(county: pa.Table, relink: Relink, home: Home) -> None:
    shuffled = list(range(county.num_rows))
    random.Random(3).shuffle(shuffled)
    probabilities = "select * from identity.crosswalk order by all"
    assert relink(county) == (first := relink(county.take(shuffled)))
    before = build(home, probabilities)
    assert relink(county) == first
    assert build(home, probabilities) == before


def test_two_believed_numbers_never_meet(county: pa.Table) -> None:
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute("set timezone = 'UTC'")
        con.register("county", county)
        link_people(con, "county")
        crowded = con.execute("""
            select m.unit from member as m join trusted as t using (rid)
            group by m.unit having count(distinct t.id_number) > 1
        """).fetchall()
        believed = con.execute("select count(distinct id_number) from trusted").fetchone()
    assert crowded == []
    assert believed is not None
    assert believed[0] > 800


def test_a_test_person_stays_single(relink: Relink) -> None:
    found = relink(table([person(1, id_text=NUMBER, is_test=True), person(2, "shequ", id_text=NUMBER)]))
    assert len(set(found.values())) == 2


def test_no_records_are_no_trouble(relink: Relink) -> None:
    assert relink(table([])) == {}


def test_records_with_nothing_in_them_are_no_trouble(relink: Relink) -> None:
    empty = dict.fromkeys(("name_text", "birth_date", "phone_text", "address_text", "division_code"), None)
    found = relink(table([person(number, household_ref=None, sex=None, **empty) for number in (1, 2, 3)]))
    assert len(set(found.values())) == 3


def test_no_personal_value_reaches_the_build_database(county: pa.Table, home: Home) -> None:
    load(home, county)
    link_in(home)
    columns = build(
        home,
        "select column_name from duckdb_columns() "
        "where schema_name = 'identity' and table_name = 'crosswalk'",
    )
    assert {name for (name,) in columns} == {
        "network", "stream", "source_record_id", "resident_key", "matched_by", "match_probability",
        "first_seen_at", "is_deleted",
    }  # fmt: skip
    texts = build(home, "select measure, definition_zh, definition_en from identity.linkage_quality")
    names = set(filter(None, county["name_text"].to_pylist()))
    assert not any(name in str(texts) for name in names if len(name) > 2)


def test_the_restricted_file_is_for_its_owner_only(relink: Relink, home: Home) -> None:
    relink(table([person(1, id_text=NUMBER)]))
    assert home.identity_db.stat().st_mode & 0o777 == 0o600
    assert home.restricted.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in home.restricted.iterdir()] == [home.identity_db.name]
