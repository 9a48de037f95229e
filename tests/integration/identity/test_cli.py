"""The commands for clerks and stewards, as they are typed."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.unit.identity.conftest import link_in, load, residents
from tests.unit.identity.people import NUMBER, person, table
from tests.unit.identity.test_evidence import background
from warehouse.cli.main import main
from warehouse.exit_codes import ExitCode
from warehouse.paths import Home

PEOPLE = (
    person(1, id_text=NUMBER, name_text="王美丽"),
    person(2, "shequ", name_text="王美霞"),
    person(3, "shequ", name_text="王美莉"),
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A linked home with a doubtful pair (R001, R002) and a scored link (R001, R003)."""
    home = Home.at(tmp_path / "home").prepare()
    load(home, table([*PEOPLE, *background()]))
    link_in(home)
    return home


def duowang(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--home", str(home.root)], catch_exceptions=False)


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def answer(file: Path, decision: str) -> None:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"decision": decision} for row in rows)


def test_a_pair_goes_out_comes_back_and_is_joined(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "queue.csv"
    told = document(duowang(home, "review", "export", str(file), "--json"))
    assert told == {"file": str(file), "pairs": 1}
    answer(file, "是")
    done = document(duowang(home, "review", "import", str(file), "--by", "a clerk", "--json"))
    assert done == {"same": 1, "different": 0, "undecided": 0}
    link_in(home)
    found = residents(home)
    assert found["zongzhi", "R001"] == found["shequ", "R002"]
    again = document(duowang(home, "review", "export", str(file), "--json"))
    assert again["pairs"] == 0


def test_a_wrong_row_is_named_with_rule_and_fix(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "queue.csv"
    duowang(home, "review", "export", str(file))
    answer(file, "maybe")
    result = duowang(home, "review", "import", str(file), "--by", "a clerk")
    assert result.exit_code == ExitCode.USAGE
    assert "row 2: decision is not understood" in result.stderr
    assert "what to do: correct these rows" in result.stderr
    assert not any(value in result.output for value in ("王美丽", NUMBER))


def test_a_link_is_explained_and_no_value_is_told(home: Home) -> None:
    key = residents(home)["zongzhi", "R001"]
    told = document(duowang(home, "explain", key, "--json"))
    by_record = {one["record"]: one for one in told["records"]}
    assert by_record["zongzhi|population|R001"]["matched_by"] == "id_number"
    assert by_record["shequ|residents|R003"]["evidence"]["levels"]["name"] == "sound"
    shown = duowang(home, "explain", key).output
    assert "same believed number" in shown
    assert "王**" in shown
    assert not any(value in shown for value in ("王美丽", "王美莉", NUMBER, "13812345671"))


def test_what_was_asked_is_in_the_access_log(home: Home) -> None:
    key = residents(home)["zongzhi", "R001"]
    duowang(home, "explain", key, "--purpose", "complaint 7")
    entries = document(duowang(home, "access", "--json"))["entries"]
    found = [(one["action"], one["purpose"], one["subject"]) for one in entries]
    assert found == [("explain", "complaint 7", key)]


@pytest.mark.parametrize("arguments", [("explain", "0" * 32), ("review", "export", "queue.csv")])
def test_before_the_first_linkage_the_commands_say_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = duowang(Home.at(tmp_path / "empty"), *arguments)
    assert result.exit_code == ExitCode.NOTHING_TO_PUBLISH
    assert "duowang build" in result.stderr
