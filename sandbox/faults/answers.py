"""Wire faults: the answer a platform meant to give is lost, cut, or replaced by a proxy's page."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate

from sandbox.faults.dice import chance
from sandbox.faults.plan import Plan
from sandbox.platforms.wire import Mishap, Response, as_html

WIRE_FAULTS = frozenset(
    [
        "connection_reset",
        "body_timeout",
        "rate_limited",
        "rate_limited_date",
        "http_500",
        "http_502",
        "http_503",
        "http_504",
        "maintenance_page",
        "truncated_json",
        "broken_download",
    ]
)

_TITLES = {
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


def spoil(response: Response, fault: str, plan: Plan, key: str, now: float) -> Response:
    """Return the answer as the fault leaves it. `now` (epoch seconds) is the platform's clock."""
    cut = int(response.length * (0.05 + 0.9 * chance(plan.seed, key, fault)))
    mishaps = {
        "connection_reset": Mishap("reset"),
        "body_timeout": Mishap("stall", cut, plan.stall_seconds),
        "broken_download": Mishap("close", cut),
    }
    if fault in mishaps:
        return replace(response, mishap=mishaps[fault])
    if fault == "truncated_json" and isinstance(response.body, bytes):
        # a whole HTTP answer whose body lacks its end
        return replace(response, body=response.body[:cut])
    return _proxy_page(fault, now)


def _proxy_page(fault: str, now: float) -> Response:
    """Return the page of a proxy that never reached the platform."""
    if fault.startswith("http_"):
        status = int(fault.removeprefix("http_"))
        return as_html(status, _TITLES[status])
    if fault == "maintenance_page":
        return as_html(200, "系统维护中，请稍后再试")
    wait = "1" if fault == "rate_limited" else formatdate(now + 2, usegmt=True)
    return as_html(429, "429 Too Many Requests", (("Retry-After", wait),))
