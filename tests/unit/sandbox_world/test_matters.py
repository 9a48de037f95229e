"""Matters: how they are forwarded, how they live, and that different ones stay apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sandbox.world.desk import Diary
from sandbox.world.life import close_before_accepting, reopen, run
from sandbox.world.matters import STAGES
from sandbox.world.store import bodies
from tests.unit.sandbox_world.hub import World, moment

YEAR = 365 * 86_400


@given(st.integers(7300, YEAR), st.sampled_from(STAGES), st.booleans(), st.integers())
def test_a_life_runs_forward_and_ends_in_time(room: int, stage: str, dispatch: bool, seed: int) -> None:
    life = run(Random(seed), 1000, stage, 1000 + room, dispatch=dispatch)
    times = [time for time in life.times() if time is not None]
    assert times == sorted(times)
    assert times[-1] <= life.updated <= 1000 + room
    assert getattr(life, stage) is not None


def test_a_reopened_report_keeps_its_closing_time() -> None:
    life = run(Random(1), 0, "closed", YEAR)
    closed = life.closed
    reopen(Random(1), life, YEAR)
    assert (life.stage, life.closed) == ("accepted", closed)
    assert closed is not None
    assert life.updated > closed


def test_a_report_may_be_closed_before_it_was_accepted() -> None:
    life = run(Random(1), 0, "closed", YEAR)
    close_before_accepting(Random(1), life, YEAR)
    assert life.accepted is not None
    assert life.closed is not None
    assert life.accepted > life.closed


def test_matters_are_forwarded_in_every_direction(county: World) -> None:
    matters: dict[str, set[str]] = defaultdict(set)
    for matter, network in county.connection.execute("select matter_id, network from world_event_record"):
        matters[matter].add(network)
    pairs = Counter(frozenset(networks) for networks in matters.values() if len(networks) > 1)
    assert pairs[frozenset({"zongzhi", "chengguan"})] > 500
    assert pairs[frozenset({"zongzhi", "shequ"})] > 300
    assert pairs[frozenset({"zongzhi", "xiangcun"})] > 200
    assert pairs[frozenset({"chengguan", "shequ"})] > 200
    assert pairs[frozenset({"chengguan", "xiangcun"})] > 40
    assert pairs[frozenset({"zongzhi", "chengguan", "shequ"})] > 40


def test_about_a_third_of_the_forwarded_carry_no_number(county: World) -> None:
    received = [b for _, b in bodies(county.connection, "zongzhi", "event") if b["WBLY"]]
    assert 0.28 < sum(not body["WBBH"] for body in received) / len(received) < 0.39
    cases = [b for _, b in bodies(county.connection, "chengguan", "cases") if b["source"] == "transfer"]
    assert 0.26 < sum(not body["relatedNos"] for body in cases) / len(cases) < 0.39


def test_every_number_leads_to_a_report_of_the_same_matter(county: World) -> None:
    matter_of = dict(
        county.connection.execute("select network || id, matter_id from world_event_record").fetchall()
    )
    tickets = {b["ticketNo"]: key for key, b in bodies(county.connection, "shequ", "tickets")}
    record_ids = {
        (report.network, report.number): tickets.get(report.number, report.number)
        for report in county.reports()
    }
    checked = 0
    for report in county.reports():
        own = matter_of[report.network + record_ids[report.network, report.number]]
        for network, number in report.refs:
            if (network, number) in record_ids:
                assert matter_of[network + record_ids[network, number]] == own
                checked += 1
    assert checked > 1500


def test_different_matters_of_a_kind_are_never_near_on_two_platforms(county: World) -> None:
    rows = county.connection.execute("select family, grid_code, day, elsewhere from world_matter")
    places: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for family, grid, day, elsewhere in rows:
        places[family, grid].append((day, elsewhere))
    for days in places.values():
        days.sort()
        for (left, left_elsewhere), (right, right_elsewhere) in pairwise(days):
            assert right - left >= 3 or not (left_elsewhere or right_elsewhere)


def test_a_diary_refuses_another_platforms_matter_nearby() -> None:
    diary = Diary()
    assert diary.claim("noise", "g", 100, frozenset({"zongzhi"}))
    assert diary.claim("noise", "g", 100, frozenset({"zongzhi"}))
    assert not diary.claim("noise", "g", 102, frozenset({"shequ"}))
    assert diary.claim("noise", "g", 120, frozenset({"shequ"}))
    assert not diary.claim("noise", "g", 121, frozenset({"zongzhi"}))


def test_hard_cases_are_laid(county: World) -> None:
    events = [body for _, body in bodies(county.connection, "zongzhi", "event")]
    assert any(body["SLSJ"] > body["BJSJ"] > "" for body in events)
    assert any(body["BJSJ"] and body["ZTDM"] < "05" for body in events)
    assert any(body["SCBZ"] == "1" and body["SBRLX"] == "01" for body in events)
    assert any(body["ZTDM"] == "09" and body["SBRLX"] == "01" for body in events)
    assert any(body["SJMC"].startswith("测试") for body in events)
    cases = [body for _, body in bodies(county.connection, "chengguan", "cases")]
    assert any(body["archived"] for body in cases)
    assert any(sum(number.startswith("ZZ:") for number in body["relatedNos"]) == 2 for body in cases)
    assert any(body["x"] == 0 for body in cases)


def test_events_lie_in_the_year_before_the_first_day(county: World) -> None:
    first, last = moment("2023-10-31 23:00:00"), moment("2024-11-18 23:59:59")
    assert first is not None
    assert last is not None
    assert all(first <= report.reported <= last for report in county.reports())
