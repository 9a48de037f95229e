"""`province`: when every county has published, or at its hour, unite their marts (docs/counties.md)."""

from __future__ import annotations

from typing import Final

import alerts
import hub
from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, dag, task
from places import COUNTIES, PLACES

from warehouse.counties import Province

DOC: Final = """
### From counties to a province

Finds residents who stand in the registers of several counties (`province/restricted`), unites what the
counties' readers see, and publishes `province/published/current/hub.duckdb`. A county that has nothing
published is left out and named in `marts.dim_county`.

**When it fails**: readers keep the former version of the province; the log names the county whose registry
cannot be read. The counties themselves are not touched.
"""


def province_dag(province: Province) -> DAG:
    """Return the DAG of the province."""

    @dag(
        dag_id="province",
        dag_display_name=f"province 全省 · {province.name_zh}",
        description=f"Unite the marts of the counties of {province.name_en}",
        doc_md=DOC,
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable(province.schedule, timezone=hub.TIME_ZONE),
            assets=hub.all_of(place.marts for place in PLACES),
        ),  # no start date: the first run waits for the counties, or for its hour
        catchup=False,
        max_active_runs=1,
        default_args=hub.DEFAULTS | {"pool": hub.WRITER_POOL},
        tags=["province"],
        deadline=alerts.deadline(
            3, "readers keep the former version; duowang counties shows what stands where"
        ),
    )
    def unite() -> None:
        @task(task_id="province", outlets=[hub.PROVINCE_MARTS])
        @hub.discreet
        def link_unite_publish() -> str:
            from warehouse.paths import Home
            from warehouse.province import run

            return run(Home.from_env(), secret=hub.resident_key_secret(province.keys)).publication.version

        link_unite_publish()

    return unite()


if COUNTIES and COUNTIES.province:
    province_dag(COUNTIES.province)
