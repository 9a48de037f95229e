"""`unify`: from committed landing to the marts of the build, when every network has landed or at six."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, dag, get_current_context, task
from places import PLACES, Place

DOC: Final = """
### From landing to marts

`build_staging` types and cleans, `check_sources` judges the sources, `link` gives every person record its
resident, `build_marts` makes dimensions, facts, marts and ops. All write `build.duckdb`, one at a time (pool
`warehouse_writer`).

**When it fails**: nothing is published, the former version stays. `check_sources` says in one sentence which
rule failed, whom to ask and what to do; Data Docs lie under `quality/data_docs` of the home. A failed
model is a bug: see the log it names.
"""


def unify_dag(place: Place) -> DAG:
    """Return the DAG that chains the stages of a county; each is one plain function of the warehouse."""

    @dag(
        **place.identity("unify", "unify 多网合一", "Stage, link and model what the networks have landed"),
        doc_md=DOC,
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable(place.schedule.unify, timezone=hub.TIME_ZONE),
            assets=place.all_landed(),
        ),  # no start date: the first run waits for landings, or for its hour
        catchup=False,
        max_active_runs=1,
        default_args=place.writing,
        tags=place.tags("unify"),
        deadline=alerts.deadline(3, "nothing is published meanwhile; duowang status shows the stage"),
    )
    def unify() -> None:
        @task
        @place.work
        def build_staging() -> int:
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            layers = pipeline.build_staging(settings, get_current_context()["run_id"])
            hub.lineage(
                reads=[settings.home.landing / network for network in place.networks],
                writes=[settings.home.build_db],
            )
            return sum(layer.models for layer in layers)

        @task(retries=0)
        @place.work
        def check_sources() -> int:
            from warehouse import pipeline
            from warehouse.settings import Settings

            return len(pipeline.check_sources(Settings.from_env(), get_current_context()["run_id"]))

        @task
        @place.work
        def link() -> None:
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            pipeline.link(settings, get_current_context()["run_id"], secret=place.resident_key_secret())
            hub.lineage(reads=[settings.home.build_db], writes=[settings.home.build_db])

        @task(outlets=[place.build])
        @place.work
        def build_marts() -> int:
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            layers = pipeline.build_marts(settings, get_current_context()["run_id"])
            hub.lineage(reads=[settings.home.build_db], writes=[settings.home.build_db])
            return sum(layer.models for layer in layers)

        build_staging() >> check_sources() >> link() >> build_marts()

    return unify()


for county in PLACES:
    unify_dag(county)
