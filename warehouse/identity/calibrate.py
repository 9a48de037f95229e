"""What a raw probability has been worth: calibrated on shadows, whose true unit is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_EDGES = (0.0, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 0.99999, 0.999999)
"""Lower edges of the bins of raw probability."""

_PRIOR_WEIGHT = 5.0


@dataclass(frozen=True)
class Calibration:
    """A rising step function from raw to calibrated probability; never above the raw one."""

    steps: tuple[tuple[float, float], ...]

    def sql(self, raw: str = "raw") -> str:
        """Build the SQL of the calibrated probability of a column."""
        whens = " ".join(
            f"when {raw} >= {edge:.7g}e0 then {value:.7f}e0" for edge, value in reversed(self.steps)
        )
        return f"round(least({raw}, case {whens} else 0e0 end), 6)"


UNCALIBRATED = Calibration(((0.0, 1.0),))


def fit(raw: Floats, right: npt.NDArray[np.bool_]) -> Calibration:
    """Fit the share that was right per bin, drawn to the raw mean by a prior, made to rise (pool adjacent)."""
    bins = np.searchsorted(np.asarray(_EDGES), raw, side="right") - 1
    blocks: list[tuple[float, float]] = []
    for edge_at in range(len(_EDGES)):
        inside = bins == edge_at
        mean = float(raw[inside].mean()) if inside.any() else _middle(edge_at)
        blocks.append(
            (float(right[inside].sum()) + _PRIOR_WEIGHT * mean, float(inside.sum()) + _PRIOR_WEIGHT)
        )
    return Calibration(tuple(zip(_EDGES, _rising(blocks), strict=True)))


def _middle(edge_at: int) -> float:
    upper = _EDGES[edge_at + 1] if edge_at + 1 < len(_EDGES) else 1.0
    return (_EDGES[edge_at] + upper) / 2


def _rising(blocks: list[tuple[float, float]]) -> list[float]:
    """Pool neighbours (right, all) until the shares rise."""
    pools: list[tuple[float, float, int]] = []
    for right, weight in blocks:
        pools.append((right, weight, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = (pools[-1][0] + last[0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    return [right / weight for right, weight, count in pools for _ in range(count)]
