"""The routes of chengguan: one signed query per stream."""

from __future__ import annotations

from sandbox.faults.answers import WIRE_FAULTS, spoil
from sandbox.platforms.chengguan.queries import Queries, Query, QueryError, read_query
from sandbox.platforms.chengguan.signing import Signing
from sandbox.platforms.context import Context
from sandbox.platforms.guide import BASE_PATHS, STREAMS
from sandbox.platforms.rates import RateLimit
from sandbox.platforms.wire import Request, Response, as_html, as_json

_BASE = BASE_PATHS["chengguan"]
_RPS = 10.0
_FAULTS = WIRE_FAULTS | Queries.FAULTS | {"body_500", "nonce_replayed", "clock_skew", "cursor_expired"}


class Chengguan:
    """The platform 智慧城管."""

    def __init__(self, context: Context) -> None:
        self.clock = context.clock
        self._context = context
        self._signing = Signing(context.account, context.clock)
        self._rate = RateLimit(_RPS * context.rate_scale)
        self._queries = Queries(context)

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        path = request.path.removeprefix(_BASE)
        if path == request.path:
            return as_html(404, "404 Not Found")
        if (verdict := self._signing.verdict(request)) is not None:
            return self._refused(verdict)
        if not self._rate.admit():
            return as_json({"success": False, "errCode": "RATE_LIMITED"}, 429, (("Retry-After", "1"),))
        parts = path.split("/")
        if (
            request.method != "POST"
            or len(parts) != 3
            or parts[2] != "query"
            or parts[1] not in STREAMS["chengguan"]
        ):
            return as_json({"success": False, "errCode": "NOT_FOUND"}, 404)
        try:
            return self._query(read_query(parts[1], request.body))
        except QueryError as error:
            return as_json({"success": False, "errCode": "INVALID_PARAM", "message": str(error)}, 422)

    def _query(self, query: Query) -> Response:
        place = self._queries.place(query)
        if place is None or place.stream != query.stream:
            return _expired()
        fault = self._context.draws.draw(query.stream, place.key, _FAULTS)
        if fault == "cursor_expired" and query.cursor is not None:
            return _expired()
        if fault in ("nonce_replayed", "clock_skew"):
            return self._refused(fault.upper())
        if fault == "body_500":
            return as_json({"success": False, "errCode": "SYSTEM_BUSY", "data": None})
        response = self._queries.answer(place, query.limit, fault)
        if fault is None or fault not in WIRE_FAULTS:
            return response
        return spoil(response, fault, self._context.plan, place.key, self.clock.now())

    def _refused(self, code: str) -> Response:
        body: dict[str, object] = {"success": False, "errCode": code}
        if code == "CLOCK_SKEW":
            body["serverTime"] = int(self.clock.now())
        return as_json(body, 401)


def _expired() -> Response:
    return as_json({"success": False, "errCode": "CURSOR_EXPIRED"}, 410)
