"""One DAG a network: `pull_<network>` lands what is new there and updates the asset of its landing."""

from __future__ import annotations

from typing import Final

import alerts
import hub
import pendulum
from airflow.sdk import DAG, dag, get_current_context, task
from places import PLACES, Place

from connectors import registry

DOC: Final = """
### {title}

Lands every stream of `{network}` as Parquet with manifests, incremental by window.
Needs the Connection `{connection}`; its form is in docs/cli.md. An optional network without one is skipped.

**When it fails**: the log names stream, window and reason. What was landed before stays in use,
the network shows as stale in `duowang status`, and the next run asks only for what is missing. If it
fails for a day, call the platform's vendor.
"""


def pull_dag(place: Place, network: str) -> DAG:
    """Return the DAG that pulls one network of a county."""
    contract = registry.contract(network)

    @dag(
        **place.identity(
            f"pull_{network}", f"pull {network} {contract.title}", f"Land what is new on {contract.title}"
        ),
        doc_md=DOC.format(title=contract.title, network=network, connection=place.connection_of(network)),
        schedule=place.schedule.pull,
        start_date=pendulum.datetime(2024, 1, 1, tz=hub.TIME_ZONE),
        catchup=False,
        max_active_runs=1,
        default_args=hub.DEFAULTS,
        tags=place.tags("pull", network),
        deadline=alerts.deadline(6, "the network is shown as of its last good state; call its vendor"),
    )
    def pull() -> None:
        @task(outlets=[place.landing(network)], task_display_name=f"land {network}")
        @place.work
        def land() -> int:
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            report = pipeline.pull(
                settings,
                network,
                get_current_context()["run_id"],
                connection=place.network_connection(network),
            )
            hub.lineage(writes=[settings.home.landing / network])
            return sum(stream.landed for stream in report.streams)

        land()

    return pull()


for county in PLACES:
    for name in county.networks:
        pull_dag(county, name)
