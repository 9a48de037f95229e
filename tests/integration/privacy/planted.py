"""A landing in which every personal field of every contract holds a marker that occurs nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.engine.contract import PERSONAL, ContractField, NetworkContract
from connectors.registry import contract, networks
from tests.integration.warehouse.landed import day, land
from warehouse.paths import Home

DIVISION, GRID = "220323001001", "220323001001001"
PLACED = {
    **dict.fromkeys(("WGBH", "gridCode", "网格编码", "dutyGridCode"), GRID),
    **dict.fromkeys(("SSQHDM", "communityCode", "区划代码"), DIVISION),
    **dict.fromkeys(("HH", "户编号", "householdId", "屯编码", "buildingId", "unitGrid"), "1"),
    "YWGBH": None,
    "TYRQ": None,
    "BJ": None,
    "WBLY": None,
    "forwardTo": None,
    "转办平台": None,
    "SCBZ": "0",
    "delFlag": "0",
    "archived": "false",
}
"""Fields that tie records together, so that rows flow as far as they can."""

FORMS = {
    "local_seconds": "2024-11-19 08:00:00",
    "iso_offset": "2024-11-19T08:00:00+08:00",
    "epoch_millis": "1731974400000",
    "loose_date": "2024-11-19 08:00:00",
}
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


@dataclass(frozen=True)
class Planted:
    """The markers; each is long enough to occur nowhere by chance."""

    markers: frozenset[str]


def plant(home: Home) -> Planted:
    """Land three records of every stream, and one that was set aside."""
    markers: set[str] = set()
    for network in networks():
        known = contract(network)
        for stream in known.streams:
            rows = [_row(known, stream, number, markers) for number in (1, 2, 3)]
            aside = f"隔离{network}{len(markers)}号"
            markers.add(aside)
            refused = {"source_record_id": "9", "rule": "type", "reason": "r", "fix": "f"}
            land(
                home,
                network,
                stream,
                rows,
                kind=known.kind,
                quarantined=[refused | {"payload": json.dumps({"name": aside}, ensure_ascii=False)}],
                window_to=day(20),
                pulled_at=day(20, 2),
            )
    return Planted(frozenset(markers))


def _row(known: NetworkContract, stream: str, number: int, markers: set[str]) -> dict[str, object]:
    declared = known.stream(stream)
    row: dict[str, object] = {field.name: _value(known, field, number, markers) for field in declared.landed}
    row[declared.record_id] = str(number)
    return row | {"_record_id": str(number), "_content_hash": f"h{number}", "_updated_at": day(19, 1)}


def _value(known: NetworkContract, field: ContractField, number: int, markers: set[str]) -> str | None:
    if field.type == "object":
        return json.dumps({part.name: _marker(part, markers) for part in field.fields}, ensure_ascii=False)
    if field.type == "list":
        return json.dumps([_marker(field, markers)], ensure_ascii=False) if _is_personal(field) else "[]"
    if _is_personal(field):
        return _marker(field, markers)
    if field.name in PLACED:
        return PLACED[field.name]
    if field.codes:
        return field.codes[0]
    plain = {"number": str(number), "time": FORMS[known.time_form], "millis": FORMS["epoch_millis"]}
    return plain.get(field.type, "2024-11-19" if field.type == "date" else f"甲{number}")


def _is_personal(field: ContractField) -> bool:
    return field.grade in PERSONAL


def _marker(field: ContractField, markers: set[str]) -> str:
    """Make a value of the right form: a number with its check character, a phone, a date, or a text."""
    serial = len(markers) + 1
    about = f"{field.name} {field.about}"
    if field.type == "date":
        marker = f"19{10 + serial % 80}-0{1 + serial % 9}-1{serial % 9}"
    elif "id" in about and ("citizen" in about or "idNo" in about):
        marker = _citizen_id(serial)
    elif "phone" in about or "mobile" in about:
        marker = f"1390434{serial:04d}"
    else:
        marker = f"植标{_numeral(serial)}某"
    markers.add(marker)
    return marker


def _citizen_id(serial: int) -> str:
    body = f"22992319850315{serial:03d}"
    return body + CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def _numeral(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in f"{number:03d}")


def personal_names() -> Iterator[tuple[str, str, str]]:
    """Name every personal field: network, stream, field."""
    for network in networks():
        for stream in contract(network).streams.values():
            yield from (
                (network, stream.id, field.name) for field in stream.every_field if _is_personal(field)
            )
