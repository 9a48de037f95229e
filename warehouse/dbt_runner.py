"""Run layers of the dbt project in this process, through dbt's own runner."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg

from warehouse.database import spatial_extension
from warehouse.engines import Engine
from warehouse.environment import changed
from warehouse.errors import BuildFailedError, HubError, refused_by_disk, sentence_list
from warehouse.layers import LayerPlan, Node, label, plan
from warehouse.paths import dbt_project
from warehouse.scrub import scrub, telling_line
from warehouse.settings import Settings
from warehouse.soundness import told

log = logging.getLogger(__name__)

Advance = Callable[[str, int, int], None]
"""Called with the layer of a node that is done, how many are done, and how many there are."""

_LEFT_OUT: Mapping[Engine, tuple[str, ...]] = {
    "duckdb": (),
    "spark": tuple(f"--exclude-resource-type={kind}" for kind in ("seed", "test", "unit_test")),
}
_FAILED = {"error", "fail", "runtime error", "partial success"}


@dataclass(frozen=True)
class Failure:
    """A model or test that failed; `message` holds no value of the data."""

    node: str
    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.node}: {self.message}"


@dataclass(frozen=True)
class _Call:
    """Which engine dbt is called for, and who listens."""

    engine: Engine
    advance: Advance | None


@dataclass(frozen=True)
class LayerResult:
    """What one layer did; `seconds` are those of its nodes together, which run side by side."""

    layer: str
    models: int
    tests: int
    warnings: tuple[str, ...]
    seconds: float


def build_layers(
    settings: Settings, names: Sequence[str], advance: Advance | None = None, *, engine: Engine = "duckdb"
) -> list[LayerResult]:
    """Build and test some layers in one call of dbt, which keeps their order by what needs what.

    On Spark, whose session is the caller's, only models are built: it is lent DuckDB's seeds, and what it
    gives is compared with DuckDB's tables, which are tested.

    Raises:
        BuildFailedError: a model or a test of severity error failed; what needs it is not built.

    """
    project = dbt_project()
    with _environment(settings, engine):
        manifest = _parse(settings, project)
        nodes = cast(Mapping[str, Node], manifest.nodes)
        wanted = [layer for layer in plan(nodes) if layer.name in names and layer.nodes]
        label(nodes, wanted)
        return _build(settings, project, manifest, wanted, _Call(engine, advance)) if wanted else []


def parsed(settings: Settings) -> Manifest:
    """Read the project as DuckDB's build does.

    Raises:
        BuildFailedError: it cannot be parsed.

    """
    with _environment(settings, "duckdb"):
        return _parse(settings, dbt_project())


def _parse(settings: Settings, project: Path) -> Manifest:
    outcome = _invoke(settings, project, dbtRunner(), ["parse"])
    if not isinstance(outcome.result, Manifest):
        error = str(outcome.exception)
        raise refused_by_disk(settings.home.build, error) or _broken_project(telling_line(error), project)
    return outcome.result


def _build(
    settings: Settings,
    project: Path,
    manifest: Manifest,
    wanted: Sequence[LayerPlan],
    call: _Call,
) -> list[LayerResult]:
    layer_of = {node: layer.name for layer in wanted for node in layer.nodes}
    callbacks = [_progress(layer_of, call.advance)] if call.advance else []
    runner = dbtRunner(manifest=manifest, callbacks=callbacks)
    select = " ".join(f"tag:{layer.label}" for layer in wanted)
    arguments = ["build", "--indirect-selection", "empty", "--select", select, *_LEFT_OUT[call.engine]]
    outcome = _invoke(settings, project, runner, arguments)
    results = list(getattr(outcome.result, "results", []))
    for result in results:
        layer = layer_of.get(result.node.unique_id, result.node.resource_type)
        log.info("dbt %s %s %s %.2fs", layer, result.node.name, result.status, result.execution_time)
    if failed := [result for result in results if result.status in _FAILED]:
        raise _build_failed(settings, layer_of, failed)
    if not outcome.success:
        error = str(outcome.exception)
        raise refused_by_disk(settings.home.build, error) or _broken_project(scrub(error), project)
    return [
        _summary(layer.name, [result for result in results if result.node.unique_id in layer.nodes])
        for layer in wanted
    ]


def _summary(layer: str, results: Sequence[Any]) -> LayerResult:
    tests = [result for result in results if result.node.resource_type == "test"]
    models = [result for result in results if result.node.resource_type in {"model", "seed", "snapshot"}]
    warnings = tuple(f"{result.node.name}: {result.message}" for result in tests if result.status == "warn")
    seconds = sum(result.execution_time for result in results)
    return LayerResult(layer, len(models), len(tests), warnings, round(seconds, 2))


def _failure(settings: Settings, result: Any) -> Failure:
    node = result.node
    found = told(settings, node) if result.status == "fail" else None
    return Failure(node.name, node.original_file_path, found or scrub(result.message or str(result.status)))


def _build_failed(settings: Settings, layer_of: Mapping[str, str], failed: Sequence[Any]) -> HubError:
    failures = [_failure(settings, result) for result in failed]
    messages = "; ".join(failure.message for failure in failures)
    if refusal := refused_by_disk(settings.home.build, messages):
        return refusal
    layers = sorted({layer_of.get(result.node.unique_id, result.node.resource_type) for result in failed})
    where = ("the layer " if len(layers) == 1 else "the layers ") + sentence_list(layers)
    count = "1 node" if len(failures) == 1 else f"{len(failures)} nodes"
    return BuildFailedError(
        f"{count} of {where} failed: {sentence_list(map(str, failures), limit=3)}",
        where=", ".join(sorted({failure.file for failure in failures})[:3]),
        fix=f"mend it, then duowang build; the SQL that ran lies in {settings.home.dbt_target / 'run'}",
    )


def _broken_project(reason: str, project: Path) -> BuildFailedError:
    return BuildFailedError(
        f"dbt cannot run the project: {reason}",
        where=str(project),
        fix=f"run dbt parse --project-dir {project} --profiles-dir {project} to see it whole",
    )


def _invoke(settings: Settings, project: Path, runner: dbtRunner, arguments: list[str]) -> dbtRunnerResult:
    """Call dbt without its own log: that would hold values which errors quote."""
    command, *rest = arguments
    folders = [
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(settings.home.dbt_target), "--log-path", str(settings.home.build)),
    ]
    quiet = ["--log-level", "none", "--log-level-file", "none", "--no-write-json", "--no-print"]
    still = ["--no-send-anonymous-usage-stats", "--no-version-check", "--no-use-colors"]
    try:
        return runner.invoke([*quiet, *still, command, *folders, *rest])
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _progress(layer_of: Mapping[str, str], advance: Advance) -> Callable[[EventMsg], None]:
    """Count finished nodes from dbt's events."""
    first, total, done = next(iter(layer_of.values())), 0, 0

    def count(event: EventMsg) -> None:
        nonlocal total, done
        if event.info.name == "ConcurrencyLine":
            total = int(event.data.node_count)
            advance(first, 0, total)
        elif event.info.name == "NodeFinished":
            done += 1
            node = event.data.node_info
            advance(layer_of.get(node.unique_id, node.resource_type), done, max(total, done))

    return count


def _environment(settings: Settings, engine: Engine) -> AbstractContextManager[None]:
    """Give dbt's profile its variables, for the time of the call."""
    given = {
        "DUOWANG_ENGINE": engine,
        "DUOWANG_BUILD_DB": str(settings.home.build_db),
        "DUOWANG_SPATIAL_EXTENSION": str(spatial_extension()),
        "DUOWANG_DUCKDB_THREADS": str(settings.threads),
        "DUOWANG_DUCKDB_TEMP": str(settings.home.build / "spill"),
    }
    if settings.memory_limit:
        given["DUOWANG_DUCKDB_MEMORY"] = settings.memory_limit
    return changed(given)
