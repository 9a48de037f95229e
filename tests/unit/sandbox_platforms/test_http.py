"""The servers speak HTTP/1.1: connections stay open, and bad requests end only themselves."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from sandbox.server import Connections, running
from tests.support.platform_clients import zongzhi_list, zongzhi_login
from tests.support.tiny_store import make_store, steps


def talk(host: str, text: bytes) -> bytes:
    """Send raw bytes and read until the server closes the connection."""
    url = urlsplit(host)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as sock:
        sock.sendall(text)
        sock.shutdown(socket.SHUT_WR)
        got = b""
        while block := sock.recv(65536):
            got += block
    return got


def test_many_requests_travel_over_one_connection(tiny: Connections) -> None:
    request = b"GET /export/index.json HTTP/1.1\r\nHost: x\r\n\r\n"
    answers = talk(tiny["xiangcun"]["host"], request * 3)
    assert answers.count(b"HTTP/1.1 401 Unauthorized\r\n") == 3
    assert b"Connection: keep-alive" in answers


def test_the_client_may_close(tiny: Connections) -> None:
    request = b"GET /export/index.json HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert talk(tiny["xiangcun"]["host"], request * 3).count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "text",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nbroken off",
        b"POST /openapi/v2/cases/query HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /openapi/v2/cases/query HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}",
        b"POST /openapi/v2/cases/query HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_not_a_request_ends_the_connection_alone(tiny: Connections, text: bytes) -> None:
    talk(tiny["chengguan"]["host"], text)
    assert requests.get(f"{tiny['chengguan']['host']}/", timeout=10).status_code == 401


def test_every_answer_carries_the_platforms_date(tiny: Connections) -> None:
    for conn in tiny.values():
        assert requests.get(f"{conn['host']}/nothing", timeout=10).headers["Date"].endswith("GMT")


def test_a_head_request_has_no_body(tiny: Connections) -> None:
    conn = tiny["xiangcun"]
    answer = requests.head(
        f"{conn['host']}/2024-11-18/xc_20241118.zip", auth=(conn["login"], conn["password"]), timeout=10
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 100


def test_paths_outside_the_platform_are_the_proxys_404(tiny: Connections) -> None:
    for network in ("zongzhi", "chengguan", "shequ"):
        root = "{0.scheme}://{0.netloc}".format(urlsplit(tiny[network]["host"]))
        assert requests.get(f"{root}/elsewhere", timeout=10).status_code == 404


def test_accounts_stay_with_the_home_and_are_private(tmp_path: Path) -> None:
    make_store(tmp_path, steps(1))
    with running(tmp_path) as first:
        pass
    with running(tmp_path) as second:
        pass
    assert {n: first[n]["password"] for n in first} == {n: second[n]["password"] for n in second}
    assert (tmp_path / "credentials.json").stat().st_mode & 0o077 == 0


def test_many_clients_are_served_at_once(tmp_path: Path) -> None:
    make_store(tmp_path, steps(5000))
    counts: list[int] = []

    def pull(conn: dict[str, str]) -> None:
        headers = zongzhi_login(conn)
        window = {"begin": "2024-11-01 00:00:00", "end": "2024-11-02 00:00:00", "pageSize": 500}
        pages = [
            zongzhi_list(conn, headers, "step", pageNum=n, **window).json()["rows"] for n in range(1, 11)
        ]
        counts.append(len({row["LZBH"] for page in pages for row in page}))

    with running(tmp_path) as connections:
        threads = [threading.Thread(target=pull, args=(connections["zongzhi"],)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [5000] * 6
