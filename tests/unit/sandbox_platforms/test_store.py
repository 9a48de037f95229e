"""The store reads pages in order, whatever the order of asking, and sees what others write."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.faults.moving import move_to_end
from sandbox.platforms.selection import Selection
from sandbox.platforms.store import Store
from tests.support.tiny_store import FIRST, epoch_ms, make_store, steps

ALL = Selection("zongzhi", "step")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(make_store(tmp_path, steps(1000)) / "platforms.sqlite")
    yield opened
    opened.close()


def test_pages_asked_for_in_any_order_are_the_same(store: Store) -> None:
    expected = [f"L{i:06d}" for i in range(1000)]
    numbers = list(range(34)) * 2
    random.Random(1).shuffle(numbers)
    for number in numbers:
        page = store.page(ALL, number * 30, 30)
        assert [record.id for record in page] == expected[number * 30 : number * 30 + 30]


def test_a_narrower_window_has_its_own_pages(store: Store) -> None:
    store.page(ALL, 0, 100)
    begin = epoch_ms(FIRST) + 10_000
    narrow = Selection("zongzhi", "step", begin_ms=begin, end_ms=begin + 250_000)
    assert store.count(narrow) == 250
    assert [record.id for record in store.page(narrow, 100, 2)] == ["L000110", "L000111"]


def test_what_another_process_writes_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    assert store.count(ALL) == 1000
    store.page(ALL, 0, 10)
    with closing(sqlite3.connect(tmp_path / "platforms.sqlite")) as db, db:
        db.execute("delete from record where id = 'L000003'")
    assert store.count(ALL) == 999
    assert store.page(ALL, 10, 1)[0].id == "L000011"


def test_records_that_are_gone_are_left_out(store: Store) -> None:
    found = store.by_ids("zongzhi", "step", ["L000005", "nothing", "L000002"])
    assert [record.id for record in found] == ["L000005", "L000002"]


def test_a_moved_record_stays_within_the_virtual_day(tmp_path: Path) -> None:
    rows = steps(3)
    late = epoch_ms(FIRST.replace(hour=23, minute=59, second=59))
    last = rows[2]
    home = make_store(tmp_path, [*rows[:2], (*last[:3], late, None, last[5])])
    with closing(Store(home / "platforms.sqlite")) as store:
        move_to_end(store, "zongzhi", "step", store.page(ALL, 0, 1)[0])
        moved = store.by_ids("zongzhi", "step", ["L000000"])[0]
    assert moved.updated_ms == late
    assert b"2024-11-01 23:59:59" in moved.body
