"""The tables that dashboards read: their sums, their months, and what they hide."""

from tests.integration.marts.county import BUSY, CALM, EMPTY, LONE


def test_every_event_that_is_not_void_is_counted_once(query):
    assert query("select sum(reported), sum(closed), sum(overdue) from marts.mart_event_closure") == [
        (11, 6, 1)
    ]


def test_months_are_local(query):
    rows = query(
        "select cast(month as varchar), sum(reported) from marts.mart_event_closure where month is not null "
        "group by month order by month"
    )
    assert rows == [("2024-10-01", 2), ("2024-11-01", 8)]


def test_an_undated_event_is_kept_under_no_month(query):
    assert query("select reported from marts.mart_event_closure where month is null") == [(1,)]


def test_hours_to_close_are_the_median_of_the_closed(query):
    rows = query(
        "select median_hours_to_close, closure_rate from marts.mart_event_closure "
        "where month = '2024-10-01' and event_type_code = 'litter'"
    )
    assert rows == [(1.0, 1.0)]


def test_disputes_and_whistles_are_summed_by_month_and_place(query):
    assert query("select found, dispatched, resolved from marts.mart_dispute_resolution") == [(3, 1, 1)]
    assert query("select whistles, solved, median_hours_to_report_in from marts.mart_whistle_response") == [
        (2, 1, 2.5)
    ]


def test_the_scorecard_has_one_row_for_each_current_grid(query):
    rows = query("select grid_code from marts.mart_grid_scorecard order by grid_code")
    assert [grid for (grid,) in rows] == [BUSY, CALM, EMPTY, LONE]


def test_a_grid_is_measured_against_the_standard(query):
    rows = query("select households_vs_standard from marts.mart_grid_scorecard order by grid_code")
    assert rows == [(1.2,), (0.5,), (None,), (1.0,)]


def test_only_posts_in_force_count_and_pairs_may_be_named_on_either_side(query):
    rows = query(
        "select posts, posts_filled, a_b_pairs_complete from marts.mart_grid_scorecard "
        f"where grid_code = '{BUSY}'"
    )
    assert rows == [(7, 5, 2)]


def test_thirty_days_end_with_the_data_and_not_with_the_clock(query):
    rows = query(
        "select events_30d, open_events, satisfaction from marts.mart_grid_scorecard "
        f"where grid_code = '{BUSY}'"
    )
    assert rows == [(8, 4, 4.5)]


def test_a_visit_lies_where_its_household_is_or_else_at_the_visitors_post(query):
    rows = query(
        "select grid_code, visits_30d from marts.mart_grid_scorecard where visits_30d > 0 order by 1"
    )
    assert rows == [(BUSY, 1), (CALM, 1)]


def test_a_small_count_is_hidden_and_so_is_one_more_in_the_county(query):
    rows = query(
        "select grid_code, residents, is_suppressed from marts.mart_grid_scorecard order by grid_code"
    )
    assert rows == [(BUSY, 40, False), (CALM, None, True), (EMPTY, None, True), (LONE, None, True)]


def test_the_overlap_hides_a_small_count_and_its_nearest(query):
    rows = query(
        "select networks, residents, events, is_suppressed from marts.mart_network_overlap order by networks"
    )
    assert rows == [
        (["chengguan"], None, 0, True),
        (["shequ", "zongzhi"], 55, 1, False),
        (["xiangcun", "zongzhi"], None, 0, True),
        (["zongzhi"], None, 10, True),
    ]
