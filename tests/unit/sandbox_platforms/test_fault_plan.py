"""A fault plan is read from text, seeded, and bounded for each request."""

from __future__ import annotations

import pytest

from sandbox.faults.catalogue import CATALOGUE
from sandbox.faults.draws import Draws
from sandbox.faults.plan import FaultPlanError, Plan, Rule, parse_rules


def test_a_plan_names_faults_rates_and_where_they_strike() -> None:
    rules = parse_rules("truncated_json:0.2,token_revoked:0.01@zongzhi, null_data@shequ.tickets")
    assert rules == (
        Rule("truncated_json", 0.2),
        Rule("token_revoked", 0.01, "zongzhi"),
        Rule("null_data", 1.0, "shequ", "tickets"),
    )


def test_profiles_stand_for_many_faults() -> None:
    assert parse_rules("none") == ()
    light, hostile = parse_rules("light"), parse_rules("hostile")
    assert {rule.name for rule in light} < {rule.name for rule in hostile}
    assert sum(rule.rate for rule in parse_rules("mixed:0.2")) == pytest.approx(0.2)
    assert {rule.rate for rule in parse_rules("all:0.01@chengguan")} == {0.01}


@pytest.mark.parametrize("text", ["no_such_fault", "null_data:x", "null_data:1.5"])
def test_what_is_not_a_plan_is_refused(text: str) -> None:
    with pytest.raises(FaultPlanError):
        parse_rules(text)


def test_a_rule_strikes_only_where_it_is_meant_to() -> None:
    rule = Rule("null_data", 1.0, "shequ", "tickets")
    assert rule.covers("shequ", "tickets")
    assert not rule.covers("shequ", "residents")
    assert not rule.covers("zongzhi", "tickets")
    assert not Rule("nonce_replayed", 1.0).covers("shequ", None)


def test_the_same_request_is_struck_three_times_at_most() -> None:
    draws = Draws(Plan(parse_rules("all:1"), seed=1), "zongzhi")
    fates = [draws.draw("step", "page 1", frozenset(CATALOGUE)) for _ in range(10)]
    assert all(fates[:3])
    assert fates[3:] == [None] * 7
    assert draws.draw("step", "page 2", frozenset(CATALOGUE)) is not None


def test_the_same_sequence_of_requests_meets_the_same_faults() -> None:
    def fates(seed: int) -> list[str | None]:
        draws = Draws(Plan(parse_rules("all:0.05"), seed), "shequ")
        return [draws.draw("tickets", f"page {i % 40}", frozenset(CATALOGUE)) for i in range(120)]

    assert fates(5) == fates(5)
    assert fates(5) != fates(6)


def test_faults_strike_at_about_their_rate() -> None:
    draws = Draws(Plan(parse_rules("null_data:0.2"), seed=2), "zongzhi")
    struck = sum(draws.draw("step", f"page {i}", frozenset(CATALOGUE)) is not None for i in range(2000))
    assert 340 < struck < 460
