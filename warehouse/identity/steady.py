"""Learned numbers in steps, so that tomorrow's model is today's unless something really changed.

A model learned anew each day moves a little, and every link near the threshold moves with it. In steps of a
twentieth most days change no weight at all, and no key of a person whom nothing happened to.
"""

from __future__ import annotations

import math

_STEP = 0.05


def steady(value: float) -> float:
    """Round a positive number to the nearest step on the scale of logarithms; zero stays zero."""
    return math.exp(round(math.log(value) / _STEP) * _STEP) if value > 0 else 0.0
