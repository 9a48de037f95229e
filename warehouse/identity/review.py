"""The review queue for clerks: out to a spreadsheet, and back with decisions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import NothingToPublishError
from warehouse.identity import answers, decisions
from warehouse.identity.answers import pair_code
from warehouse.identity.decisions import RECORD, Side
from warehouse.identity.reading import attach_build, open_registry
from warehouse.identity.sheet import Sheet
from warehouse.locks import waiting
from warehouse.paths import Home
from warehouse.privacy.access_log import REVIEW_EXPORT, note

PURPOSE = "doubtful pairs for clerks to decide"
SUBJECT = "all that is doubtful"
_LOCK = "review"

RECORDS = Sheet(
    side=RECORD,
    measure="match_probability",
    facts=("name", "citizen_id", "sex", "birth_date", "phone", "address"),
    living="from registry.identity.resident_record where network = ? and stream = ? and source_record_id = ?",
    made_by="duowang build",
)

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
        note(home, REVIEW_EXPORT, purpose, SUBJECT, {"file": file.name})
        rows = con.execute(_QUEUE).fetchall()
    RECORDS.write(file, rows)
    return len(rows)


def import_decisions(home: Home, file: Path, *, decided_by: str = "", sheet: Sheet = RECORDS) -> ImportReport:
    """Take in what clerks wrote into `decision` (same / different, 是 / 否); empty lines stay undecided.

    The next linkage applies it. `decided_by` is used for lines that name nobody; `sheet` is that of the
    registry. Noted in the access log.

    Raises:
        ConfigurationError: a column is missing, or a line breaks a rule; nothing is taken then.
        NothingToPublishError: nothing has been linked yet.

    """
    stored = decisions.file_of(home)
    with open_registry(home, sheet.made_by) as con, waiting(home, _LOCK):
        found = answers.read(file, _known(con, sheet), decisions.read(stored, sheet.side), decided_by)
        same = sum(decision.decision == decisions.SAME for decision in found.decided)
        report = ImportReport(same, len(found.decided) - same, found.undecided)
        note(
            home, "review import", "decisions of clerks", SUBJECT,
            {"file": file.name, "same": report.same, "different": report.different},
        )  # fmt: skip
        decisions.append(stored, found.decided, sheet.side)
    return report


def _known(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> answers.Known:
    def is_living(side: Side) -> bool:
        return con.execute(sheet.living, list(side)).fetchone() is not None

    pairs = con.execute(f"select {', '.join(sheet.keys)} from registry.identity.review_queue").fetchall()
    return answers.Known(sheet.side, {pair_code(pair): tuple(map(str, pair)) for pair in pairs}, is_living)
