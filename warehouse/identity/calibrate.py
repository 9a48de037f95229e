"""What a raw probability has been worth: calibrated on shadows, whose true unit is known.

Two things go wrong with a model's own probability: it is too sure of itself throughout (*slope* below 1 on
the logit scale), and now and then it is quite wrong however sure it is (*lapse*). Both are fitted to the
shadows seen so far, with a prior that is a mild doubt; a calibrated probability is never above the raw one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FROM = 0.9
"""Only what is nearly a link is fitted: what happens at one half says nothing about it."""

_SLOPES = np.round(np.arange(0.30, 1.001, 0.05), 2)
_LAPSES = np.concatenate([[0.0], np.geomspace(1e-5, 0.05, 40)])
_SLOPE_SPREAD = 0.15
_LAPSE_SCALE = 1000.0


@dataclass(frozen=True)
class Calibration:
    """Calibrated = (1 - lapse) · logistic(slope · logit(raw)), never above raw."""

    slope: float
    lapse: float
    seen: int
    wrong: int

    def sql(self, raw: str = "raw") -> str:
        """Build the SQL of the calibrated probability of a column, to six decimals."""
        bounded = f"greatest(1e-9, least({raw}, 0.999999999e0))"
        logistic = f"1 / (1 + pow((1 - {bounded}) / {bounded}, {self.slope:.2f}e0))"
        return f"round(least({raw}, {1 - self.lapse:.9f}e0 * {logistic}), 6)"


class Calibrator:
    """Collects what became of shadows, round by round, and fits."""

    def __init__(self) -> None:
        self._raw: list[Floats] = []
        self._right: list[Flags] = []

    def add(self, raw: Floats, right: Flags) -> None:
        """Take in one round: raw probability of the best target, and whether it was the true one."""
        self._raw.append(raw)
        self._right.append(right)

    def fit(self) -> Calibration:
        """Choose slope and lapse of the highest posterior on a fixed grid."""
        raw, right = np.concatenate(self._raw), np.concatenate(self._right)
        sure = raw >= _FROM
        raw, right = raw[sure], right[sure]
        clipped = np.clip(raw, 1e-9, 1 - 1e-9)
        odds_against = (1 - clipped) / clipped
        best = max(
            (_posterior(odds_against, right, slope, lapse), -lapse, slope)
            for slope in _SLOPES
            for lapse in _LAPSES
        )
        return Calibration(
            float(best[2]), float(-best[1]), int(raw.size), int((~right & (raw >= 0.99)).sum())
        )


def _posterior(odds_against: Floats, right: Flags, slope: float, lapse: float) -> float:
    p = np.clip((1 - lapse) / (1 + odds_against**slope), 1e-12, 1 - 1e-12)
    likelihood = float(np.log(p[right]).sum() + np.log1p(-p[~right]).sum())
    doubt = ((slope - 1) / _SLOPE_SPREAD) ** 2 / 2 + lapse * _LAPSE_SCALE
    return round(likelihood - doubt, 6)
