"""`reconcile`: once a week, list all keys of every platform and land silent edits and deletions."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import DAG, CronTriggerTimetable, dag, get_current_context, task
from places import PLACES, Place

DOC: Final = """
### Silent edits and deletions

Platforms date edits back without a new update time, and records vanish. This lists everything a platform
holds, compares it with the landing, and commits what differs as a batch of kind `reconcile`. The platforms'
own limits make it slow: it runs on Saturday night.

**When it fails**: nothing half-listed is landed; the log names stream and reason. The next week tries again.
"""


def reconcile_dag(place: Place) -> DAG:
    """Return the DAG that gives every network of a county a task; one that is down stops no other."""

    @dag(
        **place.identity("reconcile", "reconcile 对账", "Find silent edits and deletions on every platform"),
        doc_md=DOC,
        schedule=CronTriggerTimetable(
            place.schedule.reconcile, timezone=hub.TIME_ZONE
        ),  # no start date: it waits for its hour
        catchup=False,
        max_active_runs=1,
        default_args=hub.DEFAULTS,
        tags=place.tags("reconcile"),
        deadline=alerts.deadline(24, "silent edits are not found meanwhile; a platform may answer slowly"),
    )
    def reconcile() -> None:
        for network in place.networks:
            _task(place, network)

    return reconcile()


def _task(place: Place, network: str) -> None:
    @task(task_id=f"reconcile_{network}", outlets=[place.landing(network)])
    @place.work
    def list_everything() -> int:
        from warehouse import pipeline
        from warehouse.settings import Settings

        report = pipeline.reconcile(
            Settings.from_env(),
            network,
            get_current_context()["run_id"],
            connection=place.network_connection(network),
        )
        return sum(stream.landed for stream in report.streams)

    list_everything()


for county in PLACES:
    reconcile_dag(county)
