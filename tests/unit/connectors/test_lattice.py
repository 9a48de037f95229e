"""A page that is cut at its quotes lands as it would have landed decoded, or is left to that."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.engine.contract import ContractField, StreamContract
from connectors.engine.lattice import Lattice
from connectors.engine.literal import decode, to_text
from connectors.engine.rows import Envelope, RowDecoder, Rows
from connectors.engine.shape import Shaped, Shaper
from connectors.registry import contract, networks

STREAMS = [(name, stream) for name in networks() for stream in contract(name).streams]
ROWS = 60


def stream_of(*specs: ContractField) -> StreamContract:
    given = {"id": "s", "title": "s", "purpose": "p", "basis": "b", "retention_days": 1, "record_id": "ID"}
    return StreamContract(**given, fields=specs)  # type: ignore[arg-type]


def field(name: str, kind: str = "text", policy: str = "open") -> ContractField:
    return ContractField.model_validate(
        {"name": name, "class": "L2", "type": kind, "policy": policy, "nullable": True}
    )


STREAM = stream_of(
    field("ID"),
    field("LONG_NAME_OF_A_FIELD"),
    field("BARRED", policy="never"),
    field("N", "number"),
    field("Z"),
)
GOOD = b'{"ID":"1","LONG_NAME_OF_A_FIELD":"\xe7\x8e\x8b {},[:]","BARRED":"x","N":1.50,"Z":null}'


def cut(*rows: bytes) -> list[list[str | None]] | None:
    columns = Lattice(STREAM).read(b"[" + b",".join(rows) + b"]")
    return None if columns is None else [column.to_pylist() for column in columns]


def value(spec: ContractField, dice: random.Random) -> Any:
    if spec.nullable and dice.random() < 0.2:
        return None
    if spec.type in ("number", "millis") and dice.random() < 0.7:
        return dice.choice([0, 7, -12, 10**15, 125.10, -0.5, 1e-7])
    if spec.codes and dice.random() < 0.9:
        return dice.choice(spec.codes)
    return dice.choice(["", "2024-11-18 08:00:00", "1731888000000", "吉林省多王县", "{}:,[null]", "a" * 40])


def page(stream: StreamContract, dice: random.Random) -> list[dict[str, Any]]:
    rows = [{spec.name: value(spec, dice) for spec in stream.fields} for _ in range(ROWS)]
    return [row | {stream.record_id: f"R{at}"} for at, row in enumerate(rows)]


def shaped_both_ways(network: str, stream: str, raw: bytes) -> tuple[Shaped | None, Shaped]:
    found = contract(network)
    spec, shaper = found.stream(stream), Shaper(found, found.stream(stream))
    texts = Lattice(spec).read(raw)
    short = None if texts is None else shaper.shape(Rows(len(texts[0]), texts=texts, raw=raw))
    return short, shaper.shape(Rows.of(decode(raw)))


def same(one: Shaped, other: Shaped) -> bool:
    return (
        [column.to_pylist() for column in one.columns] == [column.to_pylist() for column in other.columns]
        and (one.ids, one.hashes, one.unusable) == (other.ids, other.hashes, other.unusable)
        and one.updated.equals(other.updated)
        and one.drift == other.drift
    )


@pytest.mark.parametrize(("network", "stream"), STREAMS)
def test_a_page_of_any_stream_lands_the_same_cut_or_decoded(network: str, stream: str) -> None:
    dice = random.Random(f"{network} {stream}")
    for _ in range(5):
        raw = orjson.dumps(page(contract(network).stream(stream), dice))
        short, long = shaped_both_ways(network, stream, raw)
        assert short is None or same(short, long)


@pytest.mark.parametrize("stream", ["population", "event", "grid", "step"])
def test_a_compact_page_is_cut(stream: str) -> None:
    raw = orjson.dumps(page(contract("zongzhi").stream(stream), random.Random(stream)))
    short, long = shaped_both_ways("zongzhi", stream, raw)
    assert short is not None
    assert same(short, long)


def test_a_large_page_is_cut_on_its_way_through_an_envelope_and_a_small_one_is_not() -> None:
    stream = contract("zongzhi").stream("population")
    rows = page(stream, random.Random(1))
    large, small = (Envelope.read(orjson.dumps({"rows": some})) for some in (rows, rows[:3]))
    assert large is not None
    assert small is not None
    found, few = large.rows("rows", RowDecoder(stream)), small.rows("rows", RowDecoder(stream))
    assert found is not None
    assert found.texts is not None
    assert (found.count, found.objects()) == (ROWS, orjson.loads(orjson.dumps(rows)))
    assert few is not None
    assert few.texts is None


def test_values_are_cut_to_the_sign_and_barred_fields_left_out() -> None:
    plain = b'{"ID":"","LONG_NAME_OF_A_FIELD":null,"BARRED":null,"N":"7","Z":"null"}'
    assert cut(GOOD, plain) == [["1", ""], ["王 {},[:]", None], ["1.50", "7"], [None, "null"]]


@pytest.mark.parametrize("number", [b"0", b"-7", b"1e5", b"-0.0", b"12345678901234567890123", b"1E-07"])
def test_numbers_land_as_they_are_written(number: bytes) -> None:
    assert cut(GOOD, GOOD.replace(b"1.50", number)) == [
        ["1", "1"],
        ["王 {},[:]", "王 {},[:]"],
        ["1.50", number.decode()],
        [None, None],
    ]


ODD = {
    "minus zero": (b"1.50", b"-0"),
    "true": (b"1.50", b"true"),
    "a list": (b"1.50", b"[1,2]"),
    "a list of text": (b"1.50", b'["1","2"]'),
    "an object": (b"1.50", b'{"ID":"2"}'),
    "an empty object": (b"1.50", b"{}"),
    "a number for text": (b"null", b"5"),
    "a number for a barred text": (b'"x"', b"5"),
    "an escape": (b'"1"', b'"\\u0031"'),
    "a space before a value": (b":1.50", b": 1.50"),
    "a space after a value": (b"1.50,", b"1.50 ,"),
    "a space after text": (b'"1",', b'"1" ,'),
    "a space after null": (b"null}", b"null }"),
    "a line": (b"{", b"{\n"),
    "another name": (b"LONG_NAME_OF_A_FIELD", b"LONG_NAME_OF_A_FIELE"),
    "another short name": (b'"Z"', b'"Y"'),
    "a longer name": (b'"Z"', b'"ZZ"'),
    "a field more": (b"null}", b'null,"NEW":1}'),
    "a field less": (b',"Z":null', b""),
    "fields in another order": (b'"N":1.50,"Z":null', b'"Z":null,"N":1.50'),
    "an empty object between": (b"null}", b"null},{}"),
    "a number between": (b"null}", b"null},5"),
    "no text": (b"\xe7\x8e\x8b", b"\xff\xfe"),
    "no text in a barred field": (b'"x"', b'"\xff"'),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_page_with_anything_odd_is_left_to_be_decoded(odd: str, at: int) -> None:
    rows = [GOOD] * 3
    rows[at] = GOOD.replace(*ODD[odd], 1)
    assert rows[at] != GOOD
    assert cut(*rows) is None


@pytest.mark.parametrize(
    "raw", [b"[]", b"[{}]", b"[1,2,3,4,5,6,7]", b"[[" + GOOD + b"]]", b'["ID","N","Z"]', b'"a text"', b"7"]
)
def test_a_list_of_something_else_is_left_to_be_decoded(raw: bytes) -> None:
    assert Lattice(STREAM).read(raw) is None


PARTS = [b"{", b"}", b"[", b"]", b",", b":", b'"', b'"ID"', b'"Z":', b"null", b"1", b"-0", b" ", b"\\", GOOD]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_page_changed_anywhere_lands_as_decoded_or_is_not_cut(data: st.DataObject) -> None:
    raw = bytearray(b"[" + b",".join([GOOD] * 3) + b"]")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 12))] = data.draw(st.sampled_from(PARTS))
    envelope = None
    try:
        envelope = msgspec.json.decode(b'{"rows":' + raw + b"}", type=dict[str, msgspec.Raw])
    except msgspec.DecodeError:
        return
    columns = Lattice(STREAM).read(bytes(envelope["rows"]))
    if columns is not None:
        rows = RowDecoder(STREAM).decode(bytes(envelope["rows"]))
        assert rows is not None
        landed = [spec.name for spec in STREAM.landed]
        texts = [[to_text(row[name]) for row in rows.objects()] for name in landed]
        assert [column.to_pylist() for column in columns] == texts
