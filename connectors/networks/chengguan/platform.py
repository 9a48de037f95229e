"""chengguan: every request signed with the platform's own time, lists by opaque cursor."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

import orjson

from connectors.engine.budget import allowed
from connectors.engine.connection import Connection
from connectors.engine.contract import NetworkContract, StreamContract
from connectors.engine.cursor import CursorReader
from connectors.engine.envelope import json_object, page_of, whole_number
from connectors.engine.errors import IncompleteError, RefusedError
from connectors.engine.moments import SHANGHAI, moment
from connectors.engine.patience import Temper
from connectors.engine.reader import Page
from connectors.engine.rows import Envelope, RowDecoder
from connectors.engine.session import Session
from connectors.engine.shape import Shaper
from connectors.engine.transport import Reply, Request, Transport, encode_query
from connectors.engine.verdict import Judgement, final, ok, restart, retry
from connectors.engine.window import BEGINNING, Place, Window
from connectors.engine.windowed import WindowedPlatform


class Signature:
    """Signs requests. Its clock is ours until the platform says that it is off. Thread-safe."""

    def __init__(self, base: str, key: str, secret: str) -> None:
        self._path = urlsplit(base).path
        self._key, self._secret = key, secret.encode()
        self._lock = Lock()
        self._offset = timedelta()

    def correct(self, server_time: int) -> None:
        """Take over the platform's time."""
        with self._lock:
            self._offset = datetime.fromtimestamp(server_time, UTC) - datetime.now(UTC)

    def sign(self, request: Request, token: str) -> Request:
        """Return the request with a fresh time stamp, nonce and signature."""
        del token
        stamp = str(int((datetime.now(UTC) + self._offset).timestamp()))
        nonce = secrets.token_hex(16)
        body = hashlib.sha256(request.body).hexdigest()
        query = encode_query(tuple(sorted(request.query)))
        text = "\n".join((request.method, self._path + request.path, query, stamp, nonce, body))
        signed = {
            "X-App-Key": self._key,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Sign": hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest(),
        }
        return replace(request, headers={**request.headers, **signed})


class Chengguan(WindowedPlatform):
    """The city-management platform."""

    def __init__(self, contract: NetworkContract, connection: Connection) -> None:
        self._signature = Signature(connection.host, connection.login, connection.password)
        session = Session(
            contract.network,
            Transport(connection.host),
            Temper.of(connection),
            sign=self._signature.sign,
            rate=allowed(connection, contract.pace.rate),
        )
        super().__init__(contract, session)

    def hello(self) -> None:
        """See `Platform.hello`: one small query, for there is no login."""
        refusal: RefusedError | None = None
        for stream in self.contract.streams:
            try:
                self.page(stream, Window(BEGINNING, BEGINNING + 1_000_000), None, 1)
            except RefusedError as error:
                refusal = error  # perhaps of this stream only
            else:
                return
        if refusal:
            raise refusal

    def reader(self, stream: StreamContract, shaper: Shaper) -> CursorReader:
        """See `WindowedPlatform.reader`."""
        return CursorReader(self, stream, shaper)

    def page(self, stream: str, window: Window, cursor: str | None, limit: int) -> Page:
        """See `CursorSource.page`."""
        query = {
            "since": None if window.start <= BEGINNING else _iso(window.start),
            "until": None if window.is_open else _iso(window.end),
            "cursor": cursor,
            "limit": limit,
        }
        request = Request(
            "POST",
            f"/{stream}/query",
            body=orjson.dumps(query),
            headers={"Content-Type": "application/json"},
        )
        return self.session.ask(request, self._judge(self.decoder(stream)), Place(stream, window))

    def _judge(self, decoder: RowDecoder) -> Callable[[Reply], Judgement[Page]]:
        return lambda reply: json_object(reply, lambda body: self._judge_body(reply, body, decoder))

    def _judge_body(self, reply: Reply, body: Envelope, decoder: RowDecoder) -> Judgement[Page]:
        if reply.status == 200 and body.get("success") is True:
            return _judge_list(reply, body.child("data"), decoder)
        code = str(body.get("errCode"))
        if code == "CLOCK_SKEW":
            return self._correct_clock(body)
        if code == "NONCE_REPLAYED":
            return retry("the nonce was taken for a used one")
        if code == "CURSOR_EXPIRED" or reply.status == 410:
            return restart("the cursor has expired")
        if code == "BAD_SIGN" or 400 <= reply.status < 500:
            return final(f"request refused ({reply.status} {_code(code)})")
        return retry(f"the platform failed ({_code(code)})")

    def _correct_clock(self, body: Envelope) -> Judgement[Page]:
        server_time = whole_number(body.get("serverTime"))
        if server_time is not None and 0 < server_time < 1 << 33:
            self._signature.correct(server_time)
            self.session.clock.observe(datetime.fromtimestamp(server_time, UTC))
        return retry("our clock differs from the platform's (CLOCK_SKEW)")


def open_platform(contract: NetworkContract, connection: Connection) -> Chengguan:
    """Open a session with the platform."""
    return Chengguan(contract, connection)


def _iso(value: int) -> str:
    local = moment(value).astimezone(SHANGHAI)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


def _code(text: str) -> str:
    """An error code fit for a message: codes are short words, anything else might be a payload."""
    return text if text.isascii() and len(text) <= 32 and text.replace("_", "").isalnum() else "no code"


def _judge_list(reply: Reply, data: Envelope | None, decoder: RowDecoder) -> Judgement[Page]:
    rows = data.rows("list", decoder) if data else None
    if data is None or rows is None:
        return retry("an answer without a list", IncompleteError)
    count, cursor = whole_number(data.get("count")), data.get("nextCursor")
    if count is None:
        return retry("an answer without a count", IncompleteError)
    if data.get("hasMore") is True:
        if not isinstance(cursor, str) or not cursor:
            return retry("more to come, but no cursor", IncompleteError)
        return ok(page_of(reply, rows, count, cursor))
    return ok(page_of(reply, rows, count))
