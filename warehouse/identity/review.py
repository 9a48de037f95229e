"""The review queue for clerks: out to a spreadsheet, and back with decisions.

The file is CSV in UTF-8 with a byte-order mark, so that a spreadsheet opens it by a double click. A cell that
a spreadsheet would take for a formula begins with an apostrophe. It holds personal values: mode 0600.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import HomeError, NothingToPublishError
from warehouse.identity import answers, decisions
from warehouse.identity.answers import ANSWER, DECIDED_BY, KEYS, PAIR, pair_code, safe_cell
from warehouse.identity.masking import masked_id, masked_phone
from warehouse.identity.reading import attach_build, open_registry
from warehouse.locks import waiting
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.access_log import REVIEW_EXPORT, note

PURPOSE = "doubtful pairs for clerks to decide"
_SUBJECT = "all that is doubtful"
_LOCK = "review"
_FACTS = ("name", "citizen_id", "sex", "birth_date", "phone", "address")
EXPORT_COLUMNS = (
    PAIR, ANSWER, DECIDED_BY, "match_probability",
    *(f"{side}_{fact}" for fact in _FACTS for side in ("left", "right")), *KEYS,
)  # fmt: skip

_QUEUE = """
select
    q.left_network, q.left_stream, q.left_id, q.right_network, q.right_stream, q.right_id,
    q.match_probability, l.name_text, r.name_text, l.id_text, r.id_text, l.sex, r.sex,
    l.birth_date::varchar, r.birth_date::varchar,
    l.phone_text, r.phone_text, l.address_text, r.address_text
from registry.identity.review_queue as q
left join build.conformed.int_person_records as l
    on q.left_network = l.network and q.left_stream = l.stream and q.left_id = l.source_record_id
left join build.conformed.int_person_records as r
    on q.right_network = r.network and q.right_stream = r.stream and q.right_id = r.source_record_id
where q.decision is null
order by q.match_probability desc, q.left_network, q.left_id, q.right_network, q.right_id
"""

_PAIRS = f"select {', '.join(KEYS)} from registry.identity.review_queue"
_LIVING = """
select 1 from registry.identity.resident_record where network = ? and stream = ? and source_record_id = ?
"""


@dataclass(frozen=True)
class ImportReport:
    """What an import took: decided pairs, and lines left undecided."""

    same: int
    different: int
    undecided: int


def count_waiting(home: Home) -> int:
    """Count the pairs that wait for a clerk; none before the first linkage."""
    if not home.identity_db.is_file():
        return 0
    with open_registry(home) as con:
        row = con.execute(
            "select count(*) from registry.identity.review_queue where decision is null"
        ).fetchone()
    return int(row[0]) if row else 0


def export_queue(home: Home, file: Path, purpose: str = PURPOSE) -> int:
    """Write the undecided pairs with what a clerk needs to see; returns how many. Noted in the access log.

    Raises:
        NothingToPublishError: nothing has been linked or built yet.
        LockedError: a run is writing the build database.
        HomeError: the file cannot be written.

    """
    with open_registry(home) as con:
        if not attach_build(con, home):
            raise NothingToPublishError(
                "there is no build to show the records from", where=str(home.build_db), fix="duowang build"
            )
        note(home, REVIEW_EXPORT, purpose, _SUBJECT, {"file": file.name})
        rows = con.execute(_QUEUE).fetchall()
    _write(file, [[*_leading(row), *map(safe_cell, _facts(row)), *map(safe_cell, row[:6])] for row in rows])
    return len(rows)


def import_decisions(home: Home, file: Path, *, decided_by: str = "") -> ImportReport:
    """Take in what clerks wrote into `decision` (same / different, 是 / 否); empty lines stay undecided.

    The next linkage applies it. `decided_by` is used for lines that name nobody. Noted in the access log.

    Raises:
        ConfigurationError: a column is missing, or a line breaks a rule; nothing is taken then.
        NothingToPublishError: nothing has been linked yet.

    """
    with open_registry(home) as con, waiting(home, _LOCK):
        queued = {pair_code(row): tuple(map(str, row)) for row in con.execute(_PAIRS).fetchall()}
        known = answers.Known(queued, lambda record: _is_living(con, record))
        found = answers.read(file, known, decisions.read(decisions.file_of(home)), decided_by)
        same = sum(decision.decision == decisions.SAME for decision in found.decided)
        report = ImportReport(same, len(found.decided) - same, found.undecided)
        note(
            home, "review import", "decisions of clerks", _SUBJECT,
            {"file": file.name, "same": report.same, "different": report.different},
        )  # fmt: skip
        decisions.append(decisions.file_of(home), found.decided)
    return report


def _is_living(con: duckdb.DuckDBPyConnection, record: tuple[str, ...]) -> bool:
    return con.execute(_LIVING, list(record)).fetchone() is not None


def _write(file: Path, rows: list[list[object]]) -> None:
    """Write beside the file and rename, so that no half list is ever handed on."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(EXPORT_COLUMNS)
            writer.writerows(rows)
        fresh.replace(file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise HomeError(file.parent, error, fix="name another file") from error


def _leading(row: tuple[object, ...]) -> list[object]:
    return [pair_code(row[:6]), "", "", row[6]]


def _facts(row: tuple[object, ...]) -> list[object]:
    cells = list(row[7:])
    cells[2:4] = [masked_id(cells[2]), masked_id(cells[3])]
    cells[8:10] = [masked_phone(cells[8]), masked_phone(cells[9])]
    return cells
