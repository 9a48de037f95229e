"""How a link came about can be told without telling who it is about."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from tests.unit.identity.conftest import Linked, build
from tests.unit.identity.people import NUMBER, person, table
from tests.unit.identity.test_evidence import background
from warehouse.errors import ConfigurationError
from warehouse.identity import explain, waterfall
from warehouse.paths import Home

Relink = Callable[[pa.Table], Linked]


def people() -> pa.Table:
    return table([person(1, id_text=NUMBER), person(2, "shequ", name_text="王方"), *background()])


def test_every_link_names_its_rule_and_evidence(relink: Relink, home: Home) -> None:
    key = relink(people())["zongzhi", "R001"]
    told = explain(home, key)
    assert [(record.record, record.matched_by) for record in told.records] == [
        ("shequ|residents|R002", "probabilistic"),
        ("zongzhi|population|R001", "id_number"),
    ]
    evidence = told.records[0].evidence
    assert evidence is not None
    assert evidence.linked_with == "zongzhi|population|R001"
    assert evidence.levels["name"] == "sound"
    assert evidence.levels["birth"] == evidence.levels["phone"] == "equal"
    assert evidence.factors["contact"] > 1 > evidence.factors["kin"]


def test_no_personal_value_is_told(relink: Relink, home: Home) -> None:
    told = str(explain(home, relink(people())["zongzhi", "R001"]))
    assert not any(value in told for value in (NUMBER, "王芳", "王方", "13812345671", "12号", "03-15"))


def test_a_scored_link_can_be_drawn(relink: Relink, home: Home) -> None:
    told = explain(home, relink(people())["zongzhi", "R001"])
    chart = waterfall(told.records[0], prior_odds=1e-4)
    assert [bar["column_name"] for bar in chart.raw_records] == [
        "Prior", "name_birth", "sex", "contact", "id", "kin", "Final score",
    ]  # fmt: skip
    with pytest.raises(ConfigurationError, match="not linked by a score"):
        waterfall(told.records[1], prior_odds=1e-4)


def test_a_merged_key_leads_to_its_heir(relink: Relink, home: Home) -> None:
    other = {"name_text": "李梅", "phone_text": "13998765432"}
    apart = relink(table([person(1, id_text=NUMBER), person(2, "shequ", **other)]))
    relink(table([person(1, id_text=NUMBER), person(2, "shequ")]))
    told = explain(home, apart["shequ", "R002"])
    assert told.resident_key == apart["zongzhi", "R001"]
    assert told.former_keys == (apart["shequ", "R002"],)


def test_an_unknown_key_is_an_error(relink: Relink, home: Home) -> None:
    relink(people())
    with pytest.raises(ConfigurationError, match="no such resident"):
        explain(home, "0" * 32)


def test_quality_is_measured_without_a_truth(relink: Relink, home: Home) -> None:
    relink(people())
    rows = build(
        home, "select measure, value, numerator, denominator, low, high from identity.linkage_quality"
    )
    measured = {str(row[0]): row[1:] for row in rows}
    assert {
        "hidden_id_precision",
        "hidden_id_recall",
        "promised_precision",
        "residents_with_two_numbers",
    } <= set(measured)
    value, numerator, denominator, low, high = measured["hidden_id_recall"]
    assert denominator > 20
    assert value == numerator / denominator >= 0.9
    assert low < value <= high
    assert measured["residents_with_two_numbers"][0] == 0
    assert measured["keys_moved_of_untouched"][2] == 0


def test_moved_keys_are_counted_among_untouched_records(relink: Relink, home: Home) -> None:
    relink(people())
    relink(people())
    moved = build(
        home,
        "select numerator, denominator from identity.linkage_quality "
        "where measure = 'keys_moved_of_untouched'",
    )
    assert moved == [(0.0, 162.0)]
