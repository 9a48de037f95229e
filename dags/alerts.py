"""Who is told when a task has failed for good, or a run is late.

The Connections `duowang_webhook` and `duowang_mail` say where to. A county without either is told nothing,
and the DAGs run all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from airflow.sdk import BaseNotifier, DeadlineAlert, DeadlineReference, SyncCallback
from airflow.sdk import Connection as AirflowConnection
from airflow.sdk.exceptions import AirflowNotFoundException

from warehouse.alerts import Alert, AlertError, Mail, Webhook
from warehouse.alerts.message import sentence

OWNER: Final = "data-engineering"
CHANNELS: Final[Mapping[str, Callable[[Mapping[str, Any]], Mail | Webhook]]] = {
    "duowang_webhook": Webhook.of,
    "duowang_mail": Mail.of,
}


class FailureNotifier(BaseNotifier):
    """Tells that a task has failed after its last retry."""

    def notify(self, context: Any) -> None:
        """Send what the hub's error says; of other errors only their kind."""
        task = context["task_instance"]
        what, fix = sentence(context.get("exception"))
        send(
            Alert(
                kind="failed",
                dag=task.dag_id,
                run=task.run_id,
                task=task.task_id,
                what=what,
                fix=fix,
                ask=OWNER,
                link=str(getattr(task, "log_url", "") or ""),
            )
        )


def late(context: Any, within: str, fix: str) -> None:
    """Tell that a run has not ended in time; called by the executor when a deadline is missed."""
    run = context["dag_run"]
    send(
        Alert(
            kind="late",
            dag=run["dag_id"],
            run=run["dag_run_id"],
            what=f"not done within {within}",
            fix=fix,
            ask=OWNER,
        )
    )


def deadline(hours: int, fix: str) -> DeadlineAlert | None:
    """Expect a run to end so many hours after it was queued.

    A trial by `airflow dags test` has none: Airflow 3.3.2 looks it up there by an id that only the scheduler
    gives it, and breaks the run off when everything is done.
    """
    if sys.argv[1:3] == ["dags", "test"]:
        return None
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=hours),
        callback=SyncCallback(late, kwargs={"within": f"{hours} h", "fix": fix}),
        name=f"done within {hours} h",
    )


def send(alert: Alert) -> None:
    """Send an alert over every channel that has a Connection; one that fails does not stop the other.

    Raises:
        AlertError: a channel did not take it.
    """
    failed = []
    for conn_id, channel in CHANNELS.items():
        try:
            found = AirflowConnection.get(conn_id)
        except AirflowNotFoundException:
            continue
        try:
            channel(_parts(found)).send(alert)
        except AlertError as error:
            failed.append(f"{conn_id}: {error.what}")
    if failed:
        raise AlertError("; ".join(failed))


def _parts(found: AirflowConnection) -> dict[str, Any]:
    """Take Airflow's Connection apart; a host that was split off its scheme is put together again."""
    host = found.host or ""
    if found.conn_type in {"http", "https"} and "://" not in host:
        port = f":{found.port}" if found.port else ""
        host = f"{found.schema or found.conn_type}://{host}{port}"
    return {
        "host": host,
        "port": found.port,
        "login": found.login,
        "password": found.password,
        "extra": found.extra,
    }
