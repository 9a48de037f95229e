"""What must hold for every linkage, whatever the records."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from tests.unit.identity.conftest import Linked, link_in, load, table
from warehouse.identity.linking import link_people
from warehouse.paths import Home

Relink = Callable[[pa.Table], Linked]
_SEEN = datetime(2024, 11, 18, tzinfo=UTC)
_ID = "229923198503150027"


def record(number: int, network: str = "zongzhi", **values: object) -> dict[str, object]:
    """One record of a woman born on 1985-03-15, changed where the test says so."""
    person: dict[str, object] = {
        "network": network, "stream": "population", "source_record_id": f"R{number:03d}", "name_text": "王芳",
        "sex": "female", "birth_date": date(1985, 3, 15), "phone_text": "13812345671", "is_test": False,
        "is_deleted": False, "first_seen_at": _SEEN, "updated_at": _SEEN, "person": 1,
    }  # fmt: skip
    return person | values


@pytest.fixture(scope="module", params=["default", "hostile"])
def county(request: pytest.FixtureRequest) -> pa.Table:
    return generate(1500, 7, PROFILES[request.param])


def test_every_living_record_comes_out_exactly_once(county: pa.Table, tmp_path: Path) -> None:
    home = Home.at(tmp_path).prepare()
    load(home, county)
    link_in(home)
    with duckdb.connect() as con:
        con.execute(f"attach '{home.identity_db}' as registry (read_only)")
        con.register("county", county)
        rows = con.execute("""
            select count(*), count(distinct (network, stream, source_record_id)), count(resident_key)
            from registry.identity.resident_record
        """).fetchone()
        living = con.execute("select count(*) from county where not is_deleted").fetchone()
    assert living is not None
    assert rows == (living[0],) * 3


def test_the_order_of_the_rows_changes_nothing(county: pa.Table, relink: Relink) -> None:
    shuffled = list(range(county.num_rows))
    random.Random(3).shuffle(shuffled)
    assert relink(county) == relink(county.take(shuffled))


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
    assert believed[0] > 1000


def test_a_key_outlives_its_deleted_founder(relink: Relink) -> None:
    before = relink(table([record(1, id_text=_ID), record(2, "shequ", id_text=_ID)]))
    after = relink(table([record(1, id_text=_ID, is_deleted=True), record(2, "shequ", id_text=_ID)]))
    assert after == {("shequ", "R002"): before["shequ", "R002"]}


def test_a_later_record_takes_the_key_of_the_older_one(relink: Relink) -> None:
    later = _SEEN.replace(day=20)
    before = relink(table([record(2, "xiangcun", id_text=_ID)]))
    both = table([record(1, id_text=_ID, first_seen_at=later), record(2, "xiangcun", id_text=_ID)])
    after = relink(both)
    assert set(after.values()) == set(before.values())


def test_a_test_person_stays_single(relink: Relink) -> None:
    found = relink(table([record(1, id_text=_ID, is_test=True), record(2, "shequ", id_text=_ID)]))
    assert len(set(found.values())) == 2


def test_a_borrowed_number_does_not_join_child_and_head(relink: Relink) -> None:
    child = {"name_text": "刘小明", "sex": "male", "birth_date": date(2010, 6, 1), "relation": "child"}
    found = relink(
        table([record(1, id_text=_ID), record(2, "shequ", id_text=_ID), record(3, id_text=_ID, **child)])
    )
    assert found["zongzhi", "R001"] == found["shequ", "R002"] != found["zongzhi", "R003"]


def test_a_number_is_kept_through_a_change_of_name(relink: Relink) -> None:
    found = relink(table([record(1, id_text=_ID), record(2, "shequ", id_text=_ID, name_text="王雅静")]))
    assert len(set(found.values())) == 1
