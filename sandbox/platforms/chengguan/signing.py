"""Checking the signature of a request: app key, clock, nonce and HMAC-SHA256."""

from __future__ import annotations

import hmac
import re
import threading
from hashlib import sha256
from urllib.parse import quote

from sandbox.platforms.clock import Clock
from sandbox.platforms.credentials import Account
from sandbox.platforms.wire import Request

_SKEW_SECONDS = 300
_NONCE_FORM = re.compile(r"[0-9a-fA-F]{16,32}")


class Signing:
    """Tells whether a request is signed as the guide says; remembers nonces while they could be replayed."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._nonces: dict[str, float] = {}
        self._lock = threading.Lock()

    def verdict(self, request: Request) -> str | None:
        """None when the request is well signed, otherwise the platform's error code."""
        stamp = request.headers.get("x-timestamp", "")
        nonce = request.headers.get("x-nonce", "")
        if request.headers.get("x-app-key") != self._account.login or not re.fullmatch(r"[0-9]{1,12}", stamp):
            return "BAD_SIGN"
        if abs(int(stamp) - self._clock.now()) > _SKEW_SECONDS:
            return "CLOCK_SKEW"
        expected = sign(self._account.password, request, stamp, nonce)
        given = request.headers.get("x-sign", "")
        if not _NONCE_FORM.fullmatch(nonce) or not hmac.compare_digest(
            expected.encode(), given.encode("utf-8", "replace")
        ):
            return "BAD_SIGN"
        return None if self._fresh(nonce) else "NONCE_REPLAYED"

    def _fresh(self, nonce: str) -> bool:
        now = self._clock.now()
        with self._lock:
            if nonce in self._nonces:
                return False
            if len(self._nonces) > 50_000:
                self._nonces = {n: at for n, at in self._nonces.items() if at > now - 2 * _SKEW_SECONDS}
            self._nonces[nonce] = now
        return True


def sign(secret: str, request: Request, stamp: str, nonce: str) -> str:
    """Lower-case hex HMAC-SHA256 over the guide's six lines."""
    query = "&".join(
        f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in sorted(request.query)
    )
    digest = sha256(request.body).hexdigest()
    text = "\n".join((request.method, request.path, query, stamp, nonce, digest))
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()
