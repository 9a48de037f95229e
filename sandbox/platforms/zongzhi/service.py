"""The routes of zongzhi: login and lists. Every answer is HTTP 200; the verdict is `code` in the body."""

from __future__ import annotations

from sandbox.faults.answers import WIRE_FAULTS, spoil
from sandbox.platforms.context import Context
from sandbox.platforms.guide import BASE_PATHS, STREAMS
from sandbox.platforms.logins import asks_for
from sandbox.platforms.wire import Request, Response, as_html, as_json
from sandbox.platforms.zongzhi.lists import Lists, Query, QueryError, read_query
from sandbox.platforms.zongzhi.tokens import Tokens

_BASE = BASE_PATHS["zongzhi"]
_LOGIN_FAULTS = WIRE_FAULTS | {"body_500"}
_LIST_FAULTS = Lists.FAULTS | WIRE_FAULTS | {"body_500", "token_revoked"}


class Zongzhi:
    """The platform 社会治安综合治理."""

    def __init__(self, context: Context) -> None:
        self.clock = context.clock
        self._context = context
        self._tokens = Tokens(context.clock, context.token_seconds)
        self._lists = Lists(context)

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        path = request.path.removeprefix(_BASE)
        if path == request.path:
            return as_html(404, "404 Not Found")
        if path == "/login" and request.method == "POST":
            return self._login(request)
        parts = path.split("/")
        if request.method == "GET" and len(parts) == 4 and (parts[1], parts[3]) == ("zz", "list"):
            return self._list(request, parts[2])
        return _verdict(404, "请求地址不存在")

    def _login(self, request: Request) -> Response:
        account = self._context.account
        if not asks_for(request.body, account):
            return _verdict(500, "用户不存在/密码错误")
        fault = self._context.draws.draw(None, "login", _LOGIN_FAULTS)
        if fault == "body_500":
            return _verdict(500, "系统繁忙，请稍后再试")
        return self._sent(
            as_json({"code": 200, "msg": "操作成功", "token": self._tokens.issue(account.login)}),
            fault,
            "login",
        )

    def _list(self, request: Request, stream: str) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self._tokens.valid(token):
            return _verdict(401, "认证失败，无法访问系统资源")
        if stream not in STREAMS["zongzhi"]:
            return _verdict(404, "请求地址不存在")
        if self._context.draws.forbidden(stream):
            return _verdict(403, "没有权限，请联系管理员授权")
        try:
            query = read_query(request, stream)
        except QueryError as error:
            return _verdict(500, str(error))
        if not query.windowed and not self._lists.admit_unwindowed():
            return _verdict(429, "访问过于频繁，请稍候再试")
        return self._page(query, token)

    def _page(self, query: Query, token: str) -> Response:
        fault = self._context.draws.draw(query.stream, query.key, _LIST_FAULTS)
        if fault == "token_revoked":
            self._tokens.revoke(token)
            return _verdict(401, "认证失败，无法访问系统资源")
        if fault == "body_500":
            return _verdict(500, "系统繁忙，请稍后再试")
        return self._sent(self._lists.answer(query, fault), fault, query.key)

    def _sent(self, response: Response, fault: str | None, key: str) -> Response:
        if fault not in WIRE_FAULTS or fault is None:
            return response
        return spoil(response, fault, self._context.plan, key, self.clock.now())


def _verdict(code: int, message: str) -> Response:
    return as_json({"code": code, "msg": message})
