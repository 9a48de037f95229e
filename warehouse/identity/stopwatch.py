"""How long each stage took."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class Stopwatch:
    """Runs stages one after another and keeps how long each took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], Result]) -> Result:
        """Run one stage."""
        began = time.perf_counter()
        result = work()
        self.seconds[stage] = round(time.perf_counter() - began, 3)
        return result
