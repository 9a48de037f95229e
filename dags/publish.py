"""`publish`: the gate on the marts, then a new version behind the link that readers follow."""

from __future__ import annotations

from typing import Final

import alerts
import hub
import pendulum
from airflow.sdk import DAG, dag, task
from places import PLACES, Place

DOC: Final = """
### Gate and publication

`check_marts` runs the publish suite; a failed error stops here and readers keep the former version.
`publish` writes `published/<version>/hub.duckdb`, verifies it and swaps the link `published/current`.
`mirror` copies it into PostgreSQL where the Connection `duowang_mirror` exists; otherwise it is skipped.

**When it fails**: readers keep the former version; the log says in one sentence which rule failed and whom to
ask. Mend the data at its source, or the rule, and run `unify` again. If only `mirror` failed, PostgreSQL
keeps the former version while the file has the new one: mend what the log names and clear the task.

**To go back**: `duowang rollback` swaps the link to the former version.
"""


def publish_dag(place: Place) -> DAG:
    """Return the DAG that chains gate and publication of whichever run of a county has built last."""

    @dag(
        **place.identity("publish", "publish 发布", "Check the marts and let readers see them"),
        doc_md=DOC,
        schedule=[place.build],
        start_date=pendulum.datetime(2024, 1, 1, tz=hub.TIME_ZONE),
        catchup=False,
        max_active_runs=1,
        default_args=place.writing,
        tags=place.tags("publish"),
        deadline=alerts.deadline(2, "readers keep the former version; duowang status shows the stage"),
    )
    def publish() -> None:
        @task(retries=0)
        @place.work
        def check_marts() -> int:
            from warehouse import pipeline
            from warehouse.settings import Settings

            return len(pipeline.check_marts(Settings.from_env()))

        @task(task_id="publish", outlets=[place.marts])
        @place.work
        def publish_build() -> str:
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            version = pipeline.publish(settings).version
            hub.lineage(reads=[settings.home.build_db], writes=[settings.home.hub_db])
            return version

        @task(pool="default_pool")
        @place.work
        def mirror() -> str:
            connection = place.mirror_connection()
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            hub.lineage(reads=[settings.home.hub_db])
            return pipeline.mirror(settings, connection).version

        check_marts() >> publish_build() >> mirror()

    return publish()


for county in PLACES:
    publish_dag(county)
