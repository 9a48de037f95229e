"""Every published figure is computed by its rule from dimensions and facts."""

import csv

import pytest

from tests.support.dbt_project import PROJECT

COMPUTED = {
    "grid_events_reported": 10,
    "grid_events_closed": 6,
    "grid_event_closure_rate": 60,
    "dispute_events_reported": 3,
    "dispute_events_dispatched": 2,
    "dispute_events_dispatched_closed": 1,
    "dispute_event_closure_rate": 50,
    "disputes_swept": 2,
    "disputes_swept_resolved": 1,
    "dispute_resolution_rate": 50,
    "visits": 3,
    "whistles": 2,
    "whistles_solved": 1,
    "grids": 3,
    "three_chiefs": 3,
    "communities_and_villages": 4,
    "pilot_villages": 2,
    "demonstration_villages": 1,
    "hamlet_chiefs": 2,
    "grid_chiefs": 1,
    "lawyers": 1,
    "judges": 1,
    "legal_wise_people": 1,
    "property_companies": 2,
    "property_companies_interviewed": 1,
    "service_centres": 2,
    "volunteer_group_kinds": 2,
    "volunteer_actions": 1,
    "honours_worthies": 1,
    "honours_good_people": 1,
    "honours_daughters_in_law": 1,
}


def test_every_figure_of_the_seed_has_one_row(query):
    with (PROJECT / "seeds" / "published_figures.csv").open(encoding="utf-8") as seed:
        listed = [row["figure"] for row in csv.DictReader(seed)]
    rows = query("select figure from marts.mart_published_figures order by sort_order")
    assert [figure for (figure,) in rows] == listed


@pytest.mark.parametrize(("figure", "value"), COMPUTED.items())
def test_a_figure_follows_its_rule(query, figure, value):
    assert query(f"select value from marts.mart_published_figures where figure = '{figure}'") == [(value,)]


def test_all_rules_are_tried(query):
    figures = {figure for (figure,) in query("select figure from marts.mart_published_figures")}
    assert figures == COMPUTED.keys()


def test_a_rate_carries_its_numerator_and_denominator(query):
    rows = query(
        "select numerator, denominator from marts.mart_published_figures "
        "where figure = 'grid_event_closure_rate'"
    )
    assert rows == [(6, 10)]


def test_an_at_least_figure_differs_by_what_is_lacking(query):
    rows = query("select is_at_least, difference from marts.mart_published_figures where figure = 'visits'")
    assert rows == [(True, 7000 - 3)]


def test_figures_are_as_of_the_data(query):
    assert query("select distinct cast(as_of as varchar) from marts.mart_published_figures") == [
        ("2024-11-20",)
    ]
