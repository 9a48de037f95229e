"""The review queue for clerks: out to a spreadsheet, and back with decisions.

The file is CSV in UTF-8 with a byte-order mark, so that a spreadsheet opens it by a double click. A cell that
a spreadsheet would take for a formula begins with an apostrophe. It holds personal values: mode 0600.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import ConfigurationError, NothingToPublishError
from warehouse.identity import decisions
from warehouse.identity.decisions import Decision
from warehouse.identity.masking import masked_id, masked_phone
from warehouse.paths import PRIVATE_FILE, Home
from warehouse.privacy.access_log import note
from warehouse.privacy.vault import attach_existing, registry_key

_KEYS = ("left_network", "left_stream", "left_id", "right_network", "right_stream", "right_id")
_FACTS = ("name", "citizen_id", "sex", "birth_date", "phone", "address")
EXPORT_COLUMNS = (
    *_KEYS, "match_probability", *(f"{side}_{fact}" for fact in _FACTS for side in ("left", "right")),
    "decision", "decided_by",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_ANSWERS = {
    "same": decisions.SAME, "是": decisions.SAME, "同一人": decisions.SAME, "y": decisions.SAME,
    "different": decisions.DIFFERENT, "否": decisions.DIFFERENT, "不同": decisions.DIFFERENT,
    "不是": decisions.DIFFERENT, "n": decisions.DIFFERENT,
}  # fmt: skip

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


def export_queue(home: Home, file: Path) -> int:
    """Write the undecided pairs with what a clerk needs to see; returns how many.

    Raises:
        NothingToPublishError: nothing has been linked yet.
    """
    if not home.identity_db.is_file():
        raise NothingToPublishError(
            "there is no registry of residents yet", where=str(home.identity_db), fix="run the build first"
        )
    note(home, "review queue", "pairs for clerks to decide", "all that is doubtful", {"file": file.name})
    with duckdb.connect() as con:
        attach_existing(con, home.identity_db, "registry", registry_key())
        con.execute(f"attach '{home.build_db}' as build (read_only)")
        rows = con.execute(_QUEUE).fetchall()
    file.touch(mode=PRIVATE_FILE)
    file.chmod(PRIVATE_FILE)
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(EXPORT_COLUMNS)
        writer.writerows([*map(safe_cell, _shown(row)), "", ""] for row in rows)
    return len(rows)


def import_decisions(home: Home, file: Path, *, decided_by: str = "") -> ImportReport:
    """Take in what clerks wrote into `decision` (same / different, 是 / 否); empty lines stay undecided.

    The next linkage applies it. `decided_by` is used for lines that name nobody.

    Raises:
        ConfigurationError: a column is missing or an answer is not understood; nothing is taken then.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in (*_KEYS, "decision") if name not in (reader.fieldnames or [])]
        if missing:
            raise ConfigurationError(
                f"the file lacks the columns {', '.join(missing)}",
                where=str(file),
                fix="export the queue again",
            )
        rows = [{name: plain_cell(value or "") for name, value in row.items() if name} for row in reader]
    taken = [
        _decision(row, number, decided_by)
        for number, row in enumerate(rows, start=2)
        if row["decision"].strip()
    ]
    decisions.append(decisions.file_of(home), taken)
    same = sum(decision.decision == decisions.SAME for decision in taken)
    return ImportReport(same, len(taken) - same, len(rows) - len(taken))


def safe_cell(value: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def plain_cell(text: str) -> str:
    """Undo `safe_cell`."""
    return text[1:] if text.startswith("'") else text


def _shown(row: tuple[object, ...]) -> list[object]:
    cells = list(row)
    cells[9:11] = [masked_id(cells[9]), masked_id(cells[10])]
    cells[15:17] = [masked_phone(cells[15]), masked_phone(cells[16])]
    return cells


def _decision(row: dict[str, str], line: int, decided_by: str) -> Decision:
    answer = _ANSWERS.get(row["decision"].strip().lower())
    if answer is None:
        raise ConfigurationError(
            "a decision is not understood", where=f"line {line}", fix="write same or different (是 or 否)"
        )
    by = row.get("decided_by", "").strip() or decided_by
    left, right = [row[name] for name in _KEYS[:3]], [row[name] for name in _KEYS[3:]]
    return Decision(left[0], left[1], left[2], right[0], right[1], right[2], answer, by, decisions.now())
