#!/usr/bin/env bash
# A real Airflow (scheduler, LocalExecutor, assets, UI) over the sandbox until ctrl-c.
# Usage: scripts/up.sh [PEOPLE]
set -euo pipefail
people="${1:-30000}"
source "$(dirname "$0")/airflow_env.sh"
sandbox="$DUOWANG_HOME/sandbox"
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=True # no login: the UI listens on loopback only

stop() { python -m sandbox down --home "$sandbox" >/dev/null 2>&1 || true; }
trap stop EXIT

python -m sandbox up --home "$sandbox" --people "$people"
set -a && source "$sandbox/connections.env" && set +a
airflow db migrate >/dev/null
airflow pools set warehouse_writer 1 "one writer for build.duckdb" >/dev/null
echo "Airflow UI: http://127.0.0.1:$AIRFLOW__API__PORT (ctrl-c stops it and the sandbox)"
airflow standalone
