"""Wire faults strike every platform in the same way, and spare a request after a few attempts."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import requests

from sandbox.faults.plan import Plan, parse_rules
from sandbox.server import Connections, running
from tests.support.platform_clients import chengguan_query, shequ_list, xiangcun_get, zongzhi_list

Call = Callable[[Connections], requests.Response]


def zongzhi_token(conn: dict[str, str]) -> requests.Response:
    given = {"username": conn["login"], "password": conn["password"]}
    return requests.post(f"{conn['host']}/login", json=given, timeout=10)


CALLS: dict[str, Call] = {
    "zongzhi": lambda all_: zongzhi_token(all_["zongzhi"]),
    "chengguan": lambda all_: chengguan_query(all_["chengguan"], "cases"),
    "xiangcun": lambda all_: xiangcun_get(all_["xiangcun"], "index.json"),
}
EVERY = pytest.mark.parametrize("network", sorted(CALLS))


def outcome(call: Call, connections: Connections) -> requests.Response | str:
    """The answer, or the name of the connection's error."""
    try:
        return call(connections)
    except requests.RequestException as error:
        return type(error).__name__


def outcomes(home: Path, network: str, fault: str) -> list[requests.Response | str]:
    """Four attempts at the same request with a fault that strikes whenever it may."""
    plan = Plan(parse_rules(fault), seed=7, stall_seconds=0.05)
    with running(home, plan=plan, rate_scale=100) as connections:
        found = [outcome(CALLS[network], connections) for _ in range(4)]
    last = found[-1]
    assert isinstance(last, requests.Response)
    assert last.status_code == 200
    assert isinstance(last.json(), dict)
    return found[:3]


@EVERY
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_proxy_answers_with_html(tiny_home: Path, network: str, status: int) -> None:
    for answer in outcomes(tiny_home, network, f"http_{status}"):
        assert isinstance(answer, requests.Response)
        assert answer.status_code == status
        assert answer.text.startswith("<html>")


@EVERY
def test_a_maintenance_page_comes_with_http_200(tiny_home: Path, network: str) -> None:
    for answer in outcomes(tiny_home, network, "maintenance_page"):
        assert isinstance(answer, requests.Response)
        assert answer.status_code == 200
        assert "text/html" in answer.headers["Content-Type"]
        assert "系统维护中" in answer.content.decode()


@EVERY
def test_truncated_json_is_a_whole_http_answer(tiny_home: Path, network: str) -> None:
    for answer in outcomes(tiny_home, network, "truncated_json"):
        assert isinstance(answer, requests.Response)
        with pytest.raises(requests.exceptions.JSONDecodeError):
            answer.json()


@EVERY
def test_the_connection_is_reset(tiny_home: Path, network: str) -> None:
    assert set(outcomes(tiny_home, network, "connection_reset")) == {"ConnectionError"}


@EVERY
def test_a_body_stalls_and_breaks(tiny_home: Path, network: str) -> None:
    assert set(outcomes(tiny_home, network, "body_timeout")) <= {"ConnectionError", "ChunkedEncodingError"}


@EVERY
def test_too_many_requests_names_seconds_or_a_date(tiny_home: Path, network: str) -> None:
    for answer in outcomes(tiny_home, network, "rate_limited"):
        assert isinstance(answer, requests.Response)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    for answer in outcomes(tiny_home, network, "rate_limited_date"):
        assert isinstance(answer, requests.Response)
        wait = parsedate_to_datetime(answer.headers["Retry-After"]) - parsedate_to_datetime(
            answer.headers["Date"]
        )
        assert 1 <= wait.total_seconds() <= 3


@pytest.mark.parametrize(("fault", "seconds"), [("clock_ahead", 420), ("clock_behind", -420)])
def test_a_clock_is_minutes_off(tiny_home: Path, fault: str, seconds: int) -> None:
    with (
        running(tiny_home, rate_scale=100) as right,
        running(tiny_home, faults=fault, rate_scale=100) as wrong,
    ):
        for call in CALLS.values():
            off = parsedate_to_datetime(call(wrong).headers["Date"]) - parsedate_to_datetime(
                call(right).headers["Date"]
            )
            assert abs(off.total_seconds() - seconds) < 60
        answer = chengguan_query(wrong["chengguan"], "cases")
        assert answer.json()["errCode"] == "CLOCK_SKEW"
        corrected = chengguan_query(wrong["chengguan"], "cases", stamp=answer.json()["serverTime"])
        assert corrected.json()["success"] is True


def test_shequ_and_zongzhi_lists_are_struck_too(tiny_home: Path) -> None:
    with running(tiny_home, faults="http_503", rate_scale=100) as connections:
        tokens = {"Authorization": "", "X-Access-Token": ""}
        for _ in range(4):
            answer = zongzhi_token(connections["zongzhi"])
        tokens["Authorization"] = f"Bearer {answer.json()['token']}"
        conn = connections["shequ"]
        given = {"username": conn["login"], "password": conn["password"]}
        for _ in range(4):
            answer = requests.post(f"{conn['host']}/sys/login", json=given, timeout=10)
        tokens["X-Access-Token"] = answer.json()["result"]["token"]
        zongzhi = [
            zongzhi_list(connections["zongzhi"], tokens, "step", begin="2024-11-01 00:00:00")
            for _ in range(4)
        ]
        shequ = [shequ_list(conn, tokens, "tickets") for _ in range(4)]
    assert [answer.status_code for answer in zongzhi] == [503, 503, 503, 200]
    assert [answer.status_code for answer in shequ] == [503, 503, 503, 200]
