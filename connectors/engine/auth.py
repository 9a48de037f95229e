"""Tokens shared by all threads of a network: one login at a time, none for a token already replaced."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A token and which login it came from."""

    text: str
    generation: int


class TokenKeeper:
    """Holds the one token of an account. A platform may end the former token when a new one is issued."""

    def __init__(self, log_in: Callable[[], str]) -> None:
        self._log_in = log_in
        self._lock = threading.Lock()
        self._token: Token | None = None

    def current(self) -> Token:
        """Return the token, logging in when there is none yet. Raises what the login raises."""
        token = self._token
        return token if token is not None else self.renew(None)

    def renew(self, ended: Token | None) -> Token:
        """Replace a token that has ended; return the newer one if another thread has replaced it already."""
        with self._lock:
            known = self._token
            if known is not None and (ended is None or known.generation > ended.generation):
                return known
            text = self._log_in()
            self._token = Token(text, known.generation + 1 if known else 1)
            return self._token
