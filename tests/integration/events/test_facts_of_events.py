"""From landed rows to the facts of events: one matter, one event."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.integration.events.conftest import Days, Rows
from tests.integration.events.county import COMMUNITY, TICKET, VILLAGE


def only(rows: Rows, **wanted: object) -> dict[str, object]:
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_three_reports_of_one_manhole_are_one_event(days: Days) -> None:
    event = only(days.first["fct_event"], event_type_code="manhole_drain")
    assert event["networks"] == ["chengguan", "shequ", "zongzhi"]
    assert event["report_count"] == 3
    assert event["status"] == "closed"
    assert event["closed_at"] == datetime(2024, 11, 1, 12, tzinfo=UTC)
    assert event["hours_to_close"] == 12.0
    assert event["satisfaction"] is None


def test_origin_is_the_grid_worker_and_the_post_stands_for_its_holder(days: Days) -> None:
    event = only(days.first["fct_event"], event_type_code="manhole_drain")
    assert (event["origin_network"], event["origin_kind"]) == ("zongzhi", "grid_worker")
    assert event["reporter_resident_key"] == "resident-1"
    reports = [r for r in days.first["fct_event_report"] if r["event_key"] == event["event_key"]]
    assert {r["source_record_id"]: r["matched_by"] for r in reports} == {
        "SJ20241101001": "origin",
        "AJ2024110100001": "cross_reference",
        TICKET: "cross_reference",
    }


def test_a_reporter_who_stands_in_the_register_for_trial_is_nobody(days: Days) -> None:
    event = only(days.first["fct_event"], event_type_code="dispute")
    assert event["reporter_resident_key"] is None


def test_an_old_grid_that_was_cut_is_decided_by_the_point(days: Days) -> None:
    event = only(days.first["fct_event"], event_type_code="manhole_drain")
    assert event["grid_code"] == f"{COMMUNITY}002"
    assert event["placed_by"] == "old_grid_code_and_polygon"
    assert event["grid_key_at_report"] == f"{COMMUNITY}002@20230701"
    assert (event["lng"], event["lat"]) == (125.35, 43.35)


def test_a_dispute_closed_before_it_was_accepted_is_closed_and_flagged(days: Days) -> None:
    event = only(days.first["fct_event"], event_type_code="dispute")
    assert event["networks"] == ["xiangcun", "zongzhi"]
    assert (event["status"], event["is_closed"], event["hours_to_close"]) == ("closed", True, 1.0)
    assert event["has_disordered_times"] is True
    assert event["dispatched_at"] is None


def test_test_rows_reach_no_fact(days: Days) -> None:
    assert len(days.first["fct_event"]) == 2
    assert "SJ20241104001" not in {r["source_record_id"] for r in days.first["fct_event_report"]}
    assert len(days.first["fct_event_step"]) == 7


def test_steps_keep_unknown_stages_and_tell_whence_they_come(days: Days) -> None:
    steps = [(s["network"], s["stage"], s["is_from_report"]) for s in days.first["fct_event_step"]]
    assert sorted(steps) == [
        ("chengguan", "closed", False),
        ("shequ", "accepted", True),
        ("shequ", "reported", True),
        ("xiangcun", "closed", True),
        ("xiangcun", "reported", True),
        ("zongzhi", "dispatched", False),
        ("zongzhi", "unmapped", False),
    ]
    assert only(days.first["fct_event_step"], stage="dispatched")["department_code"] == "B05"


def test_disputes_deleted_or_of_test_events_do_not_count(days: Days) -> None:
    grid_event = only(days.first["fct_dispute"], origin="grid_event")
    sweep = only(days.first["fct_dispute"], origin="sweep")
    assert grid_event["event_key"] == only(days.first["fct_event"], event_type_code="dispute")["event_key"]
    assert (grid_event["type"], grid_event["mediation"]) == ("neighbour", "people")
    assert grid_event["is_resolved"] is False
    assert (sweep["type"], sweep["mediation"], sweep["is_resolved"]) == ("land", None, True)
    assert (sweep["event_key"], sweep["division_code"]) == (None, VILLAGE)


def test_a_whistle_lists_its_departments_and_the_hours_to_report_in(days: Days) -> None:
    whistle = only(days.first["fct_whistle"], matter_code="M7")
    assert whistle["departments"] == ["B05", "B06"]
    assert (whistle["is_solved"], whistle["hours_to_report_in"]) == (False, 0.5)


def test_an_event_outlives_its_founder_under_the_same_key(days: Days) -> None:
    before = only(days.first["fct_event"], event_type_code="manhole_drain")
    after = only(days.second["fct_event"], event_type_code="manhole_drain")
    assert after["event_key"] == before["event_key"]
    assert after["networks"] == ["chengguan", "shequ"]
    assert (after["origin_network"], after["origin_kind"]) == ("shequ", "resident")


def test_a_case_opened_again_after_the_ticket_was_closed_pulls_the_event_back(days: Days) -> None:
    after = only(days.second["fct_event"], event_type_code="manhole_drain")
    assert (after["status"], after["is_closed"], after["closed_at"]) == ("dispatched", False, None)
    assert after["reopened_at"] == datetime(2024, 11, 19, 7, tzinfo=UTC)
    assert after["department_code"] == "B05"


def test_a_void_report_voids_no_event_that_another_report_keeps(days: Days) -> None:
    event = only(days.second["fct_event"], event_type_code="dispute")
    assert (event["status"], event["report_count"]) == ("closed", 2)
    village = only(days.second["fct_event_report"], source_record_id="XC0001")
    assert village["status"] == "void"


def test_a_rebuild_from_landing_gives_the_same_facts(days: Days) -> None:
    assert days.rebuilt == days.second
