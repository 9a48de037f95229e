"""Clerks decide on residents of two counties: out to a spreadsheet, back in, and above every rule."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.identity.people import NUMBER, SEEN, Row, person
from tests.unit.province.conftest import CODES, Hub
from tests.unit.province.test_moved import ELSEWHERE, JOINED, MASKED, OTHER_NUMBER, waiting
from warehouse.errors import ConfigurationError, NothingToPublishError
from warehouse.identity import decisions, link
from warehouse.identity.answers import pair_code
from warehouse.identity.decisions import RESIDENT, Decision
from warehouse.privacy.access_log import entries, handed_out
from warehouse.province.review import RESIDENTS, export_queue, import_decisions

PURPOSE = "request 2024-17"
Lines = list[dict[str, str]]
DOUBTFUL: Row = {"id_text": MASKED, **ELSEWHERE}


@pytest.fixture
def hub(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The three counties, written down as an operator writes them."""
    names = 'adcode = "{}"\nname_zh = "{}县"\nname_en = "{}"\n'
    tables = [f'[[county]]\nid = "{name}"\n' + names.format(code, name, name) for name, code in CODES.items()]
    text = "[province]\n" + names.format("220000", "p", "p") + "".join(tables)
    (tmp_path / "counties.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("DUOWANG_COUNTIES", str(tmp_path / "counties.toml"))
    return hub


def doubtful(hub: Hub) -> None:
    """Someone in two counties of whom the second knows a masked id only."""
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, **DOUBTFUL))
    hub.link()


def exported(hub: Hub, file: Path) -> Lines:
    export_queue(hub.root, file, PURPOSE)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def fill_in(hub: Hub, file: Path, change: Mapping[str, str]) -> None:
    """Export the queue and let a clerk fill in every row."""
    rows = exported(hub, file)
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | dict(change) for row in rows)


def decide(hub: Hub, left: str, right: str, decision: str) -> None:
    """Write a decision on two records' residents (`aR001`) as the import would."""
    keys = hub.residents()
    made = Decision(keys[left], keys[right], decision, "a clerk", decisions.now())
    decisions.append(decisions.file_of(hub.root.province.prepare()), [made], RESIDENT)


def test_the_file_shows_what_a_clerk_needs_and_no_whole_number(hub: Hub, tmp_path: Path) -> None:
    doubtful(hub)
    file = tmp_path / "queue.csv"
    (row,) = exported(hub, file)
    assert tuple(row) == RESIDENTS.columns
    assert row | {"pair": "", "left_resident_key": "", "right_resident_key": ""} == {
        "pair": "", "decision": "", "decided_by": "", "reason": "name_birth_last",
        "left_county_name": "a县", "right_county_name": "b县", "left_name": "王芳", "right_name": "王芳",
        "left_citizen_id": "229923********0027", "right_citizen_id": "**************0027",
        "left_sex": "female", "right_sex": "female",
        "left_birth_date": "1985-03-15", "right_birth_date": "1985-03-15",
        "left_phone": "138****5671", "right_phone": "139****5672",
        "left_county": "220323", "left_resident_key": "", "right_county": "220422", "right_resident_key": "",
    }  # fmt: skip
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert file.stat().st_mode & 0o777 == 0o600
    for value in (NUMBER, "13812345671", "13912345672", "东辽县白泉镇"):
        assert value.encode() not in content


def test_a_name_that_is_a_formula_is_none_in_the_file(hub: Hub, tmp_path: Path) -> None:
    hub.register("a", person(1, id_text=NUMBER, name_text="=王芳"))
    hub.register("b", person(2, name_text="=王芳", **DOUBTFUL))
    hub.link()
    rows = exported(hub, tmp_path / "queue.csv")
    assert all(row["left_name"][:1] not in "=+-@" for row in rows)


