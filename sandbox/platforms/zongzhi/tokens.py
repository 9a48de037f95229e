"""JSON web tokens (HS256) that expire and can be revoked early."""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
from hashlib import sha256
from typing import Any

import orjson

from sandbox.platforms.clock import Clock


class Tokens:
    """Issues tokens and tells whether one still counts."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._secret = secrets.token_bytes(32)
        self._revoked: set[str] = set()
        self._lock = threading.Lock()

    def issue(self, login: str) -> str:
        """Return a new token for a login."""
        claims = {
            "login_user_key": secrets.token_hex(16),
            "sub": login,
            "exp": self._clock.now() + self._seconds,
        }
        signed = f"{_encode(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(orjson.dumps(claims))}"
        return f"{signed}.{self._sign(signed)}"

    def valid(self, token: str) -> bool:
        """Return True for a token issued here that has neither expired nor been revoked."""
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._sign(signed).encode(), signature.encode("utf-8", "replace")):
            return False
        with self._lock:
            if token in self._revoked:
                return False
        return float(_claims(signed)["exp"]) > self._clock.now()

    def revoke(self, token: str) -> None:
        """End a token before its time."""
        with self._lock:
            self._revoked.add(token)

    def _sign(self, signed: str) -> str:
        return _encode(hmac.new(self._secret, signed.encode("utf-8", "replace"), sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _claims(signed: str) -> dict[str, Any]:
    text = signed.split(".")[1]
    claims: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return claims
