"""The way from the platforms to the published file, as plain functions.

The command line and Airflow's tasks call the same ones. Each of them is a stage of a run; the run's name ties
the stages together, so that they may be called from different processes.
"""

from warehouse.pipeline.mirroring import mirror
from warehouse.pipeline.running import RunSummary, run
from warehouse.pipeline.status import Status, status
from warehouse.pipeline.steps import (
    build_marts,
    build_staging,
    check_marts,
    check_sources,
    link,
    maintain,
    publish,
    pull,
    reconcile,
    rollback,
)

__all__ = [
    "RunSummary",
    "Status",
    "build_marts",
    "build_staging",
    "check_marts",
    "check_sources",
    "link",
    "maintain",
    "mirror",
    "publish",
    "pull",
    "reconcile",
    "rollback",
    "run",
    "status",
]
