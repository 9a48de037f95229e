"""What each answer of each platform means."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from connectors.engine.errors import ConnectorError, IncompleteError, RefusedError, UnavailableError
from connectors.engine.transport import Reply
from connectors.engine.verdict import Judgement, Verdict
from connectors.engine.window import BEGINNING, Window
from connectors.networks.chengguan.platform import Chengguan
from connectors.networks.shequ.platform import Shequ
from connectors.networks.xiangcun.platform import Xiangcun
from connectors.networks.zongzhi.platform import Zongzhi
from connectors.registry import contract
from tests.support.memory_lists import local_connection

WINDOW = Window(BEGINNING, BEGINNING + 1_000_000)
HTML = b"<!DOCTYPE html><title>502</title>"
CALLS = {
    "zongzhi": (Zongzhi, "dept", lambda p: p.page("dept", WINDOW, 1, 500, {})),
    "shequ": (Shequ, "tickets", lambda p: p.page("tickets", WINDOW, 1, 200, {})),
    "chengguan": (Chengguan, "depts", lambda p: p.page("depts", WINDOW, None, 200)),
    "xiangcun": (Xiangcun, "村民", lambda p: p.days()),
}


def judge(
    network: str, body: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Judgement[Any]:
    """Judge one answer to a page request, as the platform's own code and the session judge it."""
    kind, _, call = CALLS[network]
    platform: Any = kind(contract(network), local_connection(network, "http://127.0.0.1:1"))
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    reply = Reply(status, {"content-type": "application/json"} | (headers or {}), content)
    given: list[Judgement[Any]] = []

    def ask(request: object, judge_reply: Any, place: object, **_: object) -> Any:
        given.append(platform.session._plain(reply) or judge_reply(reply))
        raise StopAskingError

    platform.session.ask = ask
    with pytest.raises(StopAskingError):
        call(platform)
    return given[0]


class StopAskingError(Exception):
    pass


GOOD = {
    "zongzhi": {"code": 200, "msg": "查询成功", "total": 0, "rows": []},
    "shequ": {"success": True, "code": 200, "result": {"records": [], "total": 0}, "timestamp": 1},
    "chengguan": {
        "success": True,
        "errCode": "0",
        "data": {"list": [], "nextCursor": None, "hasMore": False, "count": 0},
    },
    "xiangcun": {"days": ["2024-11-18"], "retainDays": 30},
}


@pytest.mark.parametrize("network", CALLS)
def test_a_good_answer_is_ok(network: str) -> None:
    assert judge(network, GOOD[network]).verdict is Verdict.OK


@pytest.mark.parametrize("network", CALLS)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_asked_again_whatever_its_body(network: str, status: int) -> None:
    assert judge(network, HTML, status, {"content-type": "text/html"}).verdict is Verdict.RETRY
    assert judge(network, GOOD[network], status).verdict is Verdict.RETRY


@pytest.mark.parametrize("network", CALLS)
def test_a_page_for_people_in_place_of_data_is_asked_again(network: str) -> None:
    assert judge(network, HTML).verdict is Verdict.RETRY
    assert (
        judge(network, b"\n <html>maintenance", 200, {"content-type": "text/html"}).verdict is Verdict.RETRY
    )


@pytest.mark.parametrize("network", CALLS)
def test_json_that_ends_too_early_is_asked_again(network: str) -> None:
    whole = orjson.dumps(GOOD[network])
    for size in range(1, len(whole)):
        assert judge(network, whole[:size]).verdict is Verdict.RETRY, size


@pytest.mark.parametrize("network", CALLS)
@pytest.mark.parametrize("body", [[], "text", 7, None, {}])
def test_json_of_another_shape_is_asked_again(network: str, body: Any) -> None:
    assert judge(network, body).verdict is Verdict.RETRY


@pytest.mark.parametrize("network", CALLS)
def test_too_many_requests_slows_everybody_down(network: str) -> None:
    plain = judge(network, b"", 429)
    assert (plain.verdict, plain.wait) == (Verdict.SLOW, None)
    assert judge(network, b"", 429, {"retry-after": "7"}).wait == 7
    dates = {"retry-after": "Mon, 18 Nov 2024 08:00:09 GMT", "date": "Mon, 18 Nov 2024 08:00:00 GMT"}
    assert judge(network, HTML, 429, dates).wait == 9


