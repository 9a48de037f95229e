"""Writes seeds/calendar_exceptions.csv from the public calendar in the package chinesecalendar.

The package changes once a year, when the State Council publishes the next year's holidays:
`python dbt_project/scripts/write_calendar_exceptions.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from chinese_calendar import get_holiday_detail, get_workdays
from chinese_calendar.constants import holidays, in_lieu_days, workdays

SEED = Path(__file__).parents[1] / "seeds" / "calendar_exceptions.csv"
FIRST_DAY = date(2010, 1, 1)


def exceptions() -> Iterator[tuple[str, str, str]]:
    """Days that are worked on a weekend or free on a weekday, as (day, is_workday, occasion)."""
    last_day = date(max(day.year for day in holidays), 12, 31)
    worked = set(get_workdays(FIRST_DAY, last_day))
    for day in sorted({*holidays, *workdays, *in_lieu_days}):
        if day < FIRST_DAY:
            continue
        is_workday = day in worked
        if is_workday != (day.isoweekday() <= 5):
            occasion = get_holiday_detail(day)[1] or workdays.get(day, "")
            yield day.isoformat(), str(is_workday).lower(), str(occasion)


def main() -> None:
    """Replace the seed."""
    with SEED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date_day", "is_workday", "occasion_en"])
        writer.writerows(exceptions())


if __name__ == "__main__":
    main()
