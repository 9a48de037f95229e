"""A request is repeated until it is answered, and everybody waits when the platform asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from connectors.engine.auth import TokenKeeper
from connectors.engine.budget import RateBudget
from connectors.engine.clock import PlatformClock, retry_after
from connectors.engine.errors import RefusedError, UnavailableError
from connectors.engine.patience import Patience, Temper
from connectors.engine.session import RestartPaging, Session
from connectors.engine.transport import Reply, Request, Transport, TransportError
from connectors.engine.verdict import Judgement, final, login, ok, restart, retry
from tests.support.stub_platform import Answer, Asked, serving

HASTE = Temper(attempts=12, seconds=10, first_pause=0.001, longest_pause=0.01, first_timeout=0.5)
NOW = datetime(2024, 11, 18, 8, tzinfo=UTC)


class Clockwork:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def session_of(replies: Callable[[int], Reply | TransportError], temper: Temper = HASTE) -> Session:
    session = Session("zongzhi", Transport("http://127.0.0.1:1"), temper, sign=lambda request, _: request)
    asked = 0

    def exchange(request: Request, seconds: float) -> Reply:
        nonlocal asked
        asked += 1
        reply = replies(asked)
        if isinstance(reply, TransportError):
            raise reply
        return reply

    session.transport.exchange = exchange  # type: ignore[method-assign]
    return session


def judge(reply: Reply) -> Judgement[str]:
    text = reply.body.decode()
    if text.startswith("good"):
        return ok(text)
    verdicts = {"no": final("no"), "again": restart("gone"), "who": login("who?")}
    return verdicts.get(text, retry("bad"))


def reply(text: str, status: int = 200, **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, text.encode())


def test_broken_connections_and_bad_answers_are_asked_again() -> None:
    replies = [TransportError("connection broken"), reply("bad"), reply("<html>", 503), reply("good")]
    assert session_of(lambda n: replies[n - 1]).ask(Request("GET", "/"), judge, "dept") == "good"


def test_patience_ends_and_says_what_was_wrong_last() -> None:
    with pytest.raises(
        UnavailableError, match=r"^zongzhi dept page 3: bad \(gave up after 12 attempts in 0 s\)$"
    ):
        session_of(lambda _: reply("bad")).ask(Request("GET", "/"), judge, "dept page 3")


def test_a_final_no_is_not_repeated() -> None:
    asked: list[int] = []
    with pytest.raises(RefusedError, match="zongzhi dept: no"):
        session_of(lambda n: asked.append(n) or reply("no")).ask(Request("GET", "/"), judge, "dept")
    assert asked == [1]


def test_a_lost_place_is_left_to_the_pager() -> None:
    with pytest.raises(RestartPaging):
        session_of(lambda _: reply("again")).ask(Request("GET", "/"), judge, "dept")


def test_once_a_platform_is_down_other_requests_do_not_wait_as_long() -> None:
    asked: list[int] = []
    session = session_of(lambda n: asked.append(n) or reply("", 502))
    for _ in range(2):
        with pytest.raises(UnavailableError):
            session.ask(Request("GET", "/"), judge, "dept")
    assert len(asked) == 12 + 3


def test_a_token_that_ended_is_renewed_once_for_all_threads() -> None:
    logins: list[str] = []
    current = "t1"
    lock = threading.Lock()

    def answer(asked: Asked) -> Answer:
        with lock:
            return Answer(body=b"good" if asked.headers.get("token") == current else b"who")

    def log_in() -> str:
        logins.append(current)
        return current

    with serving(answer) as base:

        def sign(request: Request, token: str) -> Request:
            return Request(request.method, request.path, headers={"token": token})

        session = Session("zongzhi", Transport(base), HASTE, sign=sign)
        session.keep_token(log_in)
        assert session.ask(Request("GET", "/a"), judge, "dept") == "good"
        current = "t2"
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: session.ask(Request("GET", "/a"), judge, "dept"), range(30)))
        session.close()
    assert set(answers) == {"good"}
    assert logins == ["t1", "t2"]


def test_a_token_already_replaced_is_not_replaced_again() -> None:
    tokens = iter(["a", "b", "c"])
    keeper = TokenKeeper(lambda: next(tokens))
    first = keeper.current()
    second = keeper.renew(first)
    assert keeper.renew(first) == second
    assert keeper.current().text == "b"


def test_requests_are_spaced_evenly() -> None:
    clock = Clockwork()
    budget = RateBudget(4.0, clock=clock, sleep=clock.sleep)
    for _ in range(9):
        budget.acquire()
    assert clock.now == pytest.approx(2.0)


def test_a_refusal_makes_everybody_wait_and_then_go_slower_for_a_while() -> None:
    clock = Clockwork()
    budget = RateBudget(4.0, clock=clock, sleep=clock.sleep)
    budget.acquire()
    clock.now = 5.0
    budget.refused(3.0)
    budget.acquire()
    assert clock.now == pytest.approx(8.0)
    assert budget.rate == pytest.approx(2.8)
    clock.now = 60.0
    budget.acquire()
    assert budget.rate == 4.0


def test_back_off_is_jittered_and_bounded_and_waits_asked_for_do_not_count() -> None:
    clock = Clockwork()
    temper = Temper(attempts=99, seconds=10, first_pause=1, longest_pause=4)
    patience = Patience(temper, clock=clock, sleep=clock.sleep, dice=lambda: 1.0)
    for _ in range(4):
        patience.failed()
        patience.pause()
    assert clock.slept == [2, 4, 4, 4]
    assert patience.over
    patience.forgive(5)
    assert not patience.over


def test_retry_after_is_read_as_seconds_or_as_a_date_on_the_platforms_own_clock() -> None:
    assert retry_after({"retry-after": "3"}, NOW) == 3
    date = {"retry-after": "Mon, 18 Nov 2024 08:00:30 GMT"}
    assert retry_after(date, NOW) == 30
    assert retry_after(date | {"date": "Mon, 18 Nov 2024 08:00:28 GMT"}, NOW) == 2
    assert retry_after({"retry-after": "soon"}, NOW) is None
    assert retry_after({}, NOW) is None


def test_the_platforms_clock_is_its_own_and_never_read_too_late() -> None:
    clock = PlatformClock(now=lambda: NOW)
    assert (clock.now(), clock.known) == (NOW, False)
    clock.observe(NOW - timedelta(minutes=7))
    clock.observe(NOW - timedelta(minutes=6))
    assert (clock.now(), clock.known) == (NOW - timedelta(minutes=7), True)


@pytest.mark.parametrize("cut", [-1, 0, 5])
def test_a_body_that_breaks_off_is_a_broken_exchange(cut: int) -> None:
    with serving(lambda _: Answer(body=b"0123456789", cut=cut)) as base:
        transport = Transport(base)
        with pytest.raises(TransportError):
            transport.exchange(Request("GET", "/"), 1.0)
        transport.close()


def test_an_answer_larger_than_allowed_is_not_taken() -> None:
    chunked = Answer(
        body=b"5\r\n01234\r\n0\r\n\r\n", headers={"Transfer-Encoding": "chunked", "Content-Length": ""}
    )
    with serving(lambda _: chunked) as base:
        transport = Transport(base, most_bytes=4)
        with pytest.raises(TransportError, match="larger than 4 bytes"):
            transport.exchange(Request("GET", "/"), 1.0)
        transport.close()
