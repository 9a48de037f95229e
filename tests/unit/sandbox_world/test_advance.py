"""A later day has new, changed and deleted records, all stamped within it."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sandbox.world.advance import advance
from sandbox.world.clock import DAY, midnight, parse_local
from sandbox.world.store import bodies, open_store
from tests.unit.sandbox_world.conftest import Homes
from tests.unit.sandbox_world.hub import World

Records = dict[tuple[str, str, str], tuple[int, str]]


def records(home: Path) -> Records:
    with closing(open_store(home)) as connection:
        rows = connection.execute("select network, stream, id, updated_ms, body from record")
        return {(network, stream, key): (updated, body) for network, stream, key, updated, body in rows}


@pytest.fixture(scope="module")
def before(homes: Homes) -> Records:
    return records(homes("default"))


@pytest.fixture(scope="module")
def after(later_home: Path) -> Records:
    return records(later_home)


def streams(keys: set[tuple[str, str, str]]) -> set[tuple[str, str]]:
    return {(network, stream) for network, stream, _ in keys}


def test_new_records_come_in_every_stream_that_grows(before: Records, after: Records) -> None:
    grown = streams(set(after) - set(before))
    assert {
        ("zongzhi", "population"), ("zongzhi", "event"), ("zongzhi", "step"), ("zongzhi", "visit"),
        ("zongzhi", "dispute"), ("zongzhi", "post"), ("chengguan", "cases"), ("chengguan", "actions"),
        ("shequ", "tickets"), ("shequ", "activities"), ("shequ", "residents"), ("xiangcun", "村民"),
        ("xiangcun", "村务事件"), ("xiangcun", "积分榜"),
    } <= grown  # fmt: skip


def test_records_change_on_every_platform(before: Records, after: Records) -> None:
    changed = {key for key in set(before) & set(after) if before[key] != after[key]}
    assert {
        ("zongzhi", "population"), ("zongzhi", "event"), ("zongzhi", "post"), ("zongzhi", "grid"),
        ("chengguan", "cases"), ("chengguan", "components"), ("shequ", "residents"), ("shequ", "tickets"),
        ("shequ", "households"), ("shequ", "volunteer-groups"), ("xiangcun", "村民"),
        ("xiangcun", "村务事件"), ("xiangcun", "屯"),
    } <= streams(changed)  # fmt: skip


def test_records_are_deleted_as_each_platform_does(before: Records, after: Records, later_home: Path) -> None:
    gone = set(before) - set(after)
    assert ("xiangcun", "村务事件") in streams(gone)
    world = World(later_home)
    marks = {
        ("zongzhi", "event"): ("SCBZ", "1"),
        ("shequ", "tickets"): ("delFlag", 1),
        ("chengguan", "cases"): ("archived", True),
    }
    for (network, stream), (field, mark) in marks.items():
        deleted = {key for key, body in bodies(world.connection, network, stream) if body[field] == mark}
        newly = [
            key
            for key in deleted
            if before.get((network, stream, key), ("", ""))[1] != after[network, stream, key][1]
        ]
        assert newly, stream
    world.close()


def test_everything_that_changes_is_stamped_within_the_days(before: Records, after: Records) -> None:
    begin, end = 1_731_945_600_000, 1_731_945_600_000 + 4 * DAY * 1000
    for key, (updated, body) in after.items():
        if before.get(key) != (updated, body) and key[0] != "xiangcun":
            silent = key in before and before[key][0] == updated
            assert silent or begin <= updated < end, key


def test_some_edits_leave_no_trace(before: Records, after: Records) -> None:
    silent = [
        k for k in set(before) & set(after) if before[k][0] == after[k][0] and before[k][1] != after[k][1]
    ]
    assert streams(set(silent)) & {("zongzhi", "population"), ("shequ", "residents")}


def test_the_virtual_day_moves_on(later_home: Path) -> None:
    with closing(open_store(later_home)) as connection:
        meta = dict(connection.execute("select key, value from meta").fetchall())
    assert meta["virtual_day"] == "2024-11-22"
    assert meta["first_day"] == "2024-11-18"


def test_new_events_stand_in_the_truth(later_home: Path) -> None:
    world = World(later_home)
    known = {row[0] for row in world.connection.execute("select id from world_event_record")}
    assert {key for key, _ in bodies(world.connection, "zongzhi", "event")} <= known
    assert {key for key, _ in bodies(world.connection, "shequ", "tickets")} <= known
    people = {row[0] for row in world.connection.execute("select id from world_person_record")}
    for network, stream in (("zongzhi", "population"), ("shequ", "residents"), ("xiangcun", "村民")):
        assert {key for key, _ in bodies(world.connection, network, stream)} <= people
    world.close()


def test_deleted_records_are_listed_for_ninety_days_only(homes: Homes, tmp_path: Path) -> None:
    home = Path(shutil.copytree(homes("default"), tmp_path / "county"))
    advance(home, 12)
    world = World(home)
    oldest = midnight(date(2024, 11, 30)) - 90 * DAY
    for stream in ("event", "step", "population", "post", "visit"):
        for _, body in bodies(world.connection, "zongzhi", stream):
            if body["SCBZ"] == "1":
                assert (parse_local(body["GXSJ"]) or 0) >= oldest
    world.close()


def test_nobody_who_holds_a_post_leaves(later_home: Path) -> None:
    world = World(later_home)
    people = {body["RYBH"] for body in world.live("zongzhi", "population")}
    assert {body["RYBH"] for body in world.live("zongzhi", "post")} - {""} <= people
    world.close()


def test_days_are_counted_and_need_a_world(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        advance(tmp_path, 0)
    with pytest.raises(FileNotFoundError, match="no sandbox world"):
        advance(tmp_path)
