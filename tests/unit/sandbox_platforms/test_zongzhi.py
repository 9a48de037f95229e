"""zongzhi keeps to its guide."""

from __future__ import annotations

from pathlib import Path

import requests

from sandbox.server import Connections, Limits, running
from tests.support.platform_clients import zongzhi_list, zongzhi_login
from tests.support.tiny_store import make_store, steps

WINDOW = {"begin": "2024-11-01 00:00:00", "end": "2024-11-02 00:00:00"}


def test_wrong_password_is_a_verdict_inside_http_200(tiny: Connections) -> None:
    answer = requests.post(
        f"{tiny['zongzhi']['host']}/login", json={"username": "hub", "password": "x"}, timeout=10
    )
    assert answer.status_code == 200
    assert answer.json() == {"code": 500, "msg": "用户不存在/密码错误"}


def test_a_call_without_a_valid_token_is_code_401(tiny: Connections) -> None:
    for headers in ({}, {"Authorization": "Bearer a.b.c"}, {"Authorization": "Bearer é"}):
        answer = zongzhi_list(tiny["zongzhi"], {k: v.encode() for k, v in headers.items()}, "step", **WINDOW)
        assert (answer.status_code, answer.json()["code"]) == (200, 401)


def test_a_token_expires(tiny_home: Path) -> None:
    with running(tiny_home, limits=Limits(token_seconds=-1)) as connections:
        headers = zongzhi_login(connections["zongzhi"])
        assert zongzhi_list(connections["zongzhi"], headers, "step", **WINDOW).json()["code"] == 401


def test_pages_come_by_update_time_and_page_size_is_silently_500(tiny: Connections) -> None:
    conn = tiny["zongzhi"]
    headers = zongzhi_login(conn)
    pages = [
        zongzhi_list(conn, headers, "step", pageNum=n, pageSize=9999, **WINDOW).json() for n in (1, 2, 3)
    ]
    assert [len(page["rows"]) for page in pages] == [500, 500, 203]
    assert {page["total"] for page in pages} == {1203}
    ids = [row["LZBH"] for page in pages for row in page["rows"]]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1203


def test_a_page_past_the_end_is_the_last_page_again(tiny: Connections) -> None:
    conn = tiny["zongzhi"]
    headers = zongzhi_login(conn)
    last, beyond = (
        zongzhi_list(conn, headers, "step", pageNum=n, pageSize=500, **WINDOW).json()["rows"] for n in (3, 77)
    )
    assert beyond == last


def test_both_ends_of_the_window_are_inclusive_at_whole_seconds(tiny: Connections) -> None:
    conn = tiny["zongzhi"]
    window = {"begin": "2024-11-01 08:00:05", "end": "2024-11-01 08:00:07"}
    rows = zongzhi_list(conn, zongzhi_login(conn), "step", **window).json()["rows"]
    assert [row["LZBH"] for row in rows] == ["L000005", "L000006", "L000007"]


def test_an_empty_window_has_no_rows(tiny: Connections) -> None:
    conn = tiny["zongzhi"]
    window = {"begin": "2020-01-01 00:00:00", "end": "2020-01-02 00:00:00"}
    answer = zongzhi_list(conn, zongzhi_login(conn), "step", **window).json()
    assert (answer["total"], answer["rows"], answer["code"]) == (0, [], 200)


def test_a_malformed_window_and_an_unknown_stream_are_refused(tiny: Connections) -> None:
    conn = tiny["zongzhi"]
    headers = zongzhi_login(conn)
    assert zongzhi_list(conn, headers, "step", begin="yesterday").json()["code"] == 500
    assert zongzhi_list(conn, headers, "nothing").json()["code"] == 404


def test_a_pull_without_a_window_is_held_to_two_requests_a_second(tmp_path: Path) -> None:
    make_store(tmp_path, steps(3))
    with running(tmp_path) as connections:
        conn = connections["zongzhi"]
        headers = zongzhi_login(conn)
        codes = [zongzhi_list(conn, headers, "step").json()["code"] for _ in range(4)]
        assert codes == [200, 200, 429, 429]
        assert {zongzhi_list(conn, headers, "step", **WINDOW).json()["code"] for _ in range(8)} == {200}


def test_a_record_changed_while_paging_moves_to_the_end(tmp_path: Path) -> None:
    make_store(tmp_path, steps(30))
    with running(tmp_path, faults="record_moves:1@zongzhi") as connections:
        conn = connections["zongzhi"]
        headers = zongzhi_login(conn)
        seen = [
            [
                row["LZBH"]
                for row in zongzhi_list(conn, headers, "step", pageNum=n, pageSize=10, **WINDOW).json()[
                    "rows"
                ]
            ]
            for n in (1, 2, 3)
        ]
    assert seen[0][0] == "L000000"
    assert seen[1][0] == "L000011"  # L000010 slipped onto the page that had been read
    assert seen[2][-2:] == ["L000000", "L000011"]


def test_a_forbidden_stream_is_code_403(tiny_home: Path) -> None:
    with running(tiny_home, faults="forbidden_stream@zongzhi.visit") as connections:
        conn = connections["zongzhi"]
        headers = zongzhi_login(conn)
        assert zongzhi_list(conn, headers, "visit", **WINDOW).json()["code"] == 403
        assert zongzhi_list(conn, headers, "step", **WINDOW).json()["code"] == 200
