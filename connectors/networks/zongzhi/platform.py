"""zongzhi: JWT login, lists by page number, a verdict `code` in the body of every HTTP 200."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import orjson

from connectors.engine.budget import RateBudget, allowed
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.envelope import json_object, numbered_page, whole_number
from connectors.engine.moments import SHANGHAI, moment
from connectors.engine.numbered import NumberedReader
from connectors.engine.patience import Temper
from connectors.engine.reader import Page
from connectors.engine.rows import Envelope, RowDecoder
from connectors.engine.session import Session
from connectors.engine.shape import Shaper
from connectors.engine.transport import Reply, Request, Transport
from connectors.engine.verdict import Judgement, final, login, ok, retry, slow
from connectors.engine.window import Place, Window
from connectors.engine.windowed import WindowedPlatform

T = TypeVar("T")
Query = tuple[tuple[str, str], ...]
_REJECTED = ("密码", "用户不存在")


class Zongzhi(WindowedPlatform):
    """The comprehensive-governance platform."""

    def __init__(self, contract: NetworkContract, connection: Connection) -> None:
        transport = Transport(connection.host)
        session = Session(
            contract.network,
            transport,
            Temper.of(connection),
            sign=_sign,
            rate=allowed(connection, contract.pace.rate),
        )
        super().__init__(contract, session)
        self._listing = RateBudget(allowed(connection, contract.pace.listing_rate))
        credentials = orjson.dumps({"username": connection.login, "password": connection.password})
        headers = {"Content-Type": "application/json"}
        self._login = Request("POST", "/login", body=credentials, headers=headers, anonymous=True)
        session.keep_token(self.log_in)

    def log_in(self) -> str:
        """Fetch a token. Raises RefusedError for wrong credentials."""
        return self.session.ask(self._login, _judge_login, "login")

    def hello(self) -> None:
        """See `Platform.hello`."""
        self.session.sign_in()

    def reader(self, stream: StreamContract, shaper: Shaper) -> NumberedReader:
        """See `WindowedPlatform.reader`."""
        return NumberedReader(self, stream, shaper)

    def page(self, stream: str, window: Window, number: int, size: int, narrow: Mapping[str, str]) -> Page:
        """See `NumberedSource.page`."""
        ends = (
            ("params[beginTime]", _local(window.start)),
            ("params[endTime]", _local(window.end - 1_000_000)),
        )
        place = Place(stream, window, f"page {number}")
        return self._ask(stream, (*_paging(number, size), *ends), number, size, place)

    def listing(self, stream: str, number: int, size: int) -> Page | None:
        """See `NumberedSource.listing`: served at 2 requests a second."""
        place = f"{stream}, whole list, page {number}"
        return self._ask(stream, _paging(number, size), number, size, place, self._listing)

    def _ask(
        self, stream: str, query: Query, number: int, size: int, place: object, lane: RateBudget | None = None
    ) -> Page:
        request = Request("GET", f"/zz/{stream}/list", query)
        judge = _judge_page(self.decoder(stream), number, size)
        return self.session.ask(request, judge, place, lane=lane)

    def narrowings(self, stream: str, within: Mapping[str, str] | None) -> Sequence[Mapping[str, str]]:
        """See `NumberedSource.narrowings`: no depth limit, so nothing to narrow."""
        return ()


def open_platform(contract: NetworkContract, connection: Connection) -> Zongzhi:
    """Open a session with the platform."""
    return Zongzhi(contract, connection)


def _sign(request: Request, token: str) -> Request:
    if not token:
        return request
    return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})


def _paging(number: int, size: int) -> Query:
    return (("pageNum", str(number)), ("pageSize", str(size)))


def _local(value: int) -> str:
    return moment(value).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _judge_login(reply: Reply) -> Judgement[str]:
    def judge(body: Envelope) -> Judgement[str]:
        token = body.get("token")
        if whole_number(body.get("code")) == 200 and isinstance(token, str) and token:
            return ok(token)
        if any(word in str(body.get("msg")) for word in _REJECTED):
            return final("wrong user name or password")
        return _judge_code(body) or retry("a login without a token")

    return json_object(reply, judge)


def _judge_page(decoder: RowDecoder, number: int, size: int) -> Callable[[Reply], Judgement[Page]]:
    def judge(reply: Reply) -> Judgement[Page]:
        return json_object(
            reply,
            lambda body: (
                _judge_code(body)
                or numbered_page(reply, body.rows("rows", decoder), body.get("total"), number, size)
            ),
        )

    return judge


def _judge_code(body: Envelope) -> Judgement[T] | None:
    """Judge the envelope; None = the rows are to be looked at."""
    code = whole_number(body.get("code"))
    match code:
        case 200:
            return None
        case 401:
            return login("the token has ended (code 401)")
        case 403:
            return final("this account may not read the stream (code 403)")
        case 429:
            return slow("too many requests (code 429)", None)
        case _:
            return retry(f"the platform failed (code {code})")
