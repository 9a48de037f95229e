"""The gate as the pipeline calls it: results, verdict, files and pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from expectations.failures import failures
from expectations.gate import check_marts, check_sources, verdict
from expectations.results import QualityResult, load, save


@pytest.fixture
def checked(build_db, land, tmp_path):
    land(landed=90)
    return check_sources(build_db, tmp_path / "quality", "run 1")


def of(results, name):
    return {result.stream_or_table: result for result in results if result.expectation == name}


def test_a_failed_error_stops_publication_and_says_why_in_one_sentence(checked):
    found = verdict(checked)
    assert not found.passed
    assert [result.expectation for result in found.failed_errors] == ["ledger_balances"]
    assert found.sentence.startswith(
        "Publication stopped by 1 failed rule: ledger_balances of zongzhi event is 8, must be <= 0; "
    )
    assert "\n" not in found.sentence


def test_a_result_carries_all_that_a_reader_needs(checked):
    result = of(checked, "ledger_balances")["event"]
    assert (result.run_id, result.suite, result.network, result.severity) == (
        "run 1",
        "source_zongzhi",
        "zongzhi",
        "error",
    )
    assert (result.observed, result.threshold, result.success) == (8, "<= 0", False)
    assert result.owner
    assert result.says
    assert result.action


def test_what_could_not_be_measured_fails(checked):
    result = of(checked, "test_rows")["tickets"]
    assert (result.observed, result.success, result.severity) == (None, False, "warning")


def test_results_are_kept_and_replaced_when_the_run_is_repeated(checked, build_db, land, tmp_path):
    quality = tmp_path / "quality"
    assert len(load(quality, "run 1")) == len(checked)
    assert {result.expectation for result in load(quality)} == {result.expectation for result in checked}
    again = check_sources(build_db, quality, "run 1")
    assert len(load(quality)) == len(again)
    assert load(quality, "run 2") == []


def test_both_gates_share_one_site(checked, build_db, tmp_path):
    check_marts(build_db, tmp_path / "quality", "run 1")
    pages = {page.relative_to(tmp_path / "quality" / "data_docs") for page in tmp_path.rglob("*.html")}
    suites = {page.parts[1] for page in pages if page.parts[0] == "validations"}
    assert {"source_zongzhi", "source_shequ", "publish"} <= suites


def test_the_index_names_what_fails_since_when_and_whom_to_ask(checked, build_db, tmp_path):
    check_sources(build_db, tmp_path / "quality", "run 2")
    page = (tmp_path / "quality" / "data_docs" / "index.html").read_text(encoding="utf-8")
    result = of(checked, "ledger_balances")["event"]
    row = next(line for line in page.splitlines() if "<td>ledger_balances" in line)
    assert result.checked_at.strftime("%Y-%m-%d %H:%M") in row
    assert result.action in row
    assert "the hub&#39;s operator" in row


def test_every_link_of_the_index_leads_to_a_page(checked, tmp_path):
    site = tmp_path / "quality" / "data_docs"
    links = re.findall(r'href="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    assert links
    assert all((site / link).is_file() for link in links)


def test_pages_fetch_nothing_from_outside(checked, tmp_path):
    pages = list((tmp_path / "quality" / "data_docs").rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        assert not re.search(r"https?://", page.read_text(encoding="utf-8")), page.name


def test_no_value_of_a_record_reaches_any_file_of_the_quality_folder(build_db, land, alter, tmp_path):
    land()
    alter("update staging.stg_zongzhi__events set category_code = '229923198503150027', status_code = null")
    check_sources(build_db, tmp_path / "quality", "run 1")
    files = [path for path in (tmp_path / "quality").rglob("*") if path.is_file()]
    assert not [path for path in files if b"229923198503150027" in path.read_bytes()]


def result(**values):
    given = {
        "run_id": "r",
        "suite": "publish",
        "expectation": "rule",
        "network": "hub",
        "stream_or_table": "table",
        "severity": "warning",
        "success": True,
        "observed": 0.0,
        "threshold": "<= 0",
        "checked_at": datetime(2024, 11, 20, tzinfo=UTC),
    }
    return QualityResult(**given | values)


def test_warnings_alone_let_publication_go_on():
    found = verdict([result(), result(success=False, observed=0.25)])
    assert found.passed
    assert found.sentence == "Publication may go on with 1 warning: rule of hub table is 0.25, must be <= 0."


def test_all_is_well():
    assert verdict([result(), result()]).sentence == "All 2 quality checks passed."


def test_a_check_under_a_clock_set_back_is_still_the_newest(build_db, land, tmp_path):
    quality = tmp_path / "quality"
    ahead = datetime.now(UTC) + timedelta(days=3)
    before = QualityResult(
        "run 1", "source_zongzhi", "fields_new", "zongzhi", "event", "warning", False, 1, "0", ahead
    )
    save([before], quality, "run 1", "sources")
    land()
    results = check_sources(build_db, quality, "run 2")
    assert min(result.checked_at for result in results) > ahead
    assert {failure.result.run_id for failure in failures(load(quality))} <= {"run 2"}
    assert "<td>fields_new" not in (quality / "data_docs" / "index.html").read_text(encoding="utf-8")
