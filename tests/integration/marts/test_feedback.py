"""The list for a platform's owner: what is wrong with which record, and nothing else about it."""

from __future__ import annotations

import csv
import shutil

import pytest

from warehouse import build_state
from warehouse.errors import NothingToPublishError
from warehouse.feedback import Correction, corrections, harmless, write_csv
from warehouse.paths import Home
from warehouse.settings import Settings


@pytest.fixture
def settings(build_db, tmp_path):
    settings = Settings(Home.at(tmp_path).prepare())
    shutil.copy(build_db, settings.home.build_db)
    build_state.begin(settings.home, "r1")
    build_state.mark(settings.home, "marts")
    return settings


def test_each_record_and_rule_is_a_line_with_what_to_correct(settings):
    rows = corrections(settings, "zongzhi")
    of_four = {row.rule for row in rows if (row.stream, row.source_record_id) == ("population", "4")}
    assert of_four == {"name_readable", "id_number_valid", "birth_date_known", "phone_plausible"}
    assert all(row.should_be and row.correction for row in rows if row.rule in of_four)


def test_what_was_set_aside_is_listed_with_its_own_reason_unless_it_was_mended(settings):
    rows = [row for row in corrections(settings, "zongzhi") if row.rule == "type"]
    assert {(row.source_record_id, row.should_be) for row in rows} == {
        (None, "no object"),
        ("Q1", "no object"),
    }


def test_no_personal_value_stands_in_the_file(settings, tmp_path):
    text = write_csv(corrections(settings, "zongzhi"), tmp_path / "f.csv").read_text(encoding="utf-8-sig")
    assert not [
        value
        for value in ("2299231985", "测", "13800000000", "0434", "1985-03-15")
        if value in text.replace("测试", "")
    ]


def test_another_network_has_its_own_list(settings):
    assert corrections(settings, "shequ") == []


def test_a_spreadsheet_opens_it_and_runs_nothing(tmp_path):
    risky = Correction("n", "s", "=cmd|'/c calc'!A1", "r", "+1", 'a,b\n"c"')
    path = write_csv([risky], tmp_path / "f.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == ["n", "s", "'=cmd|'/c calc'!A1", "r", "'+1", 'a,b\n"c"']


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1"])
def test_every_beginning_of_a_formula_is_defused(text):
    assert harmless(text) == f"'{text}"


def test_nothing_built_is_said(tmp_path):
    with pytest.raises(NothingToPublishError):
        corrections(Settings(Home.at(tmp_path).prepare()), "zongzhi")
