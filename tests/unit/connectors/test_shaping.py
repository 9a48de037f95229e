"""Rows land as they came: no digit lost, nothing that policy bars, everything that differs counted."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.engine.literal import MalformedError, decode, to_text
from connectors.engine.rows import Envelope, RowDecoder, Rows
from connectors.engine.shape import Shaped, Shaper
from connectors.registry import contract, networks

PLANTED = "planted-never-value"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def shape(network: str, stream: str, rows: list[Any]) -> Shaped:
    """Shape rows on the way they take in a pull: as the JSON of an envelope."""
    found = contract(network)
    envelope = Envelope.read(json.dumps({"rows": rows}, ensure_ascii=False).encode())
    assert envelope is not None
    decoded = envelope.rows("rows", RowDecoder(found.stream(stream)))
    assert decoded is not None
    return Shaper(found, found.stream(stream)).shape(decoded)


def case(**values: Any) -> dict[str, Any]:
    fields = contract("chengguan").stream("cases").fields
    given: dict[str, Any] = {f.name: None if f.nullable else "x" for f in fields}
    good = {"caseKind": 2, "majorClass": "01", "minorClass": "01", "source": "video", "stage": "CLOSE"}
    return given | good | {"caseNo": "C1", "archived": False, "lastModified": "2024-11-01T08:00:00Z"} | values


def column(shaped: Shaped, network: str, stream: str, name: str) -> list[str | None]:
    names = contract(network).landed_fields(stream)
    return list(shaped.columns[names.index(name)].to_pylist())


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30))
def test_numbers_keep_their_digits(number: Decimal | int) -> None:
    text = str(number).replace("E+", "E")
    assert to_text(decode(text.encode())) == ("0" if text == "-0" else text)


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ([125.5, None, 1e-7], ["125.5", None, "1e-07"]),
        ([125.5, 3, "7", None], ["125.5", "3", "7", None]),
        ([3, None, 10**30], ["3", None, "1" + "0" * 30]),
    ],
)
def test_many_rows_keep_their_order_and_each_number_its_text(
    numbers: list[Any], texts: list[str | None]
) -> None:
    rows = [case(caseNo=f"C{n}", x=numbers[n % len(numbers)]) for n in range(500)]
    shaped = shape("chengguan", "cases", rows)
    assert shaped.ids == [f"C{n}" for n in range(500)]
    assert column(shaped, "chengguan", "cases", "x") == [texts[n % len(texts)] for n in range(500)]
    assert not shaped.drift.retyped


def test_values_land_as_text_whatever_their_type() -> None:
    rows = [
        case(caseNo="C1", x=125.10, returns=0, photos="3", relatedNos=["ZZ:1", "SQ:2"], archived=True),
        case(caseNo="C2", address="", deptCode=None, x=0, relatedNos=[]),
    ]
    shaped = shape("chengguan", "cases", rows)
    seen = {
        name: column(shaped, "chengguan", "cases", name)
        for name in ("x", "returns", "photos", "address", "deptCode")
    }
    assert seen == {
        "x": ["125.1", "0"],
        "returns": ["0", None],
        "photos": ["3", None],
        "address": [None, ""],
        "deptCode": [None, None],
    }
    assert column(shaped, "chengguan", "cases", "relatedNos") == ['["ZZ:1","SQ:2"]', "[]"]
    assert column(shaped, "chengguan", "cases", "archived") == ["true", "false"]
    assert shaped.drift.report().model_dump() == {
        "new_fields": {},
        "missing_fields": {},
        "retyped_fields": {},
        "unknown_codes": {},
    }


def test_new_missing_and_retyped_fields_and_unknown_codes_are_counted_by_name() -> None:
    lacking = case(caseNo="C3")
    del lacking["majorClass"]
    rows = [
        case(caseNo="C1", address=7, source="drone", secretScore=PLANTED),
        case(caseNo="C2", reporter={"name": "某人", "idNo": PLANTED}, stage=None),
        lacking,
    ]
    shaped = shape("chengguan", "cases", rows)
    assert shaped.ids == ["C1", "C2", "C3"]
    assert shaped.drift.report().model_dump() == {
        "new_fields": {"reporter.idNo": 1, "secretScore": 1},
        "missing_fields": {"majorClass": 1, "stage": 1},
        "retyped_fields": {"address": 1},
        "unknown_codes": {"source": 1},
    }
    assert column(shaped, "chengguan", "cases", "reporter")[1] == '{"name":"某人"}'
    assert PLANTED not in str(shaped.columns)


@pytest.mark.parametrize("network", [n for n in networks() if contract(n).kind == "window"])
@given(data=st.data())
def test_what_policy_bars_is_nowhere_in_what_is_kept(network: str, data: st.DataObject) -> None:
    stream = data.draw(st.sampled_from(list(contract(network).streams.values())))
    row = {f.name: data.draw(JSON) for f in stream.fields if f.policy != "never"}
    for spec in stream.fields:
        if spec.policy == "never":
            row[spec.name] = data.draw(st.sampled_from([PLANTED, [PLANTED], {"a": PLANTED}, {PLANTED: 1}]))
    row["newField"] = {"inner": PLANTED}
    where = data.draw(st.sampled_from(sorted(row)))
    row[where] = {"inner": PLANTED, "list": [{"deep": PLANTED}]}
    shaped = shape(network, stream.id, [row])
    kept = [*(c.to_pylist() for c in shaped.columns), *(u.payload for u in shaped.unusable), shaped.ids]
    assert PLANTED not in str(kept)


@given(st.lists(JSON | st.fixed_dictionaries({"BMBH": JSON}), max_size=8))
def test_every_row_is_either_shaped_or_set_apart(rows: list[Any]) -> None:
    shaped = shape("zongzhi", "dept", rows)
    assert len(shaped.ids) + len(shaped.unusable) == len(rows)
    assert all(shaped.ids)
    assert {len(column) for column in shaped.columns} == {len(shaped.ids)}


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000", [], {}, True])
def test_a_row_without_a_usable_number_is_set_apart_with_its_allowed_fields(value: Any) -> None:
    row = {f.name: "v" for f in contract("zongzhi").stream("population").fields}
    shaped = shape("zongzhi", "population", [row | {"RYBH": value, "MZDM": PLANTED, "strange": PLANTED}])
    (found,) = shaped.unusable
    assert found.rule == "record.no_id"
    assert "RYBH" in found.reason
    payload = orjson.loads(found.payload)
    assert payload["XM"] == "v"
    assert PLANTED not in found.payload


def test_the_same_content_has_the_same_hash_and_any_landed_field_changes_it() -> None:
    one, same, other = (
        shape("chengguan", "cases", [case(**v)]).hashes[0] for v in ({}, {}, {"remark": 1, "address": "a"})
    )
    assert one == same != other


@pytest.mark.parametrize(
    ("network", "stream", "field", "text", "expected"),
    [
        ("zongzhi", "dept", "GXSJ", "2024-11-01 08:00:00", "2024-11-01T00:00:00"),
        ("zongzhi", "dept", "GXSJ", "2024/11/01", None),
        ("zongzhi", "dept", "GXSJ", "", None),
        ("shequ", "tickets", "updateTime", 1730419200123, "2024-11-01T00:00:00.123000"),
        ("shequ", "tickets", "updateTime", "1730419200123", "2024-11-01T00:00:00.123000"),
        ("shequ", "tickets", "updateTime", 0, None),
        ("shequ", "tickets", "updateTime", "never", None),
        ("chengguan", "depts", "lastModified", "2024-11-01T08:00:00+08:00", "2024-11-01T00:00:00"),
        ("chengguan", "depts", "lastModified", "2024-11-01T00:00:00Z", "2024-11-01T00:00:00"),
        ("chengguan", "depts", "lastModified", "2024-11-01T00:00:00", None),
        ("xiangcun", "村民", "更新日期", "2024年11月2日", "2024-11-01T16:00:00"),
        ("xiangcun", "村民", "更新日期", "２０２４/11/2", "2024-11-01T16:00:00"),
        ("xiangcun", "村民", "更新日期", "45598", "2024-11-01T16:00:00"),
        ("xiangcun", "村民", "更新日期", "2024-13-40", None),
    ],
)
def test_update_times_are_read_in_each_platforms_own_form(
    network: str, stream: str, field: str, text: Any, expected: str | None
) -> None:
    found = contract(network).stream(stream)
    row = {f.name: "1" for f in found.fields} | {field: text}
    (time,) = shape(network, stream, [row]).updated.cast(pa.timestamp("us")).to_pylist()
    assert (time.isoformat() if time else None) == expected


def test_ids_from_a_spreadsheet_are_compared_without_its_marks() -> None:
    found = contract("xiangcun")
    rows = [{"编号": text} for text in ('="R1"', "'R1", " Ｒ1\u3000")]
    shaped = Shaper(found, found.stream("荣誉")).shape(Rows.of(rows))
    assert shaped.ids == ["R1", "R1", "R1"]
    assert column(shaped, "xiangcun", "荣誉", "编号") == ['="R1"', "'R1", " Ｒ1\u3000"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":1', b'{"a":"\xff"}', b"[1,]", b"NaN"])
def test_what_is_no_whole_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(body)
