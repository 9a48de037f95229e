"""Days of changes in a generated county: increments stay with a full run, and repeat exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pytest

from bench.linkage.measure import figures
from bench.linkage.profiles import PROFILES
from bench.linkage.records import generate
from tests.unit.identity.conftest import SECRET, build, load
from warehouse.identity import link
from warehouse.paths import Home

START = datetime(2024, 11, 4, tzinfo=UTC)
DAYS = 3
CROSSWALK = "select * from identity.crosswalk order by network, stream, source_record_id"

Row = dict[str, object]


def changes(rows: list[Row], day: int, chance: Random) -> list[Row]:
    """What a day brings: newcomers, other phones and names, ids put right or spoilt, deletions."""
    at = START + timedelta(days=day)
    after = []
    for number, row in enumerate(rows):
        arrives = number % 200
        if arrives == day:
            after.append(row | {"first_seen_at": at, "updated_at": at})
        elif arrives < DAYS and arrives > day:
            continue
        elif chance.random() < 0.003:
            change: Row = chance.choice(
                [
                    {"phone_text": f"137{chance.randrange(10**8):08d}"},
                    {"id_text": None},
                    {"name_text": str(row["name_text"])[:1] + "明"},
                    {"is_deleted": True},
                    {"address_text": None, "door_text": None},
                ]
            )
            after.append(row | change | {"updated_at": at})
        else:
            after.append(row)
    return after


def live_through(home: Home, rows: list[Row]) -> list[Row]:
    """Link the first day in full and each later one by increment; gives the last day's records."""
    chance = Random(5)
    today = changes(rows, -1, Random(0))
    modes = []
    for day in range(DAYS + 1):
        load(home, pa.Table.from_pylist(today, schema=generate(1, 1, PROFILES["default"]).schema))
        modes.append(link(home, SECRET, full=day == 0).mode)
        known = {row["source_record_id"]: row for row in today}
        if day < DAYS:
            today = changes([known.get(row["source_record_id"], row) for row in rows], day, chance)
    assert modes == ["full", *["increment"] * DAYS]
    return today


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home, Home]:
    """The same days lived through twice, and their end linked in full."""
    rows = generate(5000, 23, PROFILES["default"]).to_pylist()
    once, twice, full = (
        Home.at(tmp_path_factory.mktemp(name) / "home").prepare() for name in ("once", "twice", "full")
    )
    live_through(once, rows)
    last = live_through(twice, rows)
    load(full, pa.Table.from_pylist(last, schema=generate(1, 1, PROFILES["default"]).schema))
    link(full, SECRET)
    return once, twice, full


def test_days_repeat_exactly(lived: tuple[Home, Home, Home]) -> None:
    once, twice, _ = lived
    assert build(once, CROSSWALK) == build(twice, CROSSWALK)


def test_increments_agree_with_a_full_run(lived: tuple[Home, Home, Home]) -> None:
    once, _, full = lived
    with duckdb.connect() as con:
        for name, home in (("increments", once), ("full", full)):
            con.execute(f"attach '{home.build_db}' as \"{name}\" (read_only)")
        con.execute('create view truth as select *, resident_key as person from "full".identity.crosswalk')
        assert figures(con, "truth", "increments.identity.crosswalk").f1 >= 0.9999


def test_a_full_run_reports_how_far_the_days_before_it_agreed(lived: tuple[Home, Home, Home]) -> None:
    once, _, _ = lived
    assert link(once, SECRET, full=True).mode == "full"
    rows = build(
        once,
        "select value, denominator, is_within from identity.linkage_quality "
        "where measure = 'agreement_with_increments'",
    )
    ((value, pairs, is_within),) = rows
    assert isinstance(value, float)
    assert value >= 0.9999
    assert isinstance(pairs, float)
    assert pairs > 5000
    assert is_within is True


def test_nothing_is_left_in_the_restricted_folder(lived: tuple[Home, Home, Home]) -> None:
    once, _, _ = lived
    assert [file.name for file in Path(once.restricted).iterdir()] == [once.identity_db.name]
