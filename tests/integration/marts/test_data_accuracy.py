"""Accuracy is counted from what staging found, in sums only."""

from datetime import date

import pytest

EXPECTED = {
    ("zongzhi", "population", "name_readable"): (5, 4),
    ("zongzhi", "population", "id_number_valid"): (4, 3),
    ("zongzhi", "population", "id_number_agrees"): (3, 2),
    ("zongzhi", "population", "birth_date_known"): (5, 3),
    ("zongzhi", "population", "phone_plausible"): (4, 2),
    ("zongzhi", "population", "grid_known"): (5, 5),
    ("zongzhi", "event", "code_mapped"): (2, 1),
    ("zongzhi", "event", "status_mapped"): (2, 1),
    ("zongzhi", "event", "time_known"): (2, 2),
    ("zongzhi", "event", "times_in_order"): (2, 1),
    ("zongzhi", "event", "grid_known"): (2, 1),
    ("zongzhi", "event", "point_usable"): (2, 1),
    ("zongzhi", "event", "reference_resolves"): (3, 1),
    ("zongzhi", "event", "not_test"): (2, 1),
    ("zongzhi", "event", "record_readable"): (4, 2),
}


@pytest.mark.parametrize(("subject", "counts"), EXPECTED.items())
def test_a_rule_counts_the_records_that_keep_it(query, subject, counts):
    network, stream, rule = subject
    rows = query(
        "select records, records_ok from marts.mart_data_accuracy where as_of = date '2024-11-20' "
        f"and network = '{network}' and stream = '{stream}' and rule = '{rule}'"
    )
    assert rows == [counts]


def test_nothing_else_is_claimed(query):
    rows = query("select network, stream, rule from marts.mart_data_accuracy where as_of = date '2024-11-20'")
    assert set(rows) == EXPECTED.keys()


def test_accuracy_is_the_share_that_keeps_the_rule(query):
    assert query("select count(*) from marts.mart_data_accuracy where accuracy <> records_ok / records") == [
        (0,)
    ]


def test_what_a_rule_gained_is_shown_from_pull_to_pull(query):
    rows = query(
        "select as_of, records, records_ok, round(accuracy_gain, 4) from marts.mart_data_accuracy "
        "where network = 'zongzhi' and stream = 'population' and rule = 'id_number_valid' order by as_of"
    )
    assert rows == [
        (date(2024, 11, 18), 3, 1, None),
        (date(2024, 11, 19), 2, 2, 0.6667),
        (date(2024, 11, 20), 4, 3, -0.25),
    ]


def test_each_full_file_is_a_day_of_its_own_though_several_came_in_one_pull(query):
    rows = query(
        "select as_of, records, records_ok from marts.mart_data_accuracy "
        "where stream = '村民' and rule = 'id_number_valid' order by as_of"
    )
    assert rows == [(date(2024, 11, 18), 1, 0), (date(2024, 11, 19), 1, 1)]


def test_every_record_that_breaks_a_rule_is_listed_and_no_other(query):
    counted = query(
        "select network, stream, rule, records - records_ok from marts.mart_data_accuracy "
        "where as_of = date '2024-11-20' and records > records_ok and rule <> 'reference_resolves' "
        "order by all"
    )
    listed = query(
        "select network, stream, rule, count(*) from conformed.int_accuracy_failures "
        "where rule <> 'reference_resolves' group by all order by all"
    )
    assert listed == counted
