"""What every platform is given: its store, clock, account, faults and limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sandbox.faults.draws import Draws
from sandbox.faults.plan import Plan
from sandbox.platforms.clock import Clock
from sandbox.platforms.credentials import Account
from sandbox.platforms.store import Store


@dataclass(frozen=True)
class Context:
    """One platform's surroundings. `rate_scale` multiplies its limits; `token_seconds` is a login's life."""

    network: str
    home: Path
    store: Store
    clock: Clock
    account: Account
    plan: Plan
    draws: Draws
    rate_scale: float = 1.0
    token_seconds: float = 1800.0
    cursor_seconds: float = 60.0
    break_bytes: int = 4 << 20
