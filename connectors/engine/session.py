"""Asking a platform until it answers: budget, signature, exchange, verdict, and what the verdict demands."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from connectors.engine.auth import TokenKeeper
from connectors.engine.budget import RateBudget
from connectors.engine.clock import PlatformClock, http_date, retry_after
from connectors.engine.errors import UnavailableError
from connectors.engine.patience import Patience, Temper
from connectors.engine.transport import Reply, Request, Transport, TransportError
from connectors.engine.verdict import Judgement, Verdict, final, login, retry, slow

T = TypeVar("T")
Judge = Callable[[Reply], Judgement[T]]
# signs a request for sending; given the token text ("" without a login) anew for each attempt
Signer = Callable[[Request, str], Request]
Send = Callable[[Request, float], Reply]

_MOST_LOGINS_IN_A_ROW = 25
_GROWTH = 1.25
_WHILE_DOWN = 2


class RestartPaging(Exception):  # noqa: N818 - a signal to the pager, not a failure
    """The platform has lost the place in a list: begin the query anew."""


class Session:
    """One network's conversation with its platform. Thread-safe.

    `latency` is how many seconds an answer takes at least of late; our own work only makes it seem longer.
    """

    def __init__(
        self,
        network: str,
        transport: Transport,
        temper: Temper,
        *,
        sign: Signer,
        rate: float | None = None,
    ) -> None:
        self.network = network
        self.clock = PlatformClock()
        self.budget = RateBudget(rate)
        self.transport = transport
        self.latency = 0.0
        self._last_good = 0.0
        self._is_down = False  # a whole patience has passed without one good answer to anybody
        self._temper = temper
        self._sign = sign
        self._keeper: TokenKeeper | None = None
        self._lock = threading.Lock()
        self._verdicts: Counter[str] = Counter()

    def ask(
        self,
        request: Request,
        judge: Judge[T],
        place: object,
        *,
        lane: RateBudget | None = None,
        send: Send | None = None,
    ) -> T:
        """Repeat a request until its answer is good. `place` names stream and page in messages.

        `lane` is a further budget for such requests, `send` another way to exchange. Raises RestartPaging, or
        the failure that the last judgement names.
        """
        patience = Patience(self._temper)
        logins = 0
        while True:
            if lane is not None:
                lane.acquire()
            judgement = self._once(request, judge, patience, send or self.transport.exchange)
            self._count(judgement)
            if judgement.verdict is Verdict.OK:
                return judgement.answer
            if judgement.verdict is Verdict.RESTART:
                raise RestartPaging(judgement.reason)
            logins = logins + 1 if judgement.verdict is Verdict.LOGIN else 0
            if judgement.verdict is Verdict.FINAL or logins > _MOST_LOGINS_IN_A_ROW:
                raise judgement.error(f"{self.network} {place}: {judgement.reason}")
            self._wait(judgement, patience, place, lane)

    def keep_token(self, log_in: Callable[[], str]) -> None:
        """Send a token with every request that is not anonymous; `log_in` fetches one (anonymously)."""
        self._keeper = TokenKeeper(log_in)

    def sign_in(self) -> None:
        """Make sure that there is a token. Raises what the login raises."""
        if self._keeper:
            self._keeper.current()

    def verdicts(self) -> Counter[str]:
        """How often each verdict was given so far."""
        with self._lock:
            return Counter(self._verdicts)

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def _once(self, request: Request, judge: Judge[T], patience: Patience, send: Send) -> Judgement[T]:
        token = self._keeper.current() if self._keeper and not request.anonymous else None
        self.budget.acquire()
        began = time.monotonic()
        try:
            reply = send(self._sign(request, token.text if token else ""), patience.timeout)
        except TransportError as error:
            return retry(str(error))
        waited = time.monotonic() - began
        self.latency = min(waited, self.latency * _GROWTH) if self.latency else waited
        judgement: Judgement[T] = self._plain(reply) or judge(reply)
        if judgement.verdict is Verdict.OK:
            # a proxy's error page shows the proxy's clock
            self.clock.observe(http_date(reply.headers.get("date")))
        if judgement.verdict is Verdict.LOGIN and self._keeper and token:
            self._keeper.renew(token)
        return judgement

    def _plain(self, reply: Reply) -> Judgement[T] | None:
        """Judge what is the same on every platform; None = look into the body."""
        if reply.status == 429:
            return slow("too many requests (429)", retry_after(reply.headers, self.clock.now()))
        if reply.status >= 500:
            return retry(f"server error {reply.status}")
        if 300 <= reply.status < 400:
            return retry(f"redirected ({reply.status})")
        if reply.status in (200, 206) and reply.is_html:
            return retry("an HTML page instead of data")
        if reply.is_html or not reply.body:
            return self._bare(reply)
        return None

    def _bare(self, reply: Reply) -> Judgement[T] | None:
        if reply.status == 401 and self._keeper:
            return login("not logged in (401)")
        if reply.status in (401, 403):
            return final(f"access refused ({reply.status})")
        if reply.status >= 400 and reply.status not in (410, 416):
            return final(f"request refused ({reply.status})")
        return None

    def _wait(
        self, judgement: Judgement[T], patience: Patience, place: object, lane: RateBudget | None
    ) -> None:
        if judgement.progressed:
            patience.renew()
        patience.failed()
        if patience.over or (self._is_down and patience.attempts > _WHILE_DOWN):
            self._is_down = self._last_good < patience.began
            raise judgement.error(
                f"{self.network} {place}: {judgement.reason} "
                f"(gave up after {patience.attempts} attempts in {patience.spent:.0f} s)"
            )
        if judgement.verdict is Verdict.SLOW:
            self._slow_down(judgement, patience, place, lane)
        if judgement.verdict is not Verdict.LOGIN or patience.attempts > 3:
            patience.pause()

    def _slow_down(
        self, judgement: Judgement[T], patience: Patience, place: object, lane: RateBudget | None
    ) -> None:
        wait = 1.0 if judgement.wait is None else judgement.wait
        if wait > self._temper.longest_wait:
            raise UnavailableError(f"{self.network} {place}: the platform asks to wait {wait:.0f} s")
        (lane or self.budget).refused(wait)
        patience.forgive(wait)

    def _count(self, judgement: Judgement[T]) -> None:
        with self._lock:
            self._verdicts[judgement.verdict] += 1
            if judgement.verdict is Verdict.OK:
                self._last_good = time.monotonic()
                self._is_down = False
