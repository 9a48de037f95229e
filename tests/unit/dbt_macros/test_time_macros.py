"""Dates and instants come in every form that a clerk or a vendor knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Evaluate

DATES = {
    "19600101": date(1960, 1, 1),
    "1960-01-01": date(1960, 1, 1),
    "1960-1-1": date(1960, 1, 1),
    "1960/1/1": date(1960, 1, 1),
    "1960/12/31": date(1960, 12, 31),
    "1960.1.11": date(1960, 1, 11),
    "1960年1月1日": date(1960, 1, 1),
    "１９６０年１２月３日": date(1960, 12, 3),
    " 1960 年 1 月 21 日 ": date(1960, 1, 21),
    "1960-01-11 00:00:00": date(1960, 1, 11),
    "1960-1-1 08:30": date(1960, 1, 1),
    "1960-01-01T00:00:00": date(1960, 1, 1),
    "19600101000000": date(1960, 1, 1),
    "21916": date(1960, 1, 1),
    "21916.0": date(1960, 1, 1),
    "'21916": date(1960, 1, 1),
    "9000": date(1924, 8, 21),
    "1732406400000": date(2024, 11, 24),
    "1960": None,
    "196013": None,
    "19601301": None,
    "1960-02-30": None,
    "00000000": None,
    "0": None,
    "": None,
    None: None,
    "99991231": None,
    "不详": None,
}
INSTANTS = {
    "2024-11-20 08:00:00": "2024-11-20T00:00:00",
    "2024-11-20T08:00:00+08:00": "2024-11-20T00:00:00",
    "2024-11-20T08:00:00+0800": "2024-11-20T00:00:00",
    "2024-11-20T00:00:00Z": "2024-11-20T00:00:00",
    "2024-11-20T00:00:00.250Z": "2024-11-20T00:00:00.250000",
    "2024/11/20 8:05": "2024-11-20T00:05:00",
    "2024年11月20日 8时5分": "2024-11-20T00:05:00",
    "2024年11月20日8时5分6秒": "2024-11-20T00:05:06",
    "2024-11-20": "2024-11-19T16:00:00",
    "20241120": "2024-11-19T16:00:00",
    "20241120080000": "2024-11-20T00:00:00",
    "1732060800000": "2024-11-20T00:00:00",
    "45616.3333333333": "2024-11-20T00:00:00",
    "0000-00-00 00:00:00": None,
    "0": None,
    "": None,
    None: None,
    "明天": None,
}


def test_dates_in_all_forms(evaluate: Evaluate) -> None:
    found = dict(zip(DATES, evaluate("duowang.parse_date_loose('v')", list(DATES)), strict=True))
    assert found == DATES


def test_instants_in_all_forms(evaluate: Evaluate) -> None:
    found = evaluate("duowang.parse_local_timestamp('v')", list(INSTANTS))
    seen = {
        text: moment and moment.astimezone(UTC).replace(tzinfo=None).isoformat()
        for text, moment in zip(INSTANTS, found, strict=True)
    }
    assert seen == INSTANTS


def test_epoch_millis_as_number_or_text_and_zero_is_unknown(evaluate: Evaluate) -> None:
    found = evaluate(
        "duowang.epoch_millis('v')",
        ["1732060800123", "1732060800123.0", "1.7320608E12", "0", "-5", "", None, "x"],
    )
    exact = datetime(2024, 11, 20, tzinfo=UTC)
    assert found[:3] == [exact + timedelta(milliseconds=123)] * 2 + [exact]
    assert found[3:] == [None] * 5


def test_local_date_begins_at_midnight_in_shanghai(evaluate: Evaluate) -> None:
    found = evaluate(
        "duowang.local_date('v::timestamptz')", ["2024-11-19 15:59:59+00", "2024-11-19 16:00:00+00"]
    )
    assert found == [date(2024, 11, 19), date(2024, 11, 20)]


@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.dates(date(1924, 1, 1), date(2030, 12, 31)), min_size=200, max_size=200))
def test_every_form_of_any_day_gives_that_day(evaluate: Evaluate, days: list[date]) -> None:
    for form in (
        "{d:%Y%m%d}",
        "{d.year}-{d.month}-{d.day}",
        "{d.year}/{d.month}/{d.day}",
        "{d.year}年{d.month}月{d.day}日",
    ):
        assert evaluate("duowang.parse_date_loose('v')", [form.format(d=d) for d in days]) == days
    serials = [str((d - date(1899, 12, 30)).days) for d in days]
    assert evaluate("duowang.parse_date_loose('v')", serials) == days
