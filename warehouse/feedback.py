"""What a platform's owner should correct: the records that break a rule, as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from warehouse import build_state
from warehouse.database import build_database
from warehouse.errors import HomeError, NothingToPublishError
from warehouse.settings import Settings
from warehouse.spreadsheet import is_formula

_HEADS = (
    "网络 network",
    "数据流 stream",
    "记录号 record",
    "规则 rule",
    "应为 should be",
    "请更正 please correct",
)

_QUERY = """
select failed.network, failed.stream, failed.source_record_id, failed.rule,
    rules.name_zh || ' ' || rules.name_en as should_be,
    rules.fix_zh || ' ' || rules.fix_en as correction
from conformed.int_accuracy_failures as failed
join reference.accuracy_rules as rules on failed.rule = rules.rule
where failed.network = $network and failed.rule <> 'record_readable'
union all
select distinct aside.network, aside.stream, aside.source_record_id, aside.rule, aside.reason, aside.fix
from landing.quarantine as aside
join conformed.int_accuracy_failures as failed
    on failed.network = aside.network and failed.stream = aside.stream and failed.rule = 'record_readable'
        and failed.source_record_id is not distinct from aside.source_record_id
where aside.network = $network
order by all
"""


@dataclass(frozen=True)
class Correction:
    """A record that breaks a rule. It holds no value of the record beyond its id on the platform."""

    network: str
    stream: str
    source_record_id: str | None
    rule: str
    should_be: str
    correction: str


def corrections(settings: Settings, network: str) -> list[Correction]:
    """List what the owner of a platform should correct, by stream and record, as the last build found it.

    Raises:
        NothingToPublishError: nothing is built.

    """
    build_state.require(settings.home, None, "marts")
    with build_database(settings, read_only=True) as connection:
        try:
            rows = connection.execute(_QUERY, {"network": network}).fetchall()
        except duckdb.CatalogException as error:
            raise NothingToPublishError(
                "the build does not know which records break a rule",
                where=str(settings.home.build_db),
                fix="duowang build",
            ) from error
    return [Correction(*row) for row in rows]


def write_csv(rows: Sequence[Correction], target: Path) -> Path:
    """Write rows for a spreadsheet: UTF-8 with a mark at the beginning, and no cell that could be a formula.

    Raises:
        HomeError: the file cannot be written.

    """
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADS)
            writer.writerows(_cells(rows))
    except OSError as error:
        raise HomeError(target, error) from error
    return target


def harmless(text: str | None) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    text = text or ""
    return f"'{text}" if is_formula(text) else text


def _cells(rows: Sequence[Correction]) -> Iterator[list[str]]:
    for row in rows:
        yield [harmless(cell) for cell in astuple(row)]