@pytest.mark.parametrize(
    ("answer", "together"), [("是", {frozenset({"aR001", "bR002"})}), ("different", set())]
)
def test_what_is_decided_holds_from_the_next_pass_on_and_lasts(
    hub: Hub, tmp_path: Path, answer: str, together: set[frozenset[str]]
) -> None:
    doubtful(hub)
    file = tmp_path / "queue.csv"
    fill_in(hub, file, {"decision": answer})
    report = import_decisions(hub.root, file, decided_by="王敏")
    assert (report.same, report.different, report.undecided) == (len(together), 1 - len(together), 0)
    stored = decisions.file_of(hub.root.province)
    assert (stored.stat().st_mode & 0o777, stored.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    first = hub.link()
    assert hub.together() == together
    assert (waiting(hub), first.to_review) == ([], 0)
    assert first.by_rule == ({"reviewed": 2} if together else {"single": 2})
    keys = hub.people()
    assert hub.link() == first
    hub.root.province.identity_db.unlink()
    assert hub.link() == first
    assert hub.people() == keys
    assert exported(hub, file) == []


def test_different_outranks_one_valid_number(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER, **ELSEWHERE))
    hub.link()
    assert hub.together() == JOINED
    decide(hub, "bR002", "aR001", "different")
    hub.link()
    assert (hub.together(), waiting(hub)) == (set(), [])


def test_same_outranks_two_valid_numbers(hub: Hub) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=OTHER_NUMBER, name_text="李梅", **ELSEWHERE))
    decide(hub, "aR001", "bR002", "same")
    assert hub.link().by_rule == {"reviewed": 2}
    assert hub.together() == JOINED


def test_the_later_of_two_decisions_counts(hub: Hub) -> None:
    doubtful(hub)
    decide(hub, "aR001", "bR002", "same")
    decide(hub, "bR002", "aR001", "different")
    hub.link()
    assert hub.together() == set()


@pytest.mark.parametrize("third", [{"id_text": NUMBER}, {}], ids=["by a number", "by evidence"])
def test_whom_a_clerk_parted_no_third_resident_joins(hub: Hub, third: Row) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, id_text=NUMBER))
    hub.register("c", person(3, **third))
    decide(hub, "aR001", "bR002", "different")
    hub.link()
    people = hub.people()
    assert people["aR001"] != people["bR002"]


def test_a_third_who_fits_both_of_a_parted_pair_is_for_a_clerk(hub: Hub, tmp_path: Path) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2))
    hub.register("c", person(3))
    decide(hub, "aR001", "bR002", "different")
    hub.link()
    assert hub.together() == set()
    assert waiting(hub) == ["name_birth_phone", "name_birth_phone"]
    decide(hub, "bR002", "cR003", "same")
    hub.link()
    assert hub.together() == {frozenset({"bR002", "cR003"})}
    assert waiting(hub) == []  # a and c are decided with it


def test_a_decision_follows_a_resident_whom_the_county_merges(hub: Hub) -> None:
    old = {"first_seen_at": SEEN - timedelta(days=9)}
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, **DOUBTFUL))
    decide(hub, "aR001", "bR002", "same")
    before = hub.residents()["bR002"]
    other = person(4, "shequ", id_text=OTHER_NUMBER, name_text="王芳芳", **ELSEWHERE, **old)
    hub.register("b", person(2, **(DOUBTFUL | {"id_text": OTHER_NUMBER, "name_text": "王芳芳"})), other)
    assert hub.residents()["bR002"] == hub.residents()["bR004"] != before
    assert hub.link().by_rule == {"reviewed": 2}
    assert hub.people()["aR001"] == hub.people()["bR002"]


