"""nanshan: a key in a header, lists by page number, a verdict `code` in the body of every HTTP 200."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from connectors.engine.budget import allowed
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.envelope import json_object, numbered_page, whole_number
from connectors.engine.moments import SHANGHAI, moment
from connectors.engine.numbered import NumberedReader
from connectors.engine.patience import Temper
from connectors.engine.reader import UNNARROWED, Page
from connectors.engine.rows import Envelope, RowDecoder
from connectors.engine.session import Session
from connectors.engine.shape import Shaper
from connectors.engine.transport import Reply, Request, Transport
from connectors.engine.verdict import Judgement, final, retry, slow
from connectors.engine.window import BEGINNING, Place, Window
from connectors.engine.windowed import WindowedPlatform

Query = tuple[tuple[str, str], ...]


class Nanshan(WindowedPlatform):
    """The closed loop of convenience matters."""

    def __init__(self, contract: NetworkContract, connection: Connection) -> None:
        key = connection.password

        def sign(request: Request, token: str) -> Request:
            del token
            return replace(request, headers={**request.headers, "X-Api-Key": key})

        session = Session(
            contract.network,
            Transport(connection.host),
            Temper.of(connection),
            sign=sign,
            rate=allowed(connection, contract.pace.rate),
        )
        super().__init__(contract, session)

    def hello(self) -> None:
        """See `Platform.hello`: one small query, for there is no login."""
        self.page("matters", Window(BEGINNING, BEGINNING + 1_000_000), 1, 1, UNNARROWED)

    def reader(self, stream: StreamContract, shaper: Shaper) -> NumberedReader:
        """See `WindowedPlatform.reader`."""
        return NumberedReader(self, stream, shaper)

    def page(self, stream: str, window: Window, number: int, size: int, narrow: Mapping[str, str]) -> Page:
        """See `NumberedSource.page`."""
        until = () if window.is_open else (("updated_to", _iso(window.end)),)
        ends = (("updated_from", _iso(window.start)), *until)
        return self._ask(stream, ends, number, size, Place(stream, window, f"page {number}"))

    def listing(self, stream: str, number: int, size: int) -> Page | None:
        """See `NumberedSource.listing`: without its ends, the query lists everything."""
        return self._ask(stream, (), number, size, f"{stream}, whole list, page {number}")

    def narrowings(self, stream: str, within: Mapping[str, str] | None) -> Sequence[Mapping[str, str]]:
        """See `NumberedSource.narrowings`: no depth limit, so nothing to narrow."""
        return ()

    def _ask(self, stream: str, ends: Query, number: int, size: int, place: object) -> Page:
        query = (("page", str(number)), ("size", str(size)), *ends)
        judge = _judge_page(self.decoder(stream), number, size)
        return self.session.ask(Request("GET", f"/api/{stream}", query), judge, place)


def open_platform(contract: NetworkContract, connection: Connection) -> Nanshan:
    """Open a session with the platform; the Connection's password is the key."""
    return Nanshan(contract, connection)


def _iso(value: int) -> str:
    return moment(value).astimezone(SHANGHAI).isoformat()


def _judge_page(decoder: RowDecoder, number: int, size: int) -> Callable[[Reply], Judgement[Page]]:
    def judge(reply: Reply, body: Envelope) -> Judgement[Page]:
        code = whole_number(body.get("code"))
        if 400 <= reply.status < 500 or code in (401, 403):
            return final(f"request refused ({reply.status}, code {code})")
        if code == 429:
            return slow("too many requests (code 429)", None)
        if code != 0:
            return retry(f"the platform failed (code {code})")
        return numbered_page(reply, body.rows("items", decoder), body.get("total"), number, size)

    return lambda reply: json_object(reply, lambda body: judge(reply, body))
