"""Tables for people, on a terminal or in a log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from expectations.results import QualityResult
    from warehouse.dbt_runner import LayerResult
    from warehouse.mirror import Mirrored
    from warehouse.pipeline.figures import Figure
    from warehouse.pipeline.published import Published
    from warehouse.pipeline.running import RunSummary
    from warehouse.publication import Publication
    from warehouse.runs import RunRecord

Cell = object
_DATE = "%Y-%m-%d %H:%M:%S UTC"


def pulls(console: Console, record: RunRecord) -> None:
    """Show what each network landed."""
    names = ("batches", "received", "landed", "duplicates", "quarantined")
    stages = [stage for stage in record.stages if stage.stage in {"pull", "reconcile"}]
    rows = [
        [stage.network, stage.outcome, *(stage.detail.get(name) for name in names), stage.seconds]
        for stage in stages
    ]
    table(console, "pull 拉取", ["network", "outcome", *names, "seconds"], rows)
    _reasons(console, {str(stage.network): stage.error for stage in stages if stage.error})


def layers(console: Console, run_id: str, results: Sequence[LayerResult]) -> None:
    """Show what each layer built."""
    rows = [[layer.layer, layer.models, layer.tests, len(layer.warnings), layer.seconds] for layer in results]
    table(console, f"build 构建 {run_id}", ["layer", "models", "tests", "warnings", "seconds"], rows)


def quality(console: Console, results: Sequence[QualityResult]) -> None:
    """Show the verdict of the gate, and each rule that failed."""
    failed = [result for result in results if not result.success]
    errors = sum(result.severity == "error" for result in failed)
    verdict = f"{len(results)} rules, {errors} errors, {len(failed) - errors} warnings"
    rows = [
        [
            result.severity,
            result.network,
            result.stream_or_table,
            result.expectation,
            result.observed,
            result.threshold,
        ]
        for result in failed
    ]
    console.print(f"quality 质量: {verdict}", markup=False)
    if rows:
        heads = ["severity", "network", "stream or table", "rule", "observed", "allowed"]
        table(console, "rules that failed 未通过的规则", heads, rows)


def publication(console: Console, published: Publication) -> None:
    """Show a new version and the rows of its tables."""
    rows = [[table, f"{count:,}"] for table, count in published.row_counts.items()]
    table(console, f"published 发布 {published.version}", ["table", "rows"], rows)
    console.print(f"file 文件: {published.path}", markup=False, soft_wrap=True)


def mirrored(console: Console, mirror: Mirrored) -> None:
    """Show what the mirror holds, and who may read it."""
    rows = [[table, f"{count:,}"] for table, count in mirror.row_counts.items()]
    table(console, f"mirrored 镜像 {mirror.version}", ["table", "rows"], rows)
    readers = mirror.reader or "its owner only; make the role as docs/cli.md shows, and mirror again"
    console.print(
        f"database 数据库: {mirror.database}; readers 可读角色: {readers}", markup=False, soft_wrap=True
    )


def current(console: Console, seen: Published) -> None:
    """Show what readers see: rows, figures and the verdict of the gates."""
    rows = [[name, f"{count:,}"] for name, count in seen.row_counts.items()]
    table(console, f"published 发布 {seen.version}", ["table", "rows"], rows)
    _figures(console, seen.figures)
    quality(console, seen.quality)
    console.print(f"published file 发布文件: {seen.path}", markup=False, soft_wrap=True)


def run(console: Console, summary: RunSummary) -> None:
    """Show what a run did: marts, figures, quality, stages, and where the published file is."""
    publication(console, summary.publication)
    _figures(console, summary.figures)
    quality(console, summary.quality)
    pulls(console, summary.record)
    _stages(console, summary.record)
    if summary.stale:
        console.print(
            "stale 陈旧: " + ", ".join(summary.stale) + " (shown as of their last good state)", style="yellow"
        )
    console.print(f"published file 发布文件: {summary.publication.path}", markup=False, soft_wrap=True)


def run_document(summary: RunSummary) -> dict[str, Any]:
    """Give the same as one JSON document."""
    return {
        "ok": not summary.stale,
        "exit_code": int(summary.exit_code),
        "run": summary.record.model_dump(mode="json"),
        "publication": asdict(summary.publication),
        "figures": [asdict(figure) for figure in summary.figures],
        "quality": [asdict(result) for result in summary.quality],
        "stale": summary.stale,
    }


def _figures(console: Console, rows: Sequence[Figure]) -> None:
    if not rows:
        return
    cells = [[row.figure, row.name_zh, row.published_value, row.value, row.difference] for row in rows]
    heads = ["figure", "名称", "published 公布", "computed 计算", "difference 差"]
    table(console, "published figures 公布数字", heads, cells)
    off = sum(1 for row in rows if row.difference != 0)
    console.print(f"figures with a difference 有差异: {off} of {len(rows)}", markup=False)


def _stages(console: Console, record: RunRecord) -> None:
    rows = [
        [stage.stage.replace("_", " "), stage.network, stage.outcome, stage.seconds]
        for stage in record.stages
    ]
    table(console, f"stages 阶段 {record.run_id}", ["stage", "network", "outcome", "seconds"], rows)


def _reasons(console: Console, reasons: dict[str, str | None]) -> None:
    for name, reason in reasons.items():
        console.print(f"{name}: {reason}", markup=False, soft_wrap=True, style="yellow")


def table(console: Console, title: str, heads: Iterable[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Show rows under a title."""
    drawn = Table(title=title, title_justify="left", box=SIMPLE, pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(escape(_text(cell)) for cell in row))
    console.print(drawn)


def _text(cell: Cell) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, datetime):
        return cell.strftime(_DATE)
    return f"{cell:g}" if isinstance(cell, float) and abs(cell) < 1e6 else str(cell)
