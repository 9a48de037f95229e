"""Chances that depend on nothing but the seed and the names of things."""

from __future__ import annotations

from hashlib import blake2b


def number(seed: int, *names: object) -> int:
    """Return a 64-bit number fixed by the seed and the names."""
    text = "\x1f".join(str(name) for name in (seed, *names))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def chance(seed: int, *names: object) -> float:
    """Return a number in [0, 1) fixed by the seed and the names."""
    return number(seed, *names) / 2**64
