"""Clerks' decisions: out to a spreadsheet, back in, and above every score."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from tests.unit.identity.conftest import Linked, registry
from tests.unit.identity.people import NUMBER, Row, citizen_id, person, table
from tests.unit.identity.test_evidence import background
from warehouse.errors import ConfigurationError, HubError
from warehouse.identity import decisions, export_queue, import_decisions
from warehouse.identity.answers import pair_code, plain_cell, safe_cell
from warehouse.identity.review import RECORDS
from warehouse.paths import Home
from warehouse.privacy.access_log import entries

Relink = Callable[[pa.Table], Linked]
BORN = date(1985, 3, 15)
DOUBTFUL: Row = {"name_text": "王美丽", "id_text": NUMBER}
LIKE_IT: Row = {"name_text": "王美霞"}


def doubtful() -> pa.Table:
    return table([person(1, **DOUBTFUL), person(2, "shequ", **LIKE_IT), *background()])


def decide(home: Home, left: tuple[str, str], right: tuple[str, str], decision: str) -> None:
    """Write a decision as the import would."""
    streams = {"zongzhi": "population", "shequ": "residents"}
    sides = [(network, streams[network], record) for network, record in (left, right)]
    made = decisions.Decision(sides[0], sides[1], decision, "a clerk", decisions.now())
    decisions.append(decisions.file_of(home), [made])


def test_a_doubtful_pair_goes_to_the_clerk_and_comes_back_decided(
    relink: Relink, home: Home, tmp_path: Path
) -> None:
    relink(doubtful())
    file = tmp_path / "queue.csv"
    assert export_queue(home, file) == 1
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows[0]["left_name"] == "王美丽"
    assert NUMBER not in file.read_text(encoding="utf-8-sig")
    rows[0]["decision"] = "是"
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    report = import_decisions(home, file, decided_by="a clerk")
    assert (report.same, report.different, report.undecided) == (1, 0, 0)
    found = relink(doubtful())
    assert found["zongzhi", "R001"] == found["shequ", "R002"]
    queue = registry(home, "select decision, decided_by from registry.identity.review_queue")
    assert queue == [("same", "a clerk")]


def test_a_decision_outranks_two_valid_numbers(relink: Relink, home: Home) -> None:
    other = citizen_id(person(1)["birth_date"], 44)  # type: ignore[arg-type]
    rows = table([person(1, id_text=NUMBER), person(2, "shequ", id_text=other, name_text="李梅")])
    assert len(set(relink(rows).values())) == 2
    decide(home, ("zongzhi", "R001"), ("shequ", "R002"), "same")
    assert len(set(relink(rows).values())) == 1


def test_a_decision_parts_records_of_one_number_and_lasts_through_a_rebuild(
    relink: Relink, home: Home
) -> None:
    rows = table([person(1, id_text=NUMBER), person(2, "shequ", id_text=NUMBER), person(3, "xiangcun")])
    assert len(set(relink(rows).values())) == 1
    decide(home, ("shequ", "R002"), ("zongzhi", "R001"), "different")
    parted = relink(rows)
    assert parted["zongzhi", "R001"] != parted["shequ", "R002"]
    home.identity_db.unlink()
    assert relink(rows) == parted


def test_the_later_of_two_decisions_counts(relink: Relink, home: Home) -> None:
    rows = table([person(1, id_text=NUMBER), person(2, "shequ", id_text=NUMBER)])
    decide(home, ("zongzhi", "R001"), ("shequ", "R002"), "different")
    decide(home, ("shequ", "R002"), ("zongzhi", "R001"), "same")
    assert len(set(relink(rows).values())) == 1


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(A1)", "\t=1", "'quoted", "王芳", ""]
)
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    assert safe_cell(text)[:1] not in {"=", "+", "-", "@", "\t"}
    assert plain_cell(safe_cell(text)) == text


def fill_in(
    home: Home, file: Path, change: Callable[[dict[str, str]], object], encoding: str = "utf-8-sig"
) -> None:
    """Export the queue and let a clerk change its rows."""
    export_queue(home, file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        change(row)
    with file.open("w", encoding=encoding, newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), delimiter="," if encoding == "utf-8-sig" else "\t")
        writer.writeheader()
        writer.writerows(rows)


def test_a_file_as_a_chinese_spreadsheet_saves_it_is_understood(
    relink: Relink, home: Home, tmp_path: Path
) -> None:
    relink(doubtful())
    file = tmp_path / "queue.csv"
    fill_in(home, file, lambda row: row.update(decision="不同", decided_by="李四"), encoding="gb18030")
    assert import_decisions(home, file).different == 1


def test_a_pair_is_known_though_the_spreadsheet_spoilt_its_record_ids(
    relink: Relink, home: Home, tmp_path: Path
) -> None:
    relink(doubtful())
    file = tmp_path / "queue.csv"
    fill_in(home, file, lambda row: row.update(decision="same", left_id="2.2E+17", right_id="12"))
    import_decisions(home, file, decided_by="a clerk")
    (made,) = decisions.read(decisions.file_of(home))
    assert {side[-1] for side in made.pair} == {"R001", "R002"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decision": "perhaps"}, "row 2: decision is not understood; write same or different"),
        ({"decision": "same", "decided_by": ""}, "row 2: nobody is named; fill in decided_by"),
        ({"decision": "same", "pair": "P-0"}, "row 2: pair is not in the queue"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_and_nothing_is_taken(
    relink: Relink, home: Home, tmp_path: Path, change: dict[str, str], message: str
) -> None:
    relink(doubtful())
    file = tmp_path / "queue.csv"
    fill_in(home, file, lambda row: row.update({"decided_by": "a clerk"} | change))
    with pytest.raises(ConfigurationError, match=message):
        import_decisions(home, file)
    assert decisions.read(decisions.file_of(home)) == []


def test_decisions_that_contradict_each_other_are_refused(home: Home, relink: Relink, tmp_path: Path) -> None:
    relink(table([person(number, id_text=citizen_id(BORN, 20 + 2 * number)) for number in (1, 2, 3)]))
    ids = ("zongzhi,population,R001", "zongzhi,population,R002", "zongzhi,population,R003")
    pairs = [(ids[0], ids[1], "same"), (ids[1], ids[2], "same"), (ids[0], ids[2], "different")]
    rows = [
        f"{pair_code(f'{left},{right}'.split(','))},{decision},a clerk,{left},{right}"
        for left, right, decision in pairs
    ]
    head = "pair,decision,decided_by," + ",".join(RECORDS.keys)
    file = tmp_path / "queue.csv"
    file.write_text("\n".join([head, *rows]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="row 4: other decisions join these two"):
        import_decisions(home, file)
    file.write_text("\n".join([head, rows[2]]), encoding="utf-8")
    assert import_decisions(home, file).different == 1
    file.write_text("\n".join([head, *rows[:2]]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="joins two who were decided to be different"):
        import_decisions(home, file)


def test_a_decision_on_a_record_that_is_gone_is_refused(home: Home, relink: Relink, tmp_path: Path) -> None:
    relink(table([person(1)]))
    keys = ("zongzhi", "population", "R001", "shequ", "residents", "R002")
    file = tmp_path / "queue.csv"
    head = ",".join(("pair", "decision", "decided_by", *RECORDS.keys))
    file.write_text(f"{head}\n{pair_code(keys)},same,a clerk,{','.join(keys)}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="row 2: one side of the pair is gone"):
        import_decisions(home, file)


def test_export_and_import_stand_in_the_access_log(relink: Relink, home: Home, tmp_path: Path) -> None:
    relink(doubtful())
    file = tmp_path / "queue.csv"
    fill_in(home, file, lambda row: row.update(decision="same", decided_by="a clerk"))
    import_decisions(home, file)
    found = [(one.action, one.detail) for one in entries(home)]
    assert found == [
        ("review export", {"file": "queue.csv"}),
        ("review import", {"file": "queue.csv", "same": 1, "different": 0}),
    ]


def test_a_file_without_the_columns_is_refused(relink: Relink, home: Home, tmp_path: Path) -> None:
    relink(table([person(1)]))
    file = tmp_path / "answers.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="lacks the columns pair, decision"):
        import_decisions(home, file)


def test_there_is_nothing_to_export_before_the_first_linkage(home: Home, tmp_path: Path) -> None:
    with pytest.raises(HubError, match="no registry of residents"):
        export_queue(home, tmp_path / "queue.csv")
