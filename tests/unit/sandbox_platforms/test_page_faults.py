"""Page, session and record faults: well-formed answers that are not what was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.faults.plan import Plan, parse_rules
from sandbox.faults.records import NEW_FIELD, Alterations
from sandbox.platforms.selection import Stored
from sandbox.server import running
from tests.support.platform_clients import (
    chengguan_query,
    shequ_list,
    shequ_login,
    zongzhi_list,
    zongzhi_login,
)
from tests.support.tiny_store import make_store, steps, tiny_rows

WINDOW = {"begin": "2024-11-01 00:00:00", "end": "2024-11-02 00:00:00"}
PAGED = pytest.mark.parametrize("network", ["zongzhi", "chengguan", "shequ"])
Read = Callable[[int], dict[str, Any]]


@contextmanager
def reader(home: Path, network: str, faults: str) -> Iterator[Read]:
    """Read page `n` (from 1) of 50 records of a stream; chengguan reads only the first."""
    with running(home, faults=faults, rate_scale=100) as connections:
        conn = connections[network]
        if network == "zongzhi":
            token = zongzhi_login(conn)
            yield lambda n: zongzhi_list(conn, token, "step", pageNum=n, pageSize=50, **WINDOW).json()
        elif network == "shequ":
            access = shequ_login(conn)
            yield lambda n: shequ_list(conn, access, "tickets", pageNo=n, pageSize=50).json()
        else:
            yield lambda _: chengguan_query(conn, "cases", limit=50).json()


def rows_of(answer: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The records of an answer of any of the three platforms."""
    if "rows" in answer:
        return answer["rows"]
    held = answer.get("result", answer.get("data"))
    return None if held is None else held.get("records", held.get("list"))


def total_of(answer: dict[str, Any]) -> int:
    """The total told in an answer of any of the three platforms."""
    held = answer.get("result") or answer.get("data") or answer
    return held["count"] if "count" in held else held["total"]


@PAGED
def test_the_list_is_null(tiny_home: Path, network: str) -> None:
    with reader(tiny_home, network, "null_data") as read:
        answers = [rows_of(read(1)) for _ in range(4)]
    assert answers[:3] == [None] * 3
    assert len(answers[3] or []) == 50


@PAGED
def test_a_page_is_short_empty_or_holds_a_record_twice(tiny_home: Path, network: str) -> None:
    for fault, sizes in (("short_page", {47, 48, 49}), ("empty_page", {0}), ("duplicate_record", {51})):
        with reader(tiny_home, network, fault) as read:
            answers = [read(1) for _ in range(4)]
        assert {len(rows_of(answer) or []) for answer in answers[:3]} <= sizes
        assert len(rows_of(answers[3]) or []) == 50
        assert len({total_of(answer) for answer in answers}) == 1


@PAGED
def test_the_total_moves(tiny_home: Path, network: str) -> None:
    with reader(tiny_home, network, "moving_total") as read:
        totals = [total_of(read(1)) for _ in range(4)]
    assert 0 < abs(totals[0] - totals[3]) <= 3


@PAGED
def test_the_platform_fails_inside_http_200(tiny_home: Path, network: str) -> None:
    stream = {"zongzhi": "step", "chengguan": "cases", "shequ": "tickets"}[network]
    with reader(tiny_home, network, f"body_500@{network}.{stream}") as read:
        answers = [read(1) for _ in range(4)]
    codes = [answer.get("errCode", answer.get("code")) for answer in answers]
    assert codes[:3] == ["SYSTEM_BUSY" if network == "chengguan" else 500] * 3
    assert codes[3] in ("0", 200)


@pytest.mark.parametrize("network", ["zongzhi", "shequ"])
def test_a_page_is_the_one_before_again(tiny_home: Path, network: str) -> None:
    with reader(tiny_home, network, "repeated_page") as read:
        first, second = rows_of(read(1)), [rows_of(read(2)) for _ in range(4)]
    assert second[0] == first
    assert second[3] != first


