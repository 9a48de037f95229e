"""What the hub tells about its own work."""

from datetime import UTC, datetime


def test_the_ledger_has_a_row_for_each_batch_and_balances(query):
    rows = query(
        "select network, stream, received - landed - duplicates - quarantined from ops.load_ledger order by 1"
    )
    assert sorted(set(rows)) == [
        ("xiangcun", "村民", 0),
        ("zongzhi", "event", 0),
        ("zongzhi", "population", 0),
    ]


def test_a_test_row_is_listed_with_its_batch_unless_it_is_deleted(query):
    rows = query(
        "select network, stream, source_record_id, rule, batch_id from ops.quarantine where rule = 'test_row'"
    )
    assert rows == [("zongzhi", "event", "T1", "test_row", "zongzhi.event.000001")]


def test_what_the_landing_refused_is_listed_as_often_as_it_came(query):
    assert query("select count(*) from ops.quarantine where rule = 'type'") == [(5,)]


def test_every_stream_has_its_freshness_even_when_nothing_was_landed(query):
    assert query("select count(*), count(pulled_at), count(newest_record_at) from ops.source_freshness") == [
        (31, 3, 2)
    ]


def test_a_lag_is_counted_from_the_newest_record_to_the_pull(query):
    rows = query(
        "select stream, lag_minutes from ops.source_freshness where lag_minutes is not null order by stream"
    )
    assert rows == [("event", 60), ("村民", 180)]


def test_every_table_and_column_is_explained_in_chinese_and_english(query):
    rows = query(
        "select table_name || '.' || column_name from duckdb_columns() where schema_name in ('marts', 'ops') "
        "and (starts_with(table_name, 'mart_') or schema_name = 'ops') "
        "and not coalesce(regexp_matches(comment, '[一-龥].*。.*[A-Za-z]'), false)"
    )
    assert rows == []


def test_a_stream_is_stale_when_its_pull_failed_or_it_was_left_behind(query):
    rows = query(
        "select network, stream, stale_since, stale_reason from ops.source_freshness "
        "where is_stale and stream in ('event', 'population', 'residents', '村民') order by all"
    )
    assert rows == [
        ("shequ", "residents", datetime(2024, 11, 19, tzinfo=UTC), "no answer"),
        ("zongzhi", "population", datetime(2024, 11, 19, 4, tzinfo=UTC), None),
    ]
