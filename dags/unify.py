"""`unify`: from committed landing to the marts of the build, when every network has landed or at six."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, get_current_context, task

DOC: Final = """
### From landing to marts

`build_staging` types and cleans, `check_sources` judges the sources, `link` gives every person record its
resident, `build_marts` makes dimensions, facts, marts and ops. All write `build.duckdb`, one at a time (pool
`warehouse_writer`).

**When it fails**: nothing is published, the former version stays. `check_sources` says in one sentence which
rule failed, whom to ask and what to do; Data Docs lie under `quality/data_docs` of the home. A failed
model is a bug: see the log it names.
"""


@dag(
    dag_id="unify",
    dag_display_name="unify 多网合一",
    description="Stage, link and model what the networks have landed",
    doc_md=DOC,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 * * *", timezone=hub.TIME_ZONE), assets=hub.when_all_landed()
    ),  # no start date: the first run waits for landings, or for six o'clock
    catchup=False,
    max_active_runs=1,
    default_args=hub.DEFAULTS | {"pool": hub.WRITER_POOL},
    tags=["unify"],
    deadline=alerts.deadline(3, "nothing is published meanwhile; duowang status shows the stage"),
)
def unify() -> None:
    """Chain the stages; each is one plain function of the warehouse."""

    @task
    @hub.discreet
    def build_staging() -> int:
        from warehouse import pipeline
        from warehouse.settings import Settings

        settings = Settings.from_env()
        layers = pipeline.build_staging(settings, get_current_context()["run_id"])
        hub.lineage(
            reads=[settings.home.landing / network for network in hub.NETWORKS],
            writes=[settings.home.build_db],
        )
        return sum(layer.models for layer in layers)

    @task(retries=0)
    @hub.discreet
    def check_sources() -> int:
        from warehouse import pipeline
        from warehouse.settings import Settings

        return len(pipeline.check_sources(Settings.from_env(), get_current_context()["run_id"]))

    @task
    @hub.discreet
    def link() -> None:
        from warehouse import pipeline
        from warehouse.settings import Settings

        settings = Settings.from_env()
        pipeline.link(settings, get_current_context()["run_id"], secret=hub.resident_key_secret())
        hub.lineage(reads=[settings.home.build_db], writes=[settings.home.build_db])

    @task(outlets=[hub.BUILD])
    @hub.discreet
    def build_marts() -> int:
        from warehouse import pipeline
        from warehouse.settings import Settings

        settings = Settings.from_env()
        layers = pipeline.build_marts(settings, get_current_context()["run_id"])
        hub.lineage(reads=[settings.home.build_db], writes=[settings.home.build_db])
        return sum(layer.models for layer in layers)

    build_staging() >> check_sources() >> link() >> build_marts()


unify()
