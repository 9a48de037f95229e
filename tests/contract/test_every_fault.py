"""Under each fault of the guides a pull lands exactly what the platform shows, or names what it could not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from connectors.engine.manifest import committed
from connectors.registry import contract
from sandbox.faults.catalogue import CATALOGUE
from sandbox.platforms.guide import UPDATE_FIELDS
from tests.support.completeness import difference, files_with, half_committed, is_late
from tests.support.county import MARKER, PLAYED
from tests.support.pulling import plan_of, pull_once

_WINDOWED = [network for network in PLAYED if contract(network).kind == "window"]
# a platform that asks to wait is waited for: few strikes keep the suite quick
_RATES = {"rate_limited": 0.04, "rate_limited_date": 0.03, "body_timeout": 0.1}
# these strike a platform, a day or a stream, not a request
_WHOLE = frozenset({"clock_ahead", "clock_behind", "missing_drop", "reissued_drop", "late_drop"})
# a record that moves, or a day issued again, has another update time than the one it was landed with
_NEW_TIMES = frozenset({"record_moves", "reissued_drop"})
# these can never be had, so the streams they strike must fail
_UNMENDABLE = {
    "forbidden_stream": "forbidden_stream:1@zongzhi.dispute",
    "bad_file": "bad_file:1",
}


def _plan_text(name: str, network: str) -> str:
    if name in _UNMENDABLE:
        return _UNMENDABLE[name]
    rate = 1.0 if name in _WHOLE else 0.2 if contract(network).kind == "window" else 0.5
    return f"{name}:{_RATES.get(name, rate)}@{network}"


_FAULTS = [
    pytest.param(network, _plan_text(fault.name, network), id=f"{network}-{fault.name}")
    for network in PLAYED
    for fault in CATALOGUE.values()
    if network in fault.networks
]
_MIXES = [
    pytest.param(network, f"{mix}@{network}", id=f"{network}-{mix}")
    for network in PLAYED
    for mix in ("mixed:0.2", "light", "hostile")
]


@pytest.mark.parametrize(("network", "faults"), [*_FAULTS, *_MIXES])
def test_a_pull_is_complete_or_fails_by_name(
    network: str, faults: str, county: Path, landing: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plan = plan_of(faults)

    report = pull_once(county, landing, network, plan)

    rules = {rule.name for rule in plan.rules if rule.rate > 0}
    apart = frozenset({UPDATE_FIELDS[network]}) if rules & _NEW_TIMES else frozenset()
    for stream in report.streams:
        assert half_committed(county, landing, network, stream.stream, plan) == []
        if stream.status == "failed":
            assert stream.error_kind, stream
            assert network in (stream.error or ""), stream
        else:
            found = difference(county, landing, network, stream.stream, plan, apart)
            assert not found, (stream.stream, found)
            assert "late_drop" in rules or not is_late(county, landing, network, stream.stream)
    allowed = any(name in faults for name in (*_UNMENDABLE, "hostile", "mixed"))
    assert report.ok or allowed, report.failed
    assert files_with(landing.parent, MARKER) == []
    assert MARKER not in caplog.text


@pytest.mark.parametrize(
    "faults",
    ["none", "record_moves:0.2", "moving_total:0.2", "short_page:0.2", "empty_page:0.2", "mixed:0.2"],
)
@pytest.mark.parametrize("network", _WINDOWED)
def test_a_pull_cut_into_many_windows_loses_nothing(
    network: str, faults: str, county: Path, landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(faults)
    finely_cut = contract(network).model_copy(update={"unit_rows": 100})
    monkeypatch.setattr("connectors.pull.contract_of", {network: finely_cut}.__getitem__)

    report = pull_once(county, landing, network, plan)

    assert report.ok, report.failed
    apart = frozenset({UPDATE_FIELDS[network]})
    for stream in contract(network).streams:
        assert half_committed(county, landing, network, stream, plan) == []
        found = difference(county, landing, network, stream, plan, apart)
        assert not found, (stream, found)


@pytest.mark.parametrize("network", PLAYED)
def test_what_a_fault_left_out_comes_with_the_next_quiet_pull(
    network: str, county: Path, landing: Path
) -> None:
    troubled = plan_of(f"mixed:0.2@{network},forbidden_stream:0.3,late_drop:1,bad_file:0.5")
    quiet = plan_of("none")
    pull_once(county, landing, network, troubled)

    report = pull_once(county, landing, network, quiet)

    assert report.ok, report.failed
    for stream in contract(network).streams:
        found = difference(county, landing, network, stream, quiet)
        assert not found, (stream, found)
        assert committed(landing, network, stream)
