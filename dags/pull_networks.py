"""One DAG a network: `pull_<network>` lands what is new there and updates the asset of its landing."""

from __future__ import annotations

from typing import Final

import alerts
import hub
import pendulum
from airflow.sdk import DAG, dag, get_current_context, task

from connectors import registry

DOC: Final = """
### {title}

Lands every stream of `{network}` as Parquet with manifests, incremental by window.
Needs the Connection `{network}`; its form is in docs/cli.md. An optional network without one is skipped.

**When it fails**: the log names stream, window and reason. What was landed before stays in use,
the network shows as stale in `duowang status`, and the next run asks only for what is missing. If it
fails for a day, call the platform's vendor.
"""
# a drop appears some time after midnight, so the night's first hours are left to the platforms
SCHEDULE: Final = "30 1,5 * * *"


def pull_dag(network: str) -> DAG:
    """Return the DAG that pulls one network."""
    contract = registry.contract(network)

    @dag(
        dag_id=f"pull_{network}",
        dag_display_name=f"pull {network} {contract.title}",
        description=f"Land what is new on {contract.title}",
        doc_md=DOC.format(title=contract.title, network=network),
        schedule=SCHEDULE,
        start_date=pendulum.datetime(2024, 1, 1, tz=hub.TIME_ZONE),
        catchup=False,
        max_active_runs=1,
        default_args=hub.DEFAULTS,
        tags=["pull", network],
        deadline=alerts.deadline(6, "the network is shown as of its last good state; call its vendor"),
    )
    def pull() -> None:
        @task(outlets=[hub.LANDING[network]], task_display_name=f"land {network}")
        @hub.discreet
        def land() -> int:
            from warehouse import pipeline
            from warehouse.settings import Settings

            settings = Settings.from_env()
            report = pipeline.pull(
                settings,
                network,
                get_current_context()["run_id"],
                connection=hub.network_connection(network),
            )
            hub.lineage(writes=[settings.home.landing / network])
            return sum(stream.landed for stream in report.streams)

        land()

    return pull()


for name in hub.NETWORKS:
    globals()[f"pull_{name}"] = pull_dag(name)
