"""The routes of shequ: login and lists."""

from __future__ import annotations

from sandbox.faults.answers import WIRE_FAULTS, spoil
from sandbox.platforms.context import Context
from sandbox.platforms.guide import BASE_PATHS, STREAMS
from sandbox.platforms.logins import asks_for
from sandbox.platforms.rates import RateLimit
from sandbox.platforms.shequ.lists import Lists, Query, QueryError, read_query
from sandbox.platforms.shequ.sessions import Sessions
from sandbox.platforms.wire import Request, Response, as_html, as_json

_BASE = BASE_PATHS["shequ"]
_RPS = 5.0
_LOGIN_FAULTS = WIRE_FAULTS | {"body_500"}
_LIST_FAULTS = WIRE_FAULTS | Lists.FAULTS | {"body_500", "token_revoked"}


class Shequ:
    """The platform 智慧社区."""

    def __init__(self, context: Context) -> None:
        self.clock = context.clock
        self._context = context
        self._sessions = Sessions(context.clock, context.token_seconds)
        self._rate = RateLimit(_RPS * context.rate_scale)
        self._lists = Lists(context)

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        path = request.path.removeprefix(_BASE)
        if path == request.path:
            return as_html(404, "404 Not Found")
        if not self._rate.admit():
            return self._failed(429, "请求过于频繁", status=429)
        if path == "/sys/login" and request.method == "POST":
            return self._login(request)
        parts = path.split("/")
        if request.method == "GET" and len(parts) == 4 and (parts[1], parts[3]) == ("community", "list"):
            return self._list(request, parts[2])
        return self._failed(404, "路径不存在，请检查路径是否正确", status=404)

    def _login(self, request: Request) -> Response:
        account = self._context.account
        if not asks_for(request.body, account):
            return self._failed(500, "用户名或密码错误")
        fault = self._context.draws.draw(None, "login", _LOGIN_FAULTS)
        if fault == "body_500":
            return self._failed(500, "操作失败")
        token, expiry = self._sessions.open()
        result = {"token": token, "expireAt": expiry}
        return self._sent(as_json({"success": True, "code": 200, "result": result}), fault, "login")

    def _list(self, request: Request, stream: str) -> Response:
        if not self._sessions.valid(request.headers.get("x-access-token", "")):
            return self._failed(401, "Token失效，请重新登录", status=401)
        if stream not in STREAMS["shequ"]:
            return self._failed(404, "路径不存在，请检查路径是否正确", status=404)
        try:
            query = read_query(request, stream)
        except QueryError as error:
            return self._failed(500, str(error))
        if query.too_deep:
            return self._failed(510, "超出最大查询范围，请缩小查询条件")
        return self._page(query)

    def _page(self, query: Query) -> Response:
        fault = self._context.draws.draw(query.selection.stream, query.key, _LIST_FAULTS)
        if fault == "token_revoked":
            self._sessions.end()
            return self._failed(401, "Token失效，请重新登录", status=401)
        if fault == "body_500":
            return self._failed(500, "操作失败")
        return self._sent(self._lists.answer(query, fault), fault, query.key)

    def _sent(self, response: Response, fault: str | None, key: str) -> Response:
        if fault is None or fault not in WIRE_FAULTS:
            return response
        return spoil(response, fault, self._context.plan, key, self.clock.now())

    def _failed(self, code: int, message: str, status: int = 200) -> Response:
        return as_json({"success": False, "code": code, "message": message}, status)
