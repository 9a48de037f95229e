"""Clerks' decisions: out to a spreadsheet, back in, and above every score."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tests.unit.identity.conftest import Linked, registry
from tests.unit.identity.people import NUMBER, Row, citizen_id, person, table
from tests.unit.identity.test_evidence import background
from warehouse.errors import ConfigurationError, HubError
from warehouse.identity import decisions, export_queue, import_decisions
from warehouse.identity.review import plain_cell, safe_cell
from warehouse.paths import Home

Relink = Callable[[pa.Table], Linked]
DOUBTFUL: Row = {"name_text": "王美丽", "id_text": NUMBER}
LIKE_IT: Row = {"name_text": "王美霞"}


def doubtful() -> pa.Table:
    return table([person(1, **DOUBTFUL), person(2, "shequ", **LIKE_IT), *background()])


def decide(home: Home, left: tuple[str, str], right: tuple[str, str], decision: str) -> None:
    """Write a decision as the import would."""
    streams = {"zongzhi": "population", "shequ": "residents"}
    pair = (left[0], streams[left[0]], left[1], right[0], streams[right[0]], right[1])
    made = decisions.Decision(*pair, decision, "a clerk", decisions.now())
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


def test_an_answer_that_is_not_understood_takes_nothing(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    keys = "left_network,left_stream,left_id,right_network,right_stream,right_id,decision"
    file.write_text(f"{keys}\na,b,c,d,e,f,same\na,b,g,d,e,f,perhaps\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 3"):
        import_decisions(home, file)
    assert decisions.read(decisions.file_of(home)) == []


def test_a_file_without_the_columns_is_refused(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="left_network"):
        import_decisions(home, file)


def test_there_is_nothing_to_export_before_the_first_linkage(home: Home, tmp_path: Path) -> None:
    with pytest.raises(HubError, match="no registry"):
        export_queue(home, tmp_path / "queue.csv")
