"""Whatever happens while a list by page number is read, every record that stays is read."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.engine.errors import IncompleteError, PastDepthError
from connectors.engine.numbered import NumberedReader
from connectors.engine.window import Window
from tests.support.memory_lists import NOON, SECOND, MemoryList, Record, empty_batch, ids_of, small_contract

EVERYTHING = Window(NOON, NOON + 10_000 * SECOND)
# seconds with many ties, as a bulk import leaves them
SECONDS = st.lists(st.integers(0, 40), max_size=120)


def make_list(seconds: list[int], **kwargs: Any) -> MemoryList:
    records = [
        Record(f"{n % 16:x}{n:05d}", second, community=f"c{n % 3}") for n, second in enumerate(seconds)
    ]
    contract, stream = small_contract("zongzhi", "dept", page_size=7, unit_rows=20)
    return MemoryList(records, contract, stream, **kwargs)


def make_deep_list(count: int, community: Callable[[int], str], depth: int = 50) -> MemoryList:
    records = [Record(f"{n % 16:x}{n:05d}", 5, community=community(n)) for n in range(count)]
    contract, stream = small_contract("shequ", "tickets", page_size=10, unit_rows=40, depth=depth)
    return MemoryList(records, contract, stream)


def read_all(source: MemoryList, folder: Path, window: Window = EVERYTHING) -> tuple[set[str], Any]:
    batch, shaper = empty_batch(folder, source.contract, source.stream)
    reader = NumberedReader(source, source.stream, shaper)
    at = window.start
    while at < window.end:
        at = reader.read(Window(at, window.end), batch).end
    return ids_of(batch), batch.counts


@settings(deadline=None, max_examples=60)
@given(seconds=SECONDS)
def test_a_quiet_list_is_read_whole_and_accounted_for(
    seconds: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = make_list(seconds)
    ids, counts = read_all(source, tmp_path_factory.mktemp("quiet"))
    assert ids == {r.id for r in source.records}
    assert counts.landed == counts.reported == len(seconds)
    assert counts.received == counts.landed + counts.duplicates + counts.quarantined


@settings(deadline=None, max_examples=60)
@given(seconds=SECONDS, seed=st.integers(0, 1 << 30), rate=st.sampled_from([0.05, 0.3]))
def test_records_that_move_inside_the_window_are_never_lost(
    seconds: list[int], seed: int, rate: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)

    def move(source: MemoryList) -> None:
        if source.records and dice.random() < rate and len(source.requests) < 300:
            moved = dice.choice(source.records)
            moved.second = max(r.second for r in source.records) + 1
            moved.edition += 1

    source = make_list(seconds, disturb=move)
    ids, counts = read_all(source, tmp_path_factory.mktemp("moving"))
    assert ids == {r.id for r in source.records}
    assert counts.received == counts.landed + counts.duplicates


@settings(deadline=None, max_examples=40)
@given(seconds=SECONDS, seed=st.integers(0, 1 << 30))
def test_records_that_leave_the_window_do_not_hide_those_that_stay(
    seconds: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)

    def leave(source: MemoryList) -> None:
        staying = [r for r in source.records if EVERYTHING.holds(r.updated)]
        if staying and dice.random() < 0.2 and len(source.requests) < 300:
            dice.choice(staying).second = 20_000

    source = make_list(seconds, disturb=leave)
    ids, _ = read_all(source, tmp_path_factory.mktemp("leaving"))
    assert {r.id for r in source.records if EVERYTHING.holds(r.updated)} <= ids


@settings(deadline=None, max_examples=40)
@given(seconds=SECONDS, seed=st.integers(0, 1 << 30))
def test_answers_spoilt_now_and_then_are_read_again(
    seconds: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dice = random.Random(seed)

    def spoil(rows: list[dict[str, Any]], total: int) -> tuple[list[dict[str, Any]], int]:
        if not rows or dice.random() > 0.2:
            return rows, total
        kind = dice.randrange(4)
        if kind == 0:  # a record in the place of another
            return [*rows[:-1], rows[0]], total
        if kind == 1:  # a record once more
            return [*rows, rows[0]], total
        if kind == 2:  # a record that has lost its number
            return [{**rows[0], "BMBH": ""}, *rows[1:]], total
        return list(reversed(rows)), total

    source = make_list(seconds, spoil=spoil)
    ids, counts = read_all(source, tmp_path_factory.mktemp("spoilt"))
    assert ids == {r.id for r in source.records}
    assert counts.quarantined == 0


def test_a_tick_with_more_records_than_a_page_is_read_when_its_order_changes_from_page_to_page(
    tmp_path: Path,
) -> None:
    source = make_list([3] * 60, unordered_ties=True)
    ids, _ = read_all(source, tmp_path)
    assert ids == {r.id for r in source.records}


def test_a_bulk_import_of_one_tick_is_received_once(tmp_path: Path) -> None:
    ids, counts = read_all(make_list([5] * 40 + [9] * 3), tmp_path)
    assert len(ids) == counts.received == counts.landed == counts.reported == 43


def test_a_record_without_number_that_stays_so_is_quarantined_and_counted(tmp_path: Path) -> None:
    source = make_list(list(range(10)))
    source.records[4].id = ""
    _, counts = read_all(source, tmp_path)
    assert (counts.landed, counts.quarantined, counts.reported) == (9, 1, 10)


def test_a_list_that_is_not_in_order_is_read_by_halving_its_window(tmp_path: Path) -> None:
    def shuffle(rows: list[dict[str, Any]], total: int) -> tuple[list[dict[str, Any]], int]:
        return sorted(rows, key=lambda row: row["BMBH"][::-1]), total

    source = make_list([n * 7 for n in range(50)], spoil=shuffle)
    ids, _ = read_all(source, tmp_path)
    assert ids == {r.id for r in source.records}


def test_a_record_that_the_platform_counts_but_never_shows_fails_by_name_and_number(tmp_path: Path) -> None:
    source = make_list(list(range(30)))
    source.spoil = lambda rows, total: (rows, total + 1 if source.requests[-1][2] == 1 else total)
    with pytest.raises(IncompleteError, match=r"zongzhi dept .*: 1 of 31 records missing"):
        read_all(source, tmp_path)


def test_windows_are_cut_so_that_no_query_goes_past_the_depth(tmp_path: Path) -> None:
    contract, stream = small_contract("shequ", "tickets", page_size=10, unit_rows=40, depth=50)
    source = MemoryList([Record(f"{n % 16:x}{n:05d}", n // 3) for n in range(700)], contract, stream)
    ids, counts = read_all(source, tmp_path)
    assert len(ids) == counts.landed == 700


def test_a_tick_past_the_depth_is_narrowed_by_community_and_then_by_id(tmp_path: Path) -> None:
    source = make_deep_list(400, lambda n: "c0" if n % 10 else "c1")
    ids, _ = read_all(source, tmp_path)
    assert len(ids) == 400


def test_records_of_no_community_are_found_by_their_id_alone(tmp_path: Path) -> None:
    source = make_deep_list(300, lambda n: "" if n % 4 == 0 else "c1")
    ids, _ = read_all(source, tmp_path)
    assert len(ids) == 300


def test_a_tick_that_no_narrowing_makes_shallow_enough_fails_by_how_many(tmp_path: Path) -> None:
    source = make_deep_list(1200, lambda _: "c1")
    with pytest.raises(PastDepthError, match=r"1200 of 1200 records lie past the depth of 50"):
        read_all(source, tmp_path)
