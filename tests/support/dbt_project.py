"""Runs the dbt project against a build database, in a folder of its own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from dbt.cli.main import dbtRunner

from warehouse.database import spatial_extension
from warehouse.environment import changed

PROJECT = Path(__file__).parents[2] / "dbt_project"


@dataclass(frozen=True)
class DbtProject:
    """The project, pointed at one DuckDB file; artefacts go to `work`."""

    database: Path
    work: Path

    def build(self, *select: str, exclude: tuple[str, ...] = ()) -> None:
        """Build and test the selected nodes; raise with the failed nodes' messages when one fails."""
        arguments = ["build", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--quiet"]
        arguments += ["--target-path", str(self.work / "target"), "--log-path", str(self.work / "logs")]
        arguments += ["--select", *select, "--indirect-selection", "buildable"]
        if exclude:
            arguments += ["--exclude", *exclude]
        with _environment(self.database):
            outcome = dbtRunner().invoke(arguments)
        if outcome.exception:
            raise outcome.exception
        failed = [
            f"{node.node.name}: {node.message}"
            for node in outcome.result
            if str(node.status) in ("error", "fail")
        ]
        if failed:
            raise AssertionError("\n".join(failed))


def _environment(database: Path) -> AbstractContextManager[None]:
    given = {"DUOWANG_BUILD_DB": str(database), "DUOWANG_SPATIAL_EXTENSION": str(spatial_extension())}
    return changed(given)
