"""What the DAG files share: assets, owners, tags, and the way from an Airflow Connection to the hub's own."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any, Final

from airflow.sdk import Asset
from airflow.sdk import Connection as AirflowConnection
from airflow.sdk.exceptions import AirflowNotFoundException, AirflowSkipException

from connectors import registry
from connectors.engine.connection import Connection

TIME_ZONE: Final = "Asia/Shanghai"
WRITER_POOL: Final = "warehouse_writer"
KEYS_CONNECTION: Final = "duowang_keys"
NETWORKS: Final = registry.networks()
LANDING: Final = {name: Asset(name=f"landing_{name}", uri=f"duowang://landing/{name}") for name in NETWORKS}
BUILD: Final = Asset(name="build", uri="duowang://build/marts")
MARTS: Final = Asset(name="published_marts", uri="duowang://published/current")
DEFAULTS: Final[dict[str, Any]] = {
    "owner": "data-engineering",
    "retries": int(os.environ.get("DUOWANG_TASK_RETRIES", "2")),
    "retry_delay": timedelta(minutes=5),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(hours=1),
    "execution_timeout": timedelta(hours=3),
}


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


def network_connection(network: str) -> Connection:
    """Return the Connection of a network. A county without one for an optional network skips the task.

    Raises:
        AirflowSkipException: no such Connection, and the network is optional.
        AirflowNotFoundException, ConfigurationError: as `hub_connection`.
    """
    try:
        return hub_connection(network)
    except AirflowNotFoundException as missing:
        if registry.contract(network).optional:
            raise AirflowSkipException(f"this county has no Connection '{network}'") from missing
        raise


def resident_key_secret() -> bytes | None:
    """Return the secret of the Connection `duowang_keys`, or None where a county keeps it in its home."""
    try:
        found = AirflowConnection.get(KEYS_CONNECTION)
    except AirflowNotFoundException:
        return None
    return (found.password or "").encode() or None


def when_all_landed() -> Any:
    """Return the asset condition that every network has landed something new.

    An optional network is not waited for: a county may be without it.
    """
    first, *others = (LANDING[name] for name in NETWORKS if not registry.contract(name).optional)
    condition: Any = first
    for asset in others:
        condition = condition & asset
    return condition
