"""`maintain`: once a week, remove what has outlived its retention."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import DAG, CronTriggerTimetable, dag, task
from places import PLACES, Place

DOC: Final = """
### Retention

Removes landed batches past the retention of their stream (never what the present state rests on), old run
records and quality results, and published versions beyond the number kept for a roll-back.

**When it fails**: nothing is lost and disk grows; the log names what could not be removed.
"""


def maintain_dag(place: Place) -> DAG:
    """Return the DAG that calls the one function of retention for a county."""

    @dag(
        **place.identity("maintain", "maintain 维护", "Remove what has outlived its retention"),
        doc_md=DOC,
        schedule=CronTriggerTimetable(
            place.schedule.maintain, timezone=hub.TIME_ZONE
        ),  # no start date: it waits for its hour
        catchup=False,
        max_active_runs=1,
        default_args=place.writing,
        tags=place.tags("maintain"),
        deadline=alerts.deadline(6, "disk grows meanwhile; the log shows what it works on"),
    )
    def maintain() -> None:
        @task(task_id="maintain")
        @place.work
        def remove_outlived() -> None:
            from warehouse import pipeline
            from warehouse.settings import Settings

            pipeline.maintain(Settings.from_env())

        remove_outlived()

    return maintain()


for county in PLACES:
    maintain_dag(county)
