"""`maintain`: once a week, remove what has outlived its retention."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import CronTriggerTimetable, dag, task

DOC: Final = """
### Retention

Removes landed batches past the retention of their stream (never what the present state rests on), old run
records and quality results, and published versions beyond the number kept for a roll-back.

**When it fails**: nothing is lost and disk grows; the log names what could not be removed.
"""


@dag(
    dag_id="maintain",
    dag_display_name="maintain 维护",
    description="Remove what has outlived its retention",
    doc_md=DOC,
    schedule=CronTriggerTimetable(
        "0 3 * * 0", timezone=hub.TIME_ZONE
    ),  # no start date: it waits for its hour
    catchup=False,
    max_active_runs=1,
    default_args=hub.DEFAULTS | {"pool": hub.WRITER_POOL},
    tags=["maintain"],
    deadline=alerts.deadline(6, "disk grows meanwhile; the log shows what it works on"),
)
def maintain() -> None:
    """Call the one function of retention."""

    @task(task_id="maintain")
    @hub.discreet
    def remove_outlived() -> None:
        from warehouse import pipeline
        from warehouse.settings import Settings

        pipeline.maintain(Settings.from_env())

    remove_outlived()


maintain()
