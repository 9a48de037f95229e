"""Accuracy is counted from what staging found, in sums only."""

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
        "select records, records_ok from marts.mart_data_accuracy "
        f"where network = '{network}' and stream = '{stream}' and rule = '{rule}'"
    )
    assert rows == [counts]


def test_nothing_else_is_claimed(query):
    rows = query("select network, stream, rule from marts.mart_data_accuracy")
    assert set(rows) == EXPECTED.keys()


def test_accuracy_is_the_share_that_keeps_the_rule(query):
    assert query("select count(*) from marts.mart_data_accuracy where accuracy <> records_ok / records") == [
        (0,)
    ]
