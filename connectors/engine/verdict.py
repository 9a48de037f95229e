"""What an answer of a platform means for the caller: the one place where answers are told apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from connectors.engine.errors import ConnectorError, RefusedError, UnavailableError

T = TypeVar("T")


class Verdict(StrEnum):
    """The six things an answer can mean."""

    OK = "ok"
    RETRY = "retry"
    LOGIN = "login"
    SLOW = "slow"
    RESTART = "restart"
    FINAL = "final"


@dataclass(frozen=True)
class Judgement(Generic[T]):
    """A verdict with its reason.

    `wait` is what the platform asked for in seconds (SLOW). `error` is the failure this becomes when it is
    final or when patience ends. `value` is what was read (OK only). `progressed`: the attempt was not in
    vain, so patience begins anew.
    """

    verdict: Verdict
    reason: str = ""
    value: T | None = None
    wait: float | None = None
    error: type[ConnectorError] = UnavailableError
    progressed: bool = False

    @property
    def answer(self) -> T:
        """Return what was read. Only an OK judgement has it."""
        if self.value is None:
            raise LookupError(f"no answer in a judgement of {self.verdict}")
        return self.value


def ok(value: T) -> Judgement[T]:
    """The answer is good."""
    return Judgement(Verdict.OK, value=value)


def retry(reason: str, error: type[ConnectorError] = UnavailableError) -> Judgement[T]:
    """The same request may do better in a moment."""
    return Judgement(Verdict.RETRY, reason, error=error)


def login(reason: str) -> Judgement[T]:
    """The token has ended: log in, then repeat."""
    return Judgement(Verdict.LOGIN, reason, error=RefusedError)


def slow(reason: str, wait: float | None) -> Judgement[T]:
    """Too many requests: everybody waits, then repeat."""
    return Judgement(Verdict.SLOW, reason, wait=wait)


def restart(reason: str) -> Judgement[T]:
    """The paging has lost its place (cursor expired, depth exceeded): begin the query anew."""
    return Judgement(Verdict.RESTART, reason)


def final(reason: str, error: type[ConnectorError] = RefusedError) -> Judgement[T]:
    """No repetition helps."""
    return Judgement(Verdict.FINAL, reason, error=error)
