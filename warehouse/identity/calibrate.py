"""What a raw probability has been worth: calibrated on shadows, whose true unit is known.

Two things go wrong with a model's own probability: it is too sure of itself throughout (*slope* below 1 on
the logit scale), and now and then it is quite wrong however sure it is (*lapse*). Both are fitted to the
shadows seen so far, with a prior that is a mild doubt; a calibrated probability is never above the raw one.

What goes wrong is mostly a name that is nearly the same: twins are given such names. So a whole name that
agrees is judged by shadows of which that is true as well; the rest, of which there are few, by all shadows.
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
class Curve:
    """Calibrated = (1 - lapse) · logistic(slope · logit(raw)), never above raw."""

    slope: float
    lapse: float
    seen: int
    wrong: int

    def sql(self, raw: str) -> str:
        """Build the SQL of the calibrated probability of a column, to six decimals."""
        bounded = f"greatest(1e-9, least({raw}, 0.999999999e0))"
        logistic = f"1 / (1 + pow((1 - {bounded}) / {bounded}, {self.slope:.2f}e0))"
        return f"round(least({raw}, {1 - self.lapse:.9f}e0 * {logistic}), 6)"


@dataclass(frozen=True)
class Calibration:
    """One curve where the whole name agrees, and one for the rest."""

    whole: Curve
    other: Curve

    def sql(self) -> str:
        """Build the SQL of the calibrated probability of a row with `raw` and `name_level`."""
        return f"case when name_level = 0 then {self.whole.sql('raw')} else {self.other.sql('raw')} end"


class Calibrator:
    """Collects what became of shadows, round by round, and fits."""

    def __init__(self) -> None:
        self._raw: list[Floats] = []
        self._right: list[Flags] = []
        self._whole: list[Flags] = []

    def add(self, raw: Floats, right: Flags, whole: Flags) -> None:
        """Take in a round: raw probability of each best target, is it true, does the whole name agree."""
        self._raw.append(raw)
        self._right.append(right)
        self._whole.append(whole)

    def fit(self) -> Calibration:
        """Choose slopes and lapses of the highest posterior on a fixed grid."""
        raw, right, whole = (
            np.concatenate(self._raw),
            np.concatenate(self._right),
            np.concatenate(self._whole),
        )
        return Calibration(_fit(raw[whole], right[whole]), _fit(raw, right))


def _fit(raw: Floats, right: Flags) -> Curve:
    sure = raw >= _FROM
    raw, right = raw[sure], right[sure]
    clipped = np.clip(raw, 1e-9, 1 - 1e-9)
    odds_against = (1 - clipped) / clipped
    best = max(
        (_posterior(odds_against, right, slope, lapse), -lapse, slope)
        for slope in _SLOPES
        for lapse in _LAPSES
    )
    return Curve(float(best[2]), float(-best[1]), int(raw.size), int((~right & (raw >= 0.99)).sum()))


def _posterior(odds_against: Floats, right: Flags, slope: float, lapse: float) -> float:
    p = np.clip((1 - lapse) / (1 + odds_against**slope), 1e-12, 1 - 1e-12)
    likelihood = float(np.log(p[right]).sum() + np.log1p(-p[~right]).sum())
    doubt = ((slope - 1) / _SLOPE_SPREAD) ** 2 / 2 + lapse * _LAPSE_SCALE
    return round(likelihood - doubt, 6)
