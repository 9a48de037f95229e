"""`reconcile`: once a week, list all keys of every platform and land silent edits and deletions."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task

DOC: Final = """
### Silent edits and deletions

Platforms date edits back without a new update time, and records vanish. This lists everything a platform
holds, compares it with the landing, and commits what differs as a batch of kind `reconcile`. The platforms'
own limits make it slow: it runs on Saturday night.

**When it fails**: nothing half-listed is landed; the log names stream and reason. The next week tries again.
"""


@dag(
    dag_id="reconcile",
    dag_display_name="reconcile 对账",
    description="Find silent edits and deletions on every platform",
    doc_md=DOC,
    schedule=CronTriggerTimetable(
        "0 22 * * 6", timezone=hub.TIME_ZONE
    ),  # no start date: it waits for its hour
    catchup=False,
    max_active_runs=1,
    default_args=hub.DEFAULTS,
    tags=["reconcile"],
    deadline=alerts.deadline(24, "silent edits are not found meanwhile; a platform may answer slowly"),
)
def reconcile() -> None:
    """Give every network a task; one that is down does not stop the others."""
    for network in hub.NETWORKS:
        _task(network)


def _task(network: str) -> None:
    @task(task_id=f"reconcile_{network}", outlets=[hub.LANDING[network]])
    @hub.discreet
    def list_everything() -> int:
        from warehouse import pipeline
        from warehouse.settings import Settings

        report = pipeline.reconcile(
            Settings.from_env(),
            network,
            get_current_context()["run_id"],
            connection=hub.network_connection(network),
        )
        return sum(stream.landed for stream in report.streams)

    list_everything()


reconcile()
