"""What is compared: with the same weekday before, and with the version that readers see."""

from __future__ import annotations

import duckdb
import pytest

from expectations.gate import check_marts, check_sources, verdict
from expectations.loosened import read_loosened
from expectations.measures import measure
from expectations.rules import rulebook

WEEKDAYS = ("2024-10-23", "2024-10-30", "2024-11-06", "2024-11-13")


def of(results, name):
    return {result.stream_or_table: result for result in results if result.expectation == name}


@pytest.fixture
def weeks(land):
    """A first load, then a pull of a hundred on four Wednesdays, and one on the fifth."""

    def _weeks(newest):
        land(batch_id="first", pulled_at="2024-10-01 00:00:00+00", received=90000, landed=90000, duplicates=0)
        for day in WEEKDAYS:
            land(batch_id=day, pulled_at=f"{day} 00:05:00+00")
        land(batch_id="now", received=newest, landed=newest, duplicates=0, reported_total=newest)

    return _weeks


@pytest.mark.parametrize(("newest", "holds"), [(100, True), (31, True), (29, False), (301, False)])
def test_a_pull_is_compared_with_the_same_weekday_before(weeks, build_db, tmp_path, newest, holds):
    weeks(newest)
    result = of(check_sources(build_db, tmp_path / "q", "r"), "volume_same_weekday")["event"]
    assert (result.success, result.severity) == (holds, "warning")
    assert result.observed == newest / 100


def test_without_two_such_weekdays_nothing_is_judged(land, build_db, tmp_path):
    land(batch_id="first", pulled_at="2024-11-12 00:05:00+00")
    land(batch_id="before", pulled_at="2024-11-13 00:05:00+00")
    land(received=1, landed=1, duplicates=0)
    assert of(check_sources(build_db, tmp_path / "q", "r"), "volume_same_weekday") == {}


FACTS = """
create schema marts;
create table marts.fct_visit as select i as visit_key from range({rows}) as t (i);
create table marts.fct_event as
select i as event_key, i % {grids} as grid_code, 'litter' as event_type_code, 'zongzhi' as origin_network,
    'closed' as status
from range(1000) as t (i);
create table marts.mart_published_figures as select 'visits' as figure, {rows} as value;
"""


def marts(path, rows, grids=10):
    with duckdb.connect(str(path)) as connection:
        connection.execute(FACTS.format(rows=rows, grids=grids))
    return path


def compared(tmp_path, rows, grids=10, before=1000):
    former = marts(tmp_path / "hub.duckdb", before)
    results = check_marts(marts(tmp_path / "new.duckdb", rows, grids), tmp_path / "quality", "r", former)
    names = {"figure_collapse", "figure_steady", "table_collapse", "table_steady", "distribution_drift"}
    return [result for result in results if result.expectation in names]


def failed(results):
    return {result.expectation for result in results if not result.success}


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (1000, set()),
        (960, set()),
        (940, {"table_steady"}),
        (1300, {"table_steady", "figure_steady"}),
        (499, {"table_steady", "figure_steady", "table_collapse", "figure_collapse"}),
    ],
)
def test_figures_and_tables_are_compared_with_what_readers_see(tmp_path, rows, broken):
    results = compared(tmp_path, rows)
    assert failed(results) == broken
    assert verdict(results).passed == ("table_collapse" not in broken)


def test_another_mix_of_grids_warns(tmp_path):
    assert failed(compared(tmp_path, 1000, grids=8)) == {"distribution_drift"}


def test_before_the_first_publication_there_is_nothing_to_compare(tmp_path):
    rules = [rule for rule in rulebook("marts").rules if rule.compares]
    database = marts(tmp_path / "new.duckdb", 10)
    assert len(rules) == 5
    assert measure(database, rules, None) == []
    assert measure(database, rules, tmp_path / "absent.duckdb") == []


def test_a_damaged_former_version_does_not_stand_in_the_way(tmp_path):
    (tmp_path / "hub.duckdb").write_bytes(b"not a database" * 100)
    rules = [rule for rule in rulebook("marts").rules if rule.compares]
    assert measure(marts(tmp_path / "new.duckdb", 10), rules, tmp_path / "hub.duckdb") == []


LOOSENED = """
- rule: table_collapse
  subject: fct_visit
  at_least: 0.1
  since: {since}
  until: {until}
  because: 走访记录按年清理 visits of former years were cleared
- {{rule: figure_collapse, at_least: 0.1, since: {since}, until: {until}, because: the same clearing}}
"""


def loosen(tmp_path, since, until):
    (tmp_path / "quality").mkdir()
    text = LOOSENED.format(since=since, until=until)
    (tmp_path / "quality" / "loosened.yml").write_text(text, encoding="utf-8")


def test_a_bound_is_loosened_for_a_while_and_says_why(tmp_path):
    loosen(tmp_path, "2020-01-01", "2999-12-31")
    results = compared(tmp_path, 300)
    assert "table_collapse" not in failed(results)
    result = of(results, "table_collapse")["fct_visit"]
    assert result.threshold.startswith(">= 0.1, loosened: 2020-01-01 to 2999-12-31, 走访记录")
    assert of(results, "table_collapse")["fct_event"].threshold == ">= 0.5"


def test_after_its_end_the_rules_own_bound_stands_again(tmp_path):
    loosen(tmp_path, "2020-01-01", "2020-02-01")
    assert "table_collapse" in failed(compared(tmp_path, 300))


@pytest.mark.parametrize(
    "entry",
    [
        "{rule: r, at_most: 1, since: 2024-11-20, because: no end is given}",
        "{rule: r, since: 2024-11-20, until: 2024-11-21, because: no bound is given}",
        "{rule: r, at_most: 1, since: 2024-11-22, until: 2024-11-21, because: ends before it begins}",
        "{rule: r, at_most: 1, since: 2024-11-20, until: 2024-11-21, because: ''}",
    ],
)
def test_a_bound_without_dates_and_reason_is_refused(tmp_path, entry):
    (tmp_path / "loosened.yml").write_text(f"- {entry}", encoding="utf-8")
    with pytest.raises(ValueError, match="cannot be read"):
        read_loosened(tmp_path)


def test_the_page_says_in_one_sentence_how_the_newest_run_came_out(weeks, build_db, tmp_path):
    weeks(29)
    found = verdict(check_sources(build_db, tmp_path / "q", "run 7"))
    page = (tmp_path / "q" / "data_docs" / "index.html").read_text(encoding="utf-8")
    assert f"Newest run run 7</strong>：{found.sentence.split(': ')[0]}" in page
