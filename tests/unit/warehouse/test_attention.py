"""What status says a person must look at: what failed, since when, whom to call, what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from expectations.owners import Owners
from expectations.results import QualityResult
from expectations.rules import Text
from warehouse.cli.status_screen import status as show
from warehouse.errors import LandingCorruptError
from warehouse.pipeline.attention import Attention, Found, attention
from warehouse.pipeline.status import FailingRule, NetworkStatus, Status
from warehouse.runs import RunRecord, StageRecord

START = datetime(2024, 11, 20, tzinfo=UTC)
OWNERS: Owners = {
    "operator": Text(zh="运维岗", en="operator 1"),
    "platform": Text(zh="主管单位", en="office"),
    "zongzhi": Text(zh="政法委", en="office 2"),
}
NOTHING = Found(runs=(), networks=(), failing=(), damage=None)
NETWORK = NetworkStatus("zongzhi", "ok", 1, 10, 0, START, START, None, None)
RULE = QualityResult(
    "r1",
    "publish",
    "rate",
    "hub",
    "mart_x",
    "error",
    False,
    7.0,
    "<= 1",
    START,
    "steward 3",
    "says",
    "mend it",
)


def run(day: int, *stages: StageRecord, exit_code: int | None = 4) -> RunRecord:
    began = START + timedelta(days=day)
    return RunRecord(run_id=f"r{day}", started_at=began, is_whole=True, exit_code=exit_code, stages=stages)


def stage(name: str, outcome: str, error: str | None = None, network: str | None = None) -> StageRecord:
    return StageRecord.model_validate(
        {"stage": name, "network": network, "outcome": outcome, "started_at": START, "error": error}
    )


BROKEN = stage("marts", "failed", "dim_x failed\nwhere: dim_x.sql\nwhat to do: mend dim_x")
WELL = stage("marts", "ok")


def test_a_failed_run_tells_its_stage_and_since_when_no_run_has_ended_well() -> None:
    runs = [run(3, BROKEN), run(2, BROKEN), run(1, WELL, exit_code=0)]
    [one] = attention(replace(NOTHING, runs=runs), OWNERS)
    assert one == Attention(
        "error",
        START + timedelta(days=2),
        "run r3 failed in marts: dim_x failed",
        "运维岗 operator 1",
        "mend dim_x",
    )


def test_a_killed_run_tells_where_it_broke_off_and_to_run_again() -> None:
    [one] = attention(replace(NOTHING, runs=[run(1, stage("link", "running"), exit_code=None)]), OWNERS)
    assert one.what == "run r1 was interrupted in link"
    assert one.action.startswith("duowang run")


def test_a_run_that_lacked_a_network_only_is_told_by_the_network() -> None:
    pull = stage("pull", "failed", "refused\nwhere: zongzhi\nwhat to do: ask for access", network="zongzhi")
    stale = replace(NETWORK, state="stale", stale_since=START, reason=pull.error)
    found = Found([run(1, pull, WELL, exit_code=3)], [stale], (), None)
    [one] = attention(found, OWNERS)
    assert (one.severity, one.since, one.whom, one.action) == (
        "stale", START, "政法委 office 2", "ask for access",
    )  # fmt: skip
    assert one.what == "zongzhi cannot be pulled; its data stay as of 2024-11-20 00:00 UTC: refused"


def test_errors_come_before_stale_networks_and_these_before_warnings() -> None:
    found = Found(
        runs=[run(1, BROKEN)],
        networks=[replace(NETWORK, network="shequ", state="stale", stale_since=START, reason="down")],
        failing=[FailingRule(replace(RULE, severity="warning"), START), FailingRule(RULE, START)],
        damage=LandingCorruptError("a manifest is damaged", where="landing/x", fix="restore it"),
    )
    listed = attention(found, OWNERS)
    assert [one.severity for one in listed] == ["error", "error", "error", "stale", "warning"]
    assert all(one.whom and one.action for one in listed)
    assert "7, allowed <= 1" in listed[2].what
    assert listed[3].whom.endswith("office: shequ")


def test_where_all_is_well_nobody_is_called() -> None:
    assert attention(replace(NOTHING, runs=[run(1, WELL, exit_code=0)], networks=[NETWORK]), OWNERS) == []


@pytest.mark.parametrize("warnings", [0, 3, 40])
def test_the_screen_stays_one_screen_and_points_to_the_rest(warnings: int) -> None:
    listed = [Attention("warning", START, f"rule {n} broke", "steward", "look") for n in range(warnings)]
    stale = Attention("stale", START, "zongzhi cannot be pulled", "政法委", "call them")
    found = Status(
        "/srv", None, "v1", ("v1",), (NETWORK,), None, None, (), (stale, *listed), "/srv/docs.html"
    )
    text = StringIO()
    show(Console(file=text, width=150), found)
    shown = text.getvalue()
    assert len(shown.splitlines()) <= 24
    assert all(
        word in shown for word in ("zongzhi cannot be pulled", "2024-11-20 00:00", "政法委", "call them")
    )
    assert ("/srv/docs.html" in shown) is (warnings > 3)