@pytest.mark.parametrize(
    ("network", "body"),
    [
        ("zongzhi", {"code": 200, "total": 5, "rows": None}),
        ("zongzhi", {"code": 200, "total": 5}),
        ("zongzhi", {"code": 200, "total": 5, "rows": [{}, {}]}),
        ("zongzhi", {"code": 200, "total": None, "rows": []}),
        ("shequ", {"success": True, "code": 200, "result": None}),
        ("shequ", {"success": True, "code": 200, "result": {"records": None, "total": 3}}),
        ("shequ", {"success": True, "code": 200, "result": {"records": [], "total": 3}}),
        ("chengguan", {"success": True, "errCode": "0", "data": None}),
        (
            "chengguan",
            {"success": True, "errCode": "0", "data": {"list": None, "hasMore": False, "count": 3}},
        ),
        ("chengguan", {"success": True, "errCode": "0", "data": {"list": [], "hasMore": False}}),
        (
            "chengguan",
            {
                "success": True,
                "errCode": "0",
                "data": {"list": [], "hasMore": True, "nextCursor": None, "count": 1},
            },
        ),
    ],
)
def test_a_page_without_its_rows_is_asked_again_and_fails_as_incomplete(network: str, body: Any) -> None:
    judgement = judge(network, body)
    assert (judgement.verdict, judgement.error) == (Verdict.RETRY, IncompleteError)


@pytest.mark.parametrize(
    ("network", "body", "status", "verdict", "error"),
    [
        ("zongzhi", {"code": 401, "msg": "认证失败"}, 200, Verdict.LOGIN, RefusedError),
        ("zongzhi", {"code": "401", "msg": "认证失败"}, 200, Verdict.LOGIN, RefusedError),
        ("zongzhi", {"code": 403}, 200, Verdict.FINAL, RefusedError),
        ("zongzhi", {"code": 500, "msg": "系统错误"}, 200, Verdict.RETRY, UnavailableError),
        ("shequ", {"success": False, "code": 401}, 401, Verdict.LOGIN, RefusedError),
        ("shequ", {"success": False, "code": 510}, 200, Verdict.FINAL, IncompleteError),
        ("shequ", {"success": False, "code": 500}, 200, Verdict.RETRY, UnavailableError),
        ("shequ", {"success": False, "code": 200, "result": {}}, 200, Verdict.RETRY, UnavailableError),
        (
            "chengguan",
            {"success": False, "errCode": "CLOCK_SKEW", "serverTime": 1732406400},
            401,
            Verdict.RETRY,
            None,
        ),
        ("chengguan", {"success": False, "errCode": "NONCE_REPLAYED"}, 401, Verdict.RETRY, None),
        ("chengguan", {"success": False, "errCode": "BAD_SIGN"}, 401, Verdict.FINAL, RefusedError),
        ("chengguan", {"success": False, "errCode": "CURSOR_EXPIRED"}, 410, Verdict.RESTART, None),
        ("chengguan", {"success": False, "errCode": "LIMIT"}, 422, Verdict.FINAL, RefusedError),
        ("chengguan", {"success": False, "errCode": "BUSY"}, 200, Verdict.RETRY, UnavailableError),
        ("xiangcun", b"", 401, Verdict.FINAL, RefusedError),
    ],
)
def test_each_platform_says_no_in_its_own_way(
    network: str, body: Any, status: int, verdict: Verdict, error: type[ConnectorError] | None
) -> None:
    judgement = judge(network, body, status)
    assert judgement.verdict is verdict
    assert error is None or judgement.error is error


def test_no_message_repeats_what_the_platform_sent() -> None:
    planted = "220323199001011234"
    for network, body in (
        ("zongzhi", {"code": 500, "msg": planted}),
        ("shequ", {"success": False, "code": 500, "message": planted}),
        ("chengguan", {"success": False, "errCode": planted + "张"}),
    ):
        assert planted not in judge(network, body).reason


def test_an_index_without_a_day_is_not_taken_for_the_truth() -> None:
    assert judge("xiangcun", {"days": []}).verdict is Verdict.RETRY
