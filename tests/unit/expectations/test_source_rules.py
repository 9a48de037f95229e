"""The source gate: what stops publication, what warns, and what is legal."""

from __future__ import annotations

import pytest

from expectations.measures import measure
from expectations.rules import rulebook


@pytest.fixture
def observe(build_db):
    """Measure one rule: {(network, subject): observed}."""

    def _observe(name):
        rules = [rule for rule in rulebook("sources").rules if rule.name == name]
        return {(found.network, found.subject): found.observed for found in measure(build_db, rules)}

    return _observe


EVENT = ("zongzhi", "event")


def test_a_ledger_that_does_not_add_up_is_seen_though_errors_cancel(observe, land):
    land(batch_id="b1", landed=97)
    land(batch_id="b2", landed=99)
    assert observe("ledger_balances") == {EVENT: 2}


def test_volume_is_judged_by_the_newest_pull(observe, land):
    land(batch_id="old", received=10, pulled_at="2024-11-18 00:00:00+00")
    land(batch_id="new")
    assert observe("volume_floor") == {EVENT: 1}


@pytest.mark.parametrize("total", [None, 0, 19])
def test_an_empty_or_tiny_stream_is_legal(observe, land, total):
    land(reported_total=total, received=0, landed=0, duplicates=0)
    assert observe("volume_floor") == {}
    assert observe("quarantine_flood") == {}
    assert observe("ledger_balances") == {EVENT: 0}


def test_a_stream_that_never_came_is_a_warning_by_name(observe, land):
    land()
    assert observe("stream_landed") == {EVENT: 1, ("zongzhi", "dispute"): 0}


def test_an_optional_network_is_missed_only_where_it_has_landed_before(observe, land, alter):
    land()
    for stream in ("matters", "departments"):
        alter(f"create table landing.nanshan__{stream} (_record_id varchar)")
    assert {network for network, _ in observe("stream_landed")} == {"zongzhi"}
    land(network="nanshan", stream="matters", batch_id="n")
    found = observe("stream_landed")
    assert (found["nanshan", "matters"], found["nanshan", "departments"]) == (1, 0)


def test_a_stale_stream_is_measured_against_the_newest_pull_of_all(observe, land):
    land()
    land(network="shequ", stream="tickets", batch_id="t", pulled_at="2024-11-22 00:05:00+00")
    assert observe("stream_stale") == {EVENT: 48, ("shequ", "tickets"): 0}


def test_drift_is_that_of_the_newest_batch(observe, land):
    land(batch_id="b1", drift='{"missing_fields": {"SBSJ": 100}, "new_fields": {}, "retyped_fields": {}}')
    land(
        batch_id="b2",
        pulled_at="2024-11-21 00:00:00+00",
        drift='{"missing_fields": {"JD": 30}, "new_fields": {"A": 1, "B": 9}, "retyped_fields": {"MYD": 99}}',
    )
    assert observe("fields_missing") == {EVENT: 1}
    assert observe("fields_new") == {EVENT: 2}


def test_a_ledger_without_drift_is_no_drift(observe, land):
    land(drift=None)
    assert observe("fields_missing") == {EVENT: 0}
    assert observe("fields_new") == {EVENT: 0}
    assert observe("codes_unknown") == {EVENT: 0}


def test_unknown_codes_are_a_share_of_the_records(observe, land):
    land(batch_id="b1", drift='{"unknown_codes": {"SJLB": 4, "ZTDM": 1}}')
    land(batch_id="b2")
    assert observe("codes_unknown") == {EVENT: 0.02}


def test_a_collapsed_snapshot_is_seen(observe, land):
    village = {"network": "xiangcun", "stream": "村民", "kind": "snapshot"}
    land(**village, batch_id="d1", landed=1000, window_to="2024-11-18 16:00:00+00")
    land(**village, batch_id="d2", landed=400, window_to="2024-11-19 16:00:00+00")
    assert observe("snapshot_collapse") == {("xiangcun", "村民"): 0.4}


def test_a_first_snapshot_has_nothing_to_be_compared_with(observe, land):
    land(network="xiangcun", stream="村民", kind="snapshot")
    assert observe("snapshot_collapse") == {}


def test_empty_key_fields_are_counted_among_the_records_that_stand(observe, alter):
    alter("update staging.stg_zongzhi__events set reported_at = null where source_record_id in ('E1', 'E2')")
    alter("update staging.stg_zongzhi__events set is_deleted = true where source_record_id in ('E2', 'E3')")
    assert observe("key_field_filled")["zongzhi", "event.SBSJ"] == pytest.approx(1 / 48)


def test_dates_ahead_of_the_platforms_own_newest_update_are_counted(observe, land, alter):
    land()
    alter(
        "update staging.stg_zongzhi__events set reported_at = timestamptz '2025-01-01 00:00:00+00' "
        "where source_record_id = 'E1'"
    )
    assert observe("future_dates")["zongzhi", "event.SBSJ"] == pytest.approx(1 / 50)


def test_what_cannot_be_measured_is_told_and_not_raised(observe, alter):
    alter("drop table staging.stg_zongzhi__events")
    assert observe("test_rows")["zongzhi", "event"] is None


def test_a_network_whose_last_pull_failed_is_told_although_its_data_are_fresh(observe, land, alter):
    land()
    assert observe("network_pulled") == {("zongzhi", "last pull"): 0}
    alter("update landing.pull_outcome set is_failed = true")
    assert observe("network_pulled") == {("zongzhi", "last pull"): 1}


RECENT, EARLIER = "2024-11-19 00:00:00+00", "2024-09-01 00:00:00+00"


def reported(alter, column, parts, when):
    """Let records be reported at a time: so many for each value of a column."""
    for value, number in parts.items():
        alter(
            f"""
            insert into staging.stg_zongzhi__events by name
            select
                '{value}' as {column}, timestamptz '{when}' as reported_at,
                false as is_test, false as is_deleted
            from range({number})
            """
        )


@pytest.mark.parametrize(
    ("rule", "column", "subject"),
    [("code_mix", "category_code", "event.SJLB"), ("grid_mix", "grid_code", "event.WGBH")],
)
def test_a_shift_of_codes_or_grids_is_measured_against_the_time_before(
    observe, land, alter, rule, column, subject
):
    land()
    alter("alter table staging.stg_zongzhi__events add column if not exists grid_code varchar")
    alter("delete from staging.stg_zongzhi__events")
    reported(alter, column, {"a": 300, "b": 300}, EARLIER)
    reported(alter, column, {"a": 30, "b": 30}, RECENT)
    assert (("zongzhi", subject) in observe(rule)) is False
    reported(alter, column, {"a": 270, "b": 270}, RECENT)
    assert observe(rule)["zongzhi", subject] == 0
    reported(alter, column, {"c": 600}, RECENT)
    assert observe(rule)["zongzhi", subject] == 0.5
