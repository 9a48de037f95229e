"""One seed gives one county, to the byte; dirt moves nothing but what is written."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq

from sandbox.world.advance import advance
from sandbox.world.build import create
from sandbox.world.store import open_store
from tests.unit.sandbox_world.conftest import PEOPLE, SEED, Homes

TABLES = ("record", "meta", "world_person_record", "world_event_record", "world_matter", "world_person")


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_store(home)) as connection:
        return {t: sorted(connection.execute(f"select * from {t}"), key=str) for t in TABLES}


def test_the_same_seed_gives_the_same_county(homes: Homes, tmp_path: Path) -> None:
    create(tmp_path, PEOPLE, SEED, "default")
    assert contents(tmp_path) == contents(homes("default"))


def test_another_seed_gives_other_people_and_events(homes: Homes, tmp_path: Path) -> None:
    create(tmp_path, PEOPLE, SEED + 1, "default")
    left, right = contents(tmp_path), contents(homes("default"))
    assert left["world_person"] != right["world_person"]
    assert left["world_matter"] != right["world_matter"]


def test_two_days_at_once_are_one_day_twice(homes: Homes, tmp_path: Path) -> None:
    at_once = Path(shutil.copytree(homes("default"), tmp_path / "at once"))
    twice = Path(shutil.copytree(homes("default"), tmp_path / "twice"))
    advance(at_once, 2)
    advance(twice)
    advance(twice)
    assert contents(at_once) == contents(twice)


def test_dirt_moves_no_truth(homes: Homes) -> None:
    clean, dirty = contents(homes("none")), contents(homes("heavy"))
    assert clean["world_person"] == dirty["world_person"]
    assert set(clean["world_event_record"]) <= set(dirty["world_event_record"])


def test_truth_files_hold_every_record_of_a_person_or_event(homes: Homes) -> None:
    home = homes("default")
    with closing(open_store(home)) as connection:
        for name, table in (("persons", "world_person_record"), ("events", "world_event_record")):
            rows = connection.execute(f"select count(*) from {table}").fetchone()[0]
            truth = pq.read_table(home / "truth" / f"{name}.parquet")
            assert truth.num_rows == rows
            assert truth.column_names[:3] == ["network", "stream", "source_record_id"]
