"""A fault plan: which faults, how often, where; from text such as `truncated_json:0.2,token_revoked:0.01`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.faults.catalogue import CATALOGUE, STRIKING, Stage


class FaultPlanError(ValueError):
    """The text is not a fault plan."""


@dataclass(frozen=True)
class Rule:
    """One fault at a rate (0–1), perhaps only on one network or one stream of it."""

    name: str
    rate: float
    network: str | None = None
    stream: str | None = None

    def covers(self, network: str, stream: str | None) -> bool:
        """Return True when the rule is meant for this network and stream."""
        if network not in CATALOGUE[self.name].networks or self.network not in (None, network):
            return False
        return self.stream is None or self.stream == stream


@dataclass(frozen=True)
class Plan:
    """The faults of a sandbox; `most_per_request` bounds how often one and the same request is struck."""

    rules: tuple[Rule, ...] = ()
    seed: int = 0
    stall_seconds: float = 5.0
    most_per_request: int = 3

    def rules_of(self, stage: Stage, network: str) -> tuple[Rule, ...]:
        """Return the rules of one stage that concern a network."""
        return tuple(
            rule
            for rule in self.rules
            if CATALOGUE[rule.name].stage == stage and rule.network in (None, network)
            if network in CATALOGUE[rule.name].networks
        )


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Rules from a comma-separated list of `profile` or `name[:rate][@network[.stream]]`.

    Profiles are `none`, `light`, `hostile`, `all:<rate of each>` and `mixed:<rate of all together>`.
    Raises FaultPlanError.
    """
    rules: list[Rule] = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        rules.extend(_parse_item(item))
    return tuple(rules)


def _parse_item(item: str) -> Iterable[Rule]:
    head, _, scope = item.partition("@")
    name, _, rate_text = head.partition(":")
    network, _, stream = scope.partition(".")
    rate = _rate(rate_text, item)
    if name in ("none", "light", "hostile"):
        return [
            Rule(known, share, network or None, stream or None) for known, share in _profile(name).items()
        ]
    if name in ("all", "mixed"):
        share = rate / (len(_MIXED) if name == "mixed" else 1)
        return [Rule(known, share, network or None, stream or None) for known in _MIXED]
    if name not in CATALOGUE:
        raise FaultPlanError(f"no fault is named {name!r}; known: {', '.join(sorted(CATALOGUE))}")
    return [Rule(name, rate, network or None, stream or None)]


def _rate(text: str, item: str) -> float:
    try:
        rate = float(text or "1")
    except ValueError as error:
        raise FaultPlanError(f"{item!r}: the rate is not a number") from error
    if not 0 <= rate <= 1:
        raise FaultPlanError(f"{item!r}: a rate lies between 0 and 1")
    return rate


# what may strike in a mix: a stream that is forbidden for good can never be pulled
_MIXED = tuple(
    fault.name for fault in CATALOGUE.values() if fault.stage in STRIKING and fault.name != "forbidden_stream"
)


def _profile(name: str) -> dict[str, float]:
    if name == "none":
        return {}
    if name == "light":
        return {**dict.fromkeys(_MIXED, 0.003), "new_field": 0.01, "missing_drop": 0.1, "clock_ahead": 0.5}
    lasting = {
        "new_field": 0.05,
        "repeated_row": 0.01,
        "missing_drop": 0.2,
        "reissued_drop": 0.5,
        "clock_ahead": 0.5,
    }
    lasting |= {"clock_behind": 0.5, "unknown_code": 0.002}
    lasting |= dict.fromkeys(("missing_field", "null_field", "blank_field", "retyped_field"), 0.002)
    return {**dict.fromkeys(_MIXED, 0.03), **lasting}
