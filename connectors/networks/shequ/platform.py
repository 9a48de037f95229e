"""shequ: access token, lists by page number down to a depth, epoch milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar

import orjson

from connectors.engine.budget import allowed
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.envelope import json_object, numbered_page, whole_number
from connectors.engine.errors import IncompleteError
from connectors.engine.numbered import NumberedReader
from connectors.engine.patience import Temper
from connectors.engine.reader import UNNARROWED, Page
from connectors.engine.rows import Envelope, RowDecoder
from connectors.engine.session import Session
from connectors.engine.shape import Shaper
from connectors.engine.transport import Reply, Request, Transport
from connectors.engine.verdict import Judgement, final, login, ok, retry, slow
from connectors.engine.window import BEGINNING, FOREVER, Place, Window
from connectors.engine.windowed import WindowedPlatform

T = TypeVar("T")
_REJECTED = ("密码", "用户不存在", "用户名")
_HEX = "0123456789abcdef"


class Shequ(WindowedPlatform):
    """The smart-community platform."""

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
        credentials = orjson.dumps({"username": connection.login, "password": connection.password})
        headers = {"Content-Type": "application/json"}
        self._login = Request("POST", "/sys/login", body=credentials, headers=headers, anonymous=True)
        self._codes: tuple[str, ...] | None = None
        self._lock = Lock()
        session.keep_token(self.log_in)

    def log_in(self) -> str:
        """Fetch a token; it ends the former one. Raises RefusedError for wrong credentials."""
        return self.session.ask(self._login, _judge_login, "login")

    def hello(self) -> None:
        """See `Platform.hello`."""
        self.session.sign_in()

    def reader(self, stream: StreamContract, shaper: Shaper) -> NumberedReader:
        """See `WindowedPlatform.reader`."""
        return NumberedReader(self, stream, shaper)

    def page(self, stream: str, window: Window, number: int, size: int, narrow: Mapping[str, str]) -> Page:
        """See `NumberedSource.page`."""
        query = (
            ("pageNo", str(number)),
            ("pageSize", str(size)),
            ("updateTime_begin", str(max(0, window.start // 1000))),
            ("updateTime_end", str(window.end // 1000 - 1)),
            ("column", "updateTime"),
            ("order", "asc"),
            *narrow.items(),
        )
        return self.session.ask(
            Request("GET", f"/community/{stream}/list", query),
            self._judge_page(self.decoder(stream), number, size),
            Place(stream, window, f"page {number}"),
        )

    def listing(self, stream: str, number: int, size: int) -> Page | None:
        """See `NumberedSource.listing`: the guide knows no list without a window."""
        return None

    def narrowings(self, stream: str, within: Mapping[str, str] | None) -> Sequence[Mapping[str, str]]:
        """See `NumberedSource.narrowings`: by community, then by the first digit of the id within it."""
        if within is None:
            return [{"idHash": digit} for digit in _HEX]
        if not within:
            return [{"communityCode": code} for code in self._community_codes()]
        if "communityCode" in within and "idHash" not in within:
            return [{**within, "idHash": digit} for digit in _HEX]
        return ()

    def _community_codes(self) -> tuple[str, ...]:
        """The codes of all communities as the platform lists them, read once."""
        with self._lock:
            if self._codes is None:
                self._codes = self._read_codes()
            return self._codes

    def _read_codes(self) -> tuple[str, ...]:
        codes: set[str] = set()
        number, everything = 1, Window(BEGINNING, FOREVER)
        while True:
            page = self.page("communities", everything, number, self.contract.page_size, UNNARROWED)
            codes.update(row["communityCode"] for row in page.rows.objects() if _has_code(row))
            if number * self.contract.page_size >= page.total:
                return tuple(sorted(codes))
            number += 1

    def _judge_page(self, decoder: RowDecoder, number: int, size: int) -> Callable[[Reply], Judgement[Page]]:
        def judge(reply: Reply, body: Envelope) -> Judgement[Page]:
            self.session.clock.observe(_instant(body.get("timestamp")))
            bad: Judgement[Page] | None = _judge_code(body)
            if bad:
                return bad
            result = body.child("result")
            if result is None:
                return retry("an answer without a result", IncompleteError)
            return numbered_page(reply, result.rows("records", decoder), result.get("total"), number, size)

        return lambda reply: json_object(reply, lambda body: judge(reply, body))


def open_platform(contract: NetworkContract, connection: Connection) -> Shequ:
    """Open a session with the platform."""
    return Shequ(contract, connection)


def _sign(request: Request, token: str) -> Request:
    if not token:
        return request
    return replace(request, headers={**request.headers, "X-Access-Token": token})


def _has_code(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("communityCode"), str) and bool(row["communityCode"])


def _instant(value: Any) -> datetime | None:
    millis = whole_number(value)
    if not millis or millis > FOREVER // 1000:
        return None
    return datetime.fromtimestamp(millis / 1000, UTC)


def _judge_login(reply: Reply) -> Judgement[str]:
    def judge(body: Envelope) -> Judgement[str]:
        result = body.child("result")
        token = result.get("token") if result else None
        if body.get("success") is True and isinstance(token, str) and token:
            return ok(token)
        if any(word in str(body.get("message")) for word in _REJECTED):
            return final("wrong user name or password")
        if whole_number(body.get("code")) == 401 or reply.status in (401, 403):
            return final(f"the login was refused ({reply.status})")
        return _judge_code(body) or retry("a login without a token")

    return json_object(reply, judge)


def _judge_code(body: Envelope) -> Judgement[T] | None:
    """Judge the envelope; None = the records are to be looked at."""
    code = whole_number(body.get("code"))
    match code:
        case 200 if body.get("success") is True:
            return None
        case 401:
            return login("the token has ended (code 401)")
        case 403:
            return final("this account may not read the stream (code 403)")
        case 429:
            return slow("too many requests (code 429)", None)
        case 510:
            return final("the query went past the depth limit (code 510)", IncompleteError)
        case _:
            return retry(f"the platform failed (code {code})")
