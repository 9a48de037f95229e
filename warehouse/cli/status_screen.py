"""`duowang status` on one screen: what readers see, what needs somebody, how each network stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from warehouse.cli.tables import table

if TYPE_CHECKING:
    from warehouse.pipeline.attention import Attention
    from warehouse.pipeline.status import Status

_WARNINGS = 3
_MARKS = {"error": "错误 error", "stale": "陈旧 stale", "warning": "警告 warning"}
_VERSIONS = 5
_MINUTE = "%Y-%m-%d %H:%M"


def status(console: Console, found: Status) -> None:
    """Show the state of a home."""
    _head(console, found)
    _attention(console, found)
    _networks(console, found)
    newest = ", ".join(found.versions[::-1][:_VERSIONS]) or "none"
    _say(console, f"versions 版本, newest first: {newest} (duowang rollback --to VERSION)")


def _head(console: Console, found: Status) -> None:
    _say(console, f"home 数据目录: {found.home}")
    _say(console, f"readers see 当前版本: {found.current or 'nothing yet'}")
    _say(console, f"running 运行中: {found.running or 'nothing'}")
    if found.last_run:
        began = f"{found.last_run.started_at:{_MINUTE}} UTC"
        _say(console, f"last run 最近运行: {found.last_run.run_id}, {began} — {found.last_outcome}")


def _attention(console: Console, found: Status) -> None:
    """List errors and stale networks all, and the oldest warnings."""
    if not found.attention:
        _say(console, "needs somebody 待处理: nothing, all is well 一切正常")
        return
    pressing = [one for one in found.attention if one.severity != "warning"]
    warnings = [one for one in found.attention if one.severity == "warning"]
    shown = [*pressing, *warnings[:_WARNINGS]]
    heads = ["", "since 自 (UTC)", "what 什么", "ask 询问", "what to do 处理"]
    table(console, "needs somebody 待处理", heads, [_row(one) for one in shown])
    if len(warnings) > _WARNINGS:
        _say(console, f"and {len(warnings) - _WARNINGS} more warnings 其余警告: {found.data_docs}")


def _row(one: Attention) -> Sequence[object]:
    since = f"{one.since:{_MINUTE}}" if one.since else None
    return [_MARKS[one.severity], since, one.what, one.whom, one.action]


def _networks(console: Console, found: Status) -> None:
    rows = [
        [
            network.network,
            network.state,
            network.pulled_at,
            network.newest_at,
            f"{network.landed:,}",
            network.quarantined,
            network.stale_since,
        ]
        for network in found.networks
    ]
    heads = ["network", "state", "last pulled", "newest record", "landed", "set aside", "stale since"]
    table(console, "networks 平台", heads, rows)


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