def test_a_decision_follows_a_county_s_rotation_of_keys(hub: Hub) -> None:
    doubtful(hub)
    decide(hub, "aR001", "bR002", "different")
    before = hub.residents()["bR002"]
    link(hub.county("b"), b"another secret of county b, long enough")
    assert hub.residents()["bR002"] != before
    hub.link()
    assert (hub.together(), waiting(hub)) == (set(), [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decision": "perhaps"}, "row 2: decision is not understood; write same or different"),
        ({"decision": "same", "decided_by": ""}, "row 2: nobody is named; fill in decided_by"),
        ({"decision": "same", "pair": "P-0"}, "row 2: pair is not in the queue"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_and_nothing_is_taken(
    hub: Hub, tmp_path: Path, change: dict[str, str], message: str
) -> None:
    hub.register("a", person(1, id_text=NUMBER))
    hub.register("b", person(2, **DOUBTFUL))
    hub.register("c", person(3, **(DOUBTFUL | {"phone_text": "13912345673"})))
    hub.link()
    file = tmp_path / "queue.csv"
    fill_in(hub, file, {"decision": "different", "decided_by": "a clerk"})
    text = file.read_text(encoding="utf-8-sig").splitlines()
    head, first = csv.reader(text[:2])
    spoilt = dict(zip(head, first, strict=True)) | {"decided_by": "a clerk"} | change
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, head)
        writer.writeheader()
        writer.writerow(spoilt)
        lines.write("\r\n".join(text[2:]) + "\r\n")
    with pytest.raises(ConfigurationError, match=message) as caught:
        import_decisions(hub.root, file)
    assert not decisions.file_of(hub.root.province).exists()
    for value in (NUMBER, "王芳", "13812345671"):
        assert value not in f"{caught.value.what} {caught.value.where} {caught.value.fix}"


def test_a_resident_who_is_gone_cannot_be_decided_on(hub: Hub, tmp_path: Path) -> None:
    doubtful(hub)
    keys = ("220323", "0" * 32, "220422", "1" * 32)
    file = tmp_path / "queue.csv"
    head = ",".join(("pair", "decision", "decided_by", *RESIDENTS.keys))
    file.write_text(f"{head}\n{pair_code(keys)},same,a clerk,{','.join(keys)}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="row 2: one side of the pair is gone"):
        import_decisions(hub.root, file)


def test_a_decision_on_a_resident_who_is_gone_joins_nobody(hub: Hub) -> None:
    doubtful(hub)
    decide(hub, "aR001", "bR002", "same")
    hub.register("b", person(5, name_text="李静"))
    hub.link()
    assert hub.together() == set()


def test_the_province_and_both_counties_know_who_took_the_file_and_why(hub: Hub, tmp_path: Path) -> None:
    doubtful(hub)
    hub.register("c", person(9, name_text="李静"))
    file = tmp_path / "queue.csv"
    fill_in(hub, file, {"decision": "same", "decided_by": "王敏"})
    import_decisions(hub.root, file)
    found = [(one.action, one.purpose, one.detail) for one in entries(hub.root.province)]
    assert found == [
        ("review export", PURPOSE, {"file": "queue.csv"}),
        ("review import", "decisions of clerks", {"file": "queue.csv", "same": 1, "different": 0}),
    ]
    for name, times in (("a", 1), ("b", 1), ("c", 0)):
        assert len(handed_out(hub.county(name))) == times
        assert [one.purpose for one in entries(hub.county(name))] == [PURPOSE] * times
    for place in (hub.root.province, hub.county("a")):
        assert entries(place)[0].hash in (place.logs / "duowang.log").read_text(encoding="utf-8")


def test_nothing_of_a_person_is_kept_beside_the_file(hub: Hub, tmp_path: Path) -> None:
    doubtful(hub)
    fill_in(hub, tmp_path / "queue.csv", {"decision": "same", "decided_by": "王敏"})
    import_decisions(hub.root, tmp_path / "queue.csv")
    hub.link()
    kept = [path for path in hub.root.province.root.rglob("*") if path.is_file()]
    assert {"review_decisions.csv", "access.jsonl", "identity.duckdb"} <= {path.name for path in kept}
    for path in kept:
        content = path.read_bytes()
        for value in (NUMBER, NUMBER[-8:], "王芳", "13812345671", "13912345672", "1985-03-15"):
            assert value.encode() not in content, (path.name, value)


def test_each_county_is_opened_with_its_own_key(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(value: str) -> str:
        return json.dumps({"extra": {"registry_key": value * 32}})

    for name, number in (("a", "1"), ("b", "2")):
        with monkeypatch.context() as county:
            county.setenv("AIRFLOW_CONN_DUOWANG_KEYS", key(number))
            hub.register(name, person(1, id_text=NUMBER) if name == "a" else person(2, **DOUBTFUL))
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}_KEYS", key(number))
    monkeypatch.setenv("AIRFLOW_CONN_PROVINCE_KEYS", key("3"))
    with monkeypatch.context() as province:
        province.setenv("AIRFLOW_CONN_DUOWANG_KEYS", key("3"))
        hub.link()
    file = tmp_path / "queue.csv"
    fill_in(hub, file, {"decision": "same", "decided_by": "王敏"})
    assert import_decisions(hub.root, file).same == 1


def test_there_is_nothing_to_export_before_the_first_pass(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(NothingToPublishError) as caught:
        export_queue(hub.root, tmp_path / "queue.csv")
    assert caught.value.fix == "duowang province"
