"""shequ keeps to its guide."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests

from sandbox.server import Connections, Limits, running
from tests.support.platform_clients import shequ_list, shequ_login
from tests.support.tiny_store import COMMUNITIES, FIRST, epoch_ms, make_store, tickets

START = epoch_ms(FIRST)


def test_login_tells_when_the_token_expires(tiny: Connections) -> None:
    conn = tiny["shequ"]
    given = {"username": conn["login"], "password": conn["password"]}
    answer = requests.post(f"{conn['host']}/sys/login", json=given, timeout=10).json()
    assert answer["success"] is True
    assert 0 < answer["result"]["expireAt"] - time.time() * 1000 <= 1_800_000
    refused = requests.post(f"{conn['host']}/sys/login", json={**given, "password": "x"}, timeout=10).json()
    assert refused["success"] is False


def test_logging_in_again_ends_the_former_token(tiny: Connections) -> None:
    former, current = shequ_login(tiny["shequ"]), shequ_login(tiny["shequ"])
    ended = shequ_list(tiny["shequ"], former, "tickets")
    assert ended.status_code == 401
    assert ended.json() == {"success": False, "code": 401, "message": "Token失效，请重新登录"}
    assert shequ_list(tiny["shequ"], current, "tickets").json()["success"] is True


def test_a_token_expires(tiny_home: Path) -> None:
    with running(tiny_home, limits=Limits(token_seconds=-1)) as connections:
        conn = connections["shequ"]
        assert shequ_list(conn, shequ_login(conn), "tickets").status_code == 401


def test_pages_tell_their_size_total_and_the_platforms_time(tiny: Connections) -> None:
    conn = tiny["shequ"]
    headers = shequ_login(conn)
    answers = [shequ_list(conn, headers, "tickets", pageNo=n, pageSize=500).json() for n in (1, 2, 3, 4)]
    results = [answer["result"] for answer in answers]
    assert [len(result["records"]) for result in results] == [200, 200, 30, 0]
    assert [(r["total"], r["size"], r["current"], r["pages"]) for r in results] == [
        (430, 200, n, 3) for n in (1, 2, 3, 4)
    ]
    assert abs(answers[0]["timestamp"] - time.time() * 1000) < 60_000


def test_both_ends_of_the_window_are_inclusive_to_the_millisecond(tiny: Connections) -> None:
    conn = tiny["shequ"]
    window = {"updateTime_begin": START + 3, "updateTime_end": START + 5}
    records = shequ_list(conn, shequ_login(conn), "tickets", **window).json()["result"]["records"]
    assert [record["ticketNo"] for record in records] == ["T3", "T4", "T5"]


@pytest.mark.parametrize(("number", "size", "code"), [(50, 200, 200), (51, 200, 510), (101, 100, 510)])
def test_no_page_reaches_beyond_ten_thousand_records(
    tiny: Connections, number: int, size: int, code: int
) -> None:
    conn = tiny["shequ"]
    answer = shequ_list(conn, shequ_login(conn), "tickets", pageNo=number, pageSize=size)
    assert (answer.status_code, answer.json()["code"]) == (200, code)


def test_records_of_one_instant_are_reached_by_community_and_id(tmp_path: Path) -> None:
    make_store(tmp_path, tickets(64, same_time=True))
    instant = {"updateTime_begin": START, "updateTime_end": START, "pageSize": 200}
    found: list[str] = []
    with running(tmp_path, rate_scale=100) as connections:
        conn = connections["shequ"]
        headers = shequ_login(conn)
        for community in COMMUNITIES:
            for digit in "0123456789abcdef":
                narrowed = {**instant, "communityCode": community, "idHash": digit}
                records = shequ_list(conn, headers, "tickets", **narrowed).json()["result"]["records"]
                assert all(r["id"][0] == digit and r["communityCode"] == community for r in records)
                found += [record["id"] for record in records]
    assert len(found) == len(set(found)) == 64


def test_over_five_requests_a_second_is_429_without_retry_after(tmp_path: Path) -> None:
    make_store(tmp_path, tickets(1))
    with running(tmp_path) as connections:
        conn = connections["shequ"]
        headers = shequ_login(conn)
        answers = [shequ_list(conn, headers, "tickets") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert "Retry-After" not in answers[-1].headers


def test_records_of_one_instant_have_no_order_of_their_own(tmp_path: Path) -> None:
    make_store(tmp_path, tickets(20, same_time=True))
    with running(tmp_path, faults="unstable_ties:1", rate_scale=100) as connections:
        conn = connections["shequ"]
        headers = shequ_login(conn)
        pages = [shequ_list(conn, headers, "tickets").json()["result"]["records"] for _ in range(4)]
    assert pages[0] == pages[2]
    assert pages[3] != pages[2]
