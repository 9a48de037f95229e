"""chengguan keeps to its guide."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import requests

from sandbox.server import Connections, Limits, running
from tests.support.platform_clients import chengguan_headers, chengguan_query
from tests.support.tiny_store import cases, make_store


def walk(conn: dict[str, str], **window: Any) -> list[dict[str, Any]]:
    """All answers along one cursor."""
    answers = [chengguan_query(conn, "cases", **window).json()["data"]]
    while answers[-1]["hasMore"]:
        answers.append(
            chengguan_query(conn, "cases", **window, cursor=answers[-1]["nextCursor"]).json()["data"]
        )
    return answers


def test_a_wrong_secret_or_a_changed_body_is_bad_sign(tiny: Connections) -> None:
    conn = tiny["chengguan"]
    wrong = chengguan_query({**conn, "password": "other"}, "cases")
    assert (wrong.status_code, wrong.json()["errCode"]) == (401, "BAD_SIGN")
    headers = chengguan_headers(conn, "/openapi/v2/cases/query", b"{}")
    changed = requests.post(f"{conn['host']}/cases/query", data=b"{ }", headers=headers, timeout=10)
    assert changed.json()["errCode"] == "BAD_SIGN"


def test_a_clock_more_than_300_seconds_off_is_told_the_server_time(tiny: Connections) -> None:
    answer = chengguan_query(tiny["chengguan"], "cases", stamp=int(time.time()) - 302)
    assert (answer.status_code, answer.json()["errCode"]) == (401, "CLOCK_SKEW")
    corrected = chengguan_query(tiny["chengguan"], "cases", stamp=answer.json()["serverTime"])
    assert corrected.json()["success"] is True


def test_a_used_nonce_is_replayed(tiny: Connections) -> None:
    conn = tiny["chengguan"]
    assert chengguan_query(conn, "cases", nonce="ab" * 10).status_code == 200
    again = chengguan_query(conn, "cases", nonce="ab" * 10)
    assert (again.status_code, again.json()["errCode"]) == (401, "NONCE_REPLAYED")
    assert chengguan_query(conn, "cases", nonce="not-hex-not-hex-not").json()["errCode"] == "BAD_SIGN"


def test_over_ten_requests_a_second_is_429_with_retry_after(tmp_path: Path) -> None:
    make_store(tmp_path, cases(1))
    with running(tmp_path) as connections:
        answers = [chengguan_query(connections["chengguan"], "cases") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "1"


def test_a_limit_above_200_is_422(tiny: Connections) -> None:
    assert chengguan_query(tiny["chengguan"], "cases", limit=201).status_code == 422


def test_a_window_without_an_offset_is_422_and_an_unknown_stream_404(tiny: Connections) -> None:
    assert chengguan_query(tiny["chengguan"], "cases", since="2024-11-01T00:00:00").status_code == 422
    assert chengguan_query(tiny["chengguan"], "nothing").status_code == 404


def test_a_cursor_walks_every_record_once(tiny: Connections) -> None:
    answers = walk(tiny["chengguan"], limit=100)
    found = [row["caseNo"] for answer in answers for row in answer["list"]]
    assert found == [f"CG{i:06d}" for i in range(450)]
    assert {answer["count"] for answer in answers} == {450}
    assert answers[-1]["nextCursor"] is None


def test_the_window_is_half_open(tiny: Connections) -> None:
    window = {"since": "2024-11-01T08:00:05+08:00", "until": "2024-11-01T00:00:07Z"}
    data = chengguan_query(tiny["chengguan"], "cases", **window).json()["data"]
    assert [row["caseNo"] for row in data["list"]] == ["CG000005", "CG000006"]
    assert data["count"] == 2


def test_some_pages_are_empty_though_more_follow(tiny: Connections) -> None:
    answers = walk(tiny["chengguan"], limit=2)
    empty = [i for i, answer in enumerate(answers) if not answer["list"]]
    assert empty
    assert all(answers[i]["hasMore"] and answers[i + 1]["list"] for i in empty)
    assert sum(len(answer["list"]) for answer in answers) == 450


def test_a_cursor_may_be_asked_again_and_expires(tmp_path: Path) -> None:
    make_store(tmp_path, cases(5))
    with running(tmp_path) as connections:
        conn = connections["chengguan"]
        cursor = chengguan_query(conn, "cases", limit=3).json()["data"]["nextCursor"]
        once, twice = (chengguan_query(conn, "cases", limit=3, cursor=cursor).json() for _ in range(2))
        assert once["data"]["list"] == twice["data"]["list"]
    with running(tmp_path, limits=Limits(cursor_seconds=0)) as connections:
        conn = connections["chengguan"]
        cursor = chengguan_query(conn, "cases", limit=3).json()["data"]["nextCursor"]
        expired = chengguan_query(conn, "cases", cursor=cursor)
    assert (expired.status_code, expired.json()["errCode"]) == (410, "CURSOR_EXPIRED")


def test_the_order_within_a_cursor_stays_when_records_change(tmp_path: Path) -> None:
    make_store(tmp_path, cases(30))
    with running(tmp_path, faults="record_moves:1") as connections:
        answers = walk(connections["chengguan"], limit=10)
        found = [row["caseNo"] for answer in answers for row in answer["list"]]
        assert found == [f"CG{i:06d}" for i in range(30)]
        assert {answer["count"] for answer in answers} == {30}
        anew = walk(connections["chengguan"], limit=10)
        assert anew[0]["list"][0]["caseNo"] == "CG000001"