def test_shequ_repeats_its_last_page_past_the_end(tiny_home: Path) -> None:
    with reader(tiny_home, "shequ", "repeated_last_page") as read:
        last, beyond = rows_of(read(9)), [rows_of(read(10)) for _ in range(4)]
    assert beyond[0] == last
    assert beyond[3] == []


def test_chengguan_gives_its_last_page_twice(tiny_home: Path) -> None:
    with running(tiny_home, faults="repeated_last_page", rate_scale=100) as connections:
        conn = connections["chengguan"]
        answers = [chengguan_query(conn, "cases").json()["data"]]
        while answers[-1]["hasMore"]:
            answers.append(chengguan_query(conn, "cases", cursor=answers[-1]["nextCursor"]).json()["data"])
    filled = [answer["list"] for answer in answers if answer["list"]]
    assert filled[-1] == filled[-2]
    assert [len(page) for page in filled] == [200, 200, 50, 50]


@pytest.mark.parametrize("network", ["zongzhi", "shequ"])
def test_a_token_is_revoked_early(tiny_home: Path, network: str) -> None:
    with reader(tiny_home, network, "token_revoked") as read:
        codes = [read(1)["code"] for _ in range(5)]
    assert codes == [401] * 5  # the token stays revoked until one logs in again


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("nonce_replayed", 401, "NONCE_REPLAYED"), ("clock_skew", 401, "CLOCK_SKEW")],
)
def test_a_signature_is_refused_though_it_is_good(
    tiny_home: Path, fault: str, status: int, code: str
) -> None:
    with running(tiny_home, faults=fault, rate_scale=100) as connections:
        answers = [chengguan_query(connections["chengguan"], "cases") for _ in range(4)]
    assert [(a.status_code, a.json()["errCode"]) for a in answers] == [(status, code)] * 3 + [(200, "0")]


def test_a_cursor_expires_early(tiny_home: Path) -> None:
    with running(tiny_home, faults="cursor_expired", rate_scale=100) as connections:
        conn = connections["chengguan"]
        cursor = chengguan_query(conn, "cases", limit=10).json()["data"]["nextCursor"]
        statuses = [chengguan_query(conn, "cases", limit=10, cursor=cursor).status_code for _ in range(4)]
    assert statuses == [410, 410, 410, 200]


def test_the_same_records_are_altered_at_every_pull(tmp_path: Path) -> None:
    make_store(tmp_path, tiny_rows())
    text = "new_field:0.1,missing_field:0.1,null_field:0.1,blank_field:0.1,retyped_field:0.1,unknown_code:0.1"
    with reader(tmp_path, "zongzhi", text) as read:
        first, second = (rows_of(read(1)) or [] for _ in range(2))
    assert first == second
    known = Alterations(Plan(parse_rules(text), seed=7), "zongzhi")
    clean = {row[2]: row[5] for row in steps(50)}
    altered = {row["LZBH"] for row in first if row != clean[row["LZBH"]]}
    marked = {record_id for record_id in clean if known.faults_of("step", record_id)}
    assert altered <= marked
    assert len(altered) > 10
    assert {NEW_FIELD in row for row in first} == {True, False}


@pytest.mark.parametrize("fault", ["missing_field", "null_field", "blank_field", "retyped_field"])
def test_an_altered_record_keeps_its_id_and_update_time(fault: str) -> None:
    alterations = Alterations(Plan(parse_rules(fault), seed=3), "zongzhi")
    for _, stream, record_id, updated, _, body in steps(40):
        raw = json.dumps(body).encode()
        shown = json.loads(alterations.body(stream, Stored(record_id, updated, raw)))
        assert (shown["LZBH"], shown["GXSJ"]) == (body["LZBH"], body["GXSJ"])
        changed = [name for name in body if name not in shown or shown[name] != body[name]]
        assert len(changed) == 1
