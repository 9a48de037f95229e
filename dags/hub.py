"""What the DAG files share: defaults, discretion, and the way from an Airflow Connection to the hub's own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import alerts
from airflow.sdk import Asset
from airflow.sdk import Connection as AirflowConnection
from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException, AirflowSkipException
from airflow.sdk.lineage import get_hook_lineage_collector

from connectors import registry
from connectors.engine.connection import Connection
from connectors.engine.errors import ConnectorError
from warehouse.errors import HubError

TIME_ZONE: Final = "Asia/Shanghai"
WRITER_POOL: Final = "warehouse_writer"
P = ParamSpec("P")
R = TypeVar("R")

KEYS_CONNECTION: Final = "duowang_keys"
MIRROR_CONNECTION: Final = "duowang_mirror"
NETWORKS: Final = registry.networks()
PROVINCE_MARTS: Final = Asset(name="province_marts", uri="duowang://province/published/current")
DEFAULTS: Final[dict[str, Any]] = {
    "owner": alerts.OWNER,
    "on_failure_callback": alerts.FailureNotifier(),
    "retries": int(os.environ.get("DUOWANG_TASK_RETRIES", "2")),
    "retry_delay": timedelta(minutes=5),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(hours=1),
    "execution_timeout": timedelta(hours=3),
}


def discreet(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what an error may quote out of logs, lineage and alerts; the hub's own errors quote nothing.

    Their causes are cut off. The trace of an error nobody foresaw is kept in the private folder `build/`.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (HubError, ConnectorError, AirflowException) as error:
            raise error from None
        except Exception as error:  # noqa: BLE001 the last resort: a bare trace may quote somebody's data
            from warehouse.cli.session import unexpected
            from warehouse.paths import Home

            raise unexpected(error, Home.from_env()) from None

    return wrapper


def hub_connection(conn_id: str) -> Connection:
    """Return the hub's form of an Airflow Connection.

    Raises:
        AirflowNotFoundException: no such Connection; its message names the id to add.
        ConfigurationError: it has no usable address.
    """
    found = AirflowConnection.get(conn_id)
    return Connection.from_json(
        conn_id,
        json.dumps(
            {
                "conn_type": found.conn_type,
                "schema": found.schema,
                "host": found.host,
                "port": found.port,
                "login": found.login,
                "password": found.password,
                "extra": found.extra,
            }
        ),
    )


def network_connection(network: str, conn_id: str) -> Connection:
    """Return the Connection of a network. A county without one for an optional network skips the task.

    Raises:
        AirflowSkipException: no such Connection, and the network is optional.
        AirflowNotFoundException, ConfigurationError: as `hub_connection`.
    """
    try:
        return hub_connection(conn_id)
    except AirflowNotFoundException as missing:
        if registry.contract(network).optional:
            raise AirflowSkipException(f"this county has no Connection '{conn_id}'") from missing
        raise


def resident_key_secret(conn_id: str = KEYS_CONNECTION) -> bytes | None:
    """Return the secret of a Connection such as `duowang_keys`, or None where it is kept in the home."""
    try:
        found = AirflowConnection.get(conn_id)
    except AirflowNotFoundException:
        return None
    return (found.password or "").encode() or None


def mirror_connection(conn_id: str = MIRROR_CONNECTION) -> Any:
    """Return the Connection of the PostgreSQL mirror. A county without one skips the task.

    Raises:
        AirflowSkipException: no such Connection.
        ConfigurationError: it is malformed.
    """
    from warehouse.mirror import MirrorConnection

    try:
        found = AirflowConnection.get(conn_id)
    except AirflowNotFoundException as missing:
        raise AirflowSkipException(f"this county has no Connection '{conn_id}'") from missing
    names = ("host", "port", "schema", "login", "password", "extra")
    return MirrorConnection.of({name: getattr(found, name) for name in names})


def lineage(*, reads: Iterable[Path] = (), writes: Iterable[Path] = ()) -> None:
    """Say which files a task reads and writes; OpenLineage's events name them as inputs and outputs."""
    collector, place = get_hook_lineage_collector(), alerts  # a collector wants to know who tells it
    for path in reads:
        collector.add_input_asset(place, scheme="file", asset_kwargs={"path": str(path)})
    for path in writes:
        collector.add_output_asset(place, scheme="file", asset_kwargs={"path": str(path)})


def all_of(assets: Iterable[Asset]) -> Any:
    """Return the condition that every one of these assets is new."""
    first, *others = assets
    condition: Any = first
    for asset in others:
        condition = condition & asset
    return condition
