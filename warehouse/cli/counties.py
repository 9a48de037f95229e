"""`duowang counties`, `duowang province`, and `duowang run --county all`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from warehouse.cli.session import Session, of_the_hub
from warehouse.cli.tables import publication, table
from warehouse.counties import Counties, configured
from warehouse.counties.reading import VARIABLE
from warehouse.errors import ConfigurationError
from warehouse.exit_codes import ExitCode

if TYPE_CHECKING:
    from warehouse.counties.overview import CountyState
    from warehouse.counties.running import CountyRun
    from warehouse.province import ProvinceSummary


@click.command()
@of_the_hub
def counties(session: Session) -> None:
    """List the counties of this hub with what readers see and what needs somebody; changes nothing."""
    from warehouse.counties.overview import states

    found = states(several(), session.settings.home)
    document = {"counties": [asdict(one) for one in found]}
    session.answer(document, lambda console: _show_states(console, found))


@click.command()
@of_the_hub
def province(session: Session) -> ExitCode:
    """Find who lives in several counties, unite the counties' marts, and publish the province's file."""
    from warehouse.province import run

    with session.watching() as reporter:
        done = run(session.settings.home, reporter=reporter)
    code = ExitCode.PULL_INCOMPLETE if done.left_out else ExitCode.OK
    document = {
        "ok": not code,
        "exit_code": int(code),
        "linkage": asdict(done.linkage),
        "publication": asdict(done.publication),
        "left_out": done.left_out,
    }
    session.answer(document, lambda console: _show_province(console, done))
    return code


def several() -> Counties:
    """Read the counties; raises ConfigurationError where the hub is one county."""
    whole = configured()
    if whole is None:
        raise ConfigurationError(
            "this hub is one county", where=VARIABLE, fix=f"let {VARIABLE} name a file (docs/counties.md)"
        )
    return whole


def run_everywhere(session: Session, arguments: list[str], at_once: int) -> ExitCode:
    """Run a command for every county, and show how each ended."""
    from warehouse.counties.running import run_all, worst

    with session.watching() as reporter:
        runs = run_all(several(), session.settings.home, arguments, reporter, at_once=at_once)
    code = worst(runs)
    document = {"ok": not code, "exit_code": int(code), "counties": [_brief(run) for run in runs]}
    session.answer(document, lambda console: _show_runs(console, runs))
    return code


def _brief(run: CountyRun) -> dict[str, Any]:
    return asdict(run) | {"exit_code": int(run.exit_code)}


def _show_states(console: Console, found: list[CountyState]) -> None:
    heads = [
        "county",
        "code",
        "名称",
        "current",
        "running",
        "last run",
        "outcome",
        "stale",
        "errors",
        "warnings",
    ]
    rows = [
        [
            one.id,
            one.adcode,
            one.name_zh,
            one.current,
            one.running,
            one.last_run,
            one.last_outcome,
            ", ".join(one.stale) or None,
            one.errors,
            one.warnings,
        ]
        for one in found
    ]
    table(console, "counties 县", heads, rows)


def _show_province(console: Console, done: ProvinceSummary) -> None:
    linked = done.linkage
    rows: list[list[object]] = [
        ["residents of counties 各县居民", linked.residents],
        ["people 人", linked.people],
    ]
    rows += [[f"joined by {rule}", count] for rule, count in linked.by_rule.items() if rule != "single"]
    rows += [
        ["pairs to review 待审核", linked.to_review],
        ["namesakes kept apart 同名同生日", linked.namesakes],
    ]
    table(console, "across counties 跨县归并", ["what", "number"], rows)
    publication(console, done.publication)
    for county, reason in done.left_out.items():
        console.print(f"left out 未并入: {county}: {reason}", markup=False, soft_wrap=True, style="yellow")


def _show_runs(console: Console, runs: list[CountyRun]) -> None:
    rows = [
        [run.county, run.exit_code.name, run.seconds, run.document.get("publication", {}).get("version")]
        for run in runs
    ]
    table(console, "counties 县", ["county", "ended", "seconds", "version"], rows)
    for run in runs:
        if run.told:
            console.print(f"{run.county}: {run.told}", markup=False, soft_wrap=True, style="yellow")
