"""What a full linkage learned, kept so that the days after it judge by the same measure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from warehouse.identity.calibrate import Calibration, Curve
from warehouse.identity.model import Weights


@dataclass(frozen=True)
class RoundSettings:
    """One round: prior odds of a match for complaints and registers, and the calibration."""

    complaint_odds: float
    register_odds: float
    calibration: Calibration


@dataclass(frozen=True)
class Learned:
    """Weights of the evidence, and the settings of each round."""

    weights: Weights
    rounds: tuple[RoundSettings, ...]

    def to_json(self) -> str:
        """Write it as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Learned:
        """Read what `to_json` wrote."""
        found = json.loads(text)
        rounds = tuple(
            RoundSettings(one["complaint_odds"], one["register_odds"], _calibration(one["calibration"]))
            for one in found["rounds"]
        )
        return cls(_weights(found["weights"]), rounds)


def _calibration(found: dict[str, Any]) -> Calibration:
    """Registries of before have one curve for all."""
    return Calibration(Curve(**found.get("whole", found)), Curve(**found.get("other", found)))


def _weights(found: dict[str, Any]) -> Weights:
    by_form = {
        name: {int(form): _tuples(row) for form, row in found[name].items()} for name in ("name", "kin")
    }
    lists = {name: _tuples(found[name]) for name in ("birth", "sex", "contact", "kin_sex")}
    return Weights(**(found | by_form | lists))


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
