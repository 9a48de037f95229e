"""Whatever happens while a list by cursor is read, it is proven by its count or it fails."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.engine.cursor import CursorReader
from connectors.engine.errors import IncompleteError
from connectors.engine.window import Window
from tests.support.memory_lists import (
    NOON,
    SECOND,
    MemoryCursors,
    Record,
    empty_batch,
    ids_of,
    small_contract,
)

EVERYTHING = Window(NOON, NOON + 10_000 * SECOND)
SECONDS = st.lists(st.integers(0, 300), max_size=120)


def make_list(seconds: list[int], **kwargs: Any) -> MemoryCursors:
    records = [Record(f"{n:05d}", second) for n, second in enumerate(seconds)]
    contract, stream = small_contract("chengguan", "depts", page_size=7, unit_rows=40)
    return MemoryCursors(records, contract, stream, **kwargs)


def read_all(source: MemoryCursors, folder: Path) -> Any:
    batch, shaper = empty_batch(folder, source.contract, source.stream)
    reader = CursorReader(source, source.stream, shaper)
    at = EVERYTHING.start
    while at < EVERYTHING.end:
        at = reader.read(Window(at, EVERYTHING.end), batch).end
    return batch


@settings(deadline=None, max_examples=60)
@given(seconds=SECONDS)
def test_a_quiet_list_is_read_whole_and_accounted_for(
    seconds: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = make_list(seconds)
    batch = read_all(source, tmp_path_factory.mktemp("quiet"))
    assert ids_of(batch) == {r.id for r in source.records}
    assert batch.counts.landed == batch.counts.reported == len(seconds)
    assert batch.counts.received == batch.counts.landed + batch.counts.duplicates


@settings(deadline=None, max_examples=40)
@given(seconds=SECONDS, seed=st.integers(0, 1 << 30))
def test_expired_cursors_and_empty_pages_cost_no_record(
    seconds: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)
    source = make_list(seconds, expire=lambda _: dice.random() < 0.2, empty=lambda _: dice.random() < 0.2)
    assert ids_of(read_all(source, tmp_path_factory.mktemp("expiring"))) == {r.id for r in source.records}


@settings(deadline=None, max_examples=40)
@given(seconds=SECONDS, seed=st.integers(0, 1 << 30))
def test_records_that_leave_the_window_do_not_hide_those_that_stay(
    seconds: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)

    def vanish(source: MemoryCursors) -> None:
        if source.records and dice.random() < 0.1 and len(source.requests) < 200:
            source.records.remove(dice.choice(source.records))

    source = make_list(seconds, disturb=vanish)
    ids = ids_of(read_all(source, tmp_path_factory.mktemp("leaving")))
    assert {r.id for r in source.records} <= ids


@settings(deadline=None, max_examples=40)
@given(seconds=SECONDS, seed=st.integers(0, 1 << 30))
def test_short_pages_and_wrong_counts_are_read_again(
    seconds: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)

    def spoil(rows: list[dict[str, Any]], total: int) -> tuple[list[dict[str, Any]], int]:
        if dice.random() > 0.2:
            return rows, total
        return (rows[:-1], total) if dice.random() < 0.5 else (rows, total + dice.choice([-1, 1, 2]))

    source = make_list(seconds, spoil=spoil)
    assert ids_of(read_all(source, tmp_path_factory.mktemp("short"))) == {r.id for r in source.records}


def test_many_records_of_one_second_are_read_in_one_chain(tmp_path: Path) -> None:
    source = make_list([9] * 300)
    assert len(ids_of(read_all(source, tmp_path))) == 300


def test_a_record_that_is_counted_but_never_shown_fails_by_name_and_number(tmp_path: Path) -> None:
    source = make_list(list(range(30)))
    source.spoil = lambda rows, total: ([row for row in rows if row["deptCode"] != "00011"], total)
    with pytest.raises(IncompleteError, match=r"chengguan depts .*: 1 of \d+ records missing"):
        read_all(source, tmp_path)
