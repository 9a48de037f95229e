"""Which fault strikes a request: drawn per request and attempt, a few times at most for the same request."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from sandbox.faults.catalogue import STRIKING
from sandbox.faults.dice import chance, number
from sandbox.faults.plan import Plan

# a request asked again after this long is a new one: a sandbox that stays up keeps its faults
_FORGET_SECONDS = 900.0


@dataclass
class _History:
    attempts: int = 0
    struck: int = 0
    seen: float = 0.0


class Draws:
    """The faults of one network. Thread-safe; the n-th repetition of a request always meets the same fate."""

    def __init__(self, plan: Plan, network: str) -> None:
        self.plan = plan
        self._network = network
        self._rules = [rule for stage in STRIKING for rule in plan.rules_of(stage, network) if rule.rate > 0]
        self._history: dict[str, _History] = {}
        self._lock = threading.Lock()

    def draw(self, stream: str | None, key: str, candidates: frozenset[str]) -> str | None:
        """Return the fault, out of the candidates, that strikes this request, or None.

        `key` names the request without what changes when it is repeated: tokens, nonces, cursors, the
        window's end.
        """
        rules = [r for r in self._rules if r.name in candidates and r.covers(self._network, stream)]
        if not rules:
            return None
        with self._lock:
            history = self._recall(key)
            attempt = history.attempts
            history.attempts += 1
            if history.struck >= self.plan.most_per_request:
                return None
            hits = [
                r.name for r in rules if chance(self.plan.seed, self._network, key, attempt, r.name) < r.rate
            ]
            if not hits:
                return None
            history.struck += 1
        return hits[number(self.plan.seed, key, attempt) % len(hits)]

    def forbidden(self, stream: str) -> bool:
        """Whether the account may not read a stream, for good."""
        return any(
            rule.covers(self._network, stream) and chance(self.plan.seed, "forbidden", stream) < rule.rate
            for rule in self._rules
            if rule.name == "forbidden_stream"
        )

    def _recall(self, key: str) -> _History:
        now = time.monotonic()
        history = self._history.get(key)
        if history is None or now - history.seen > _FORGET_SECONDS:
            history = self._history[key] = _History()
        history.seen = now
        return history
